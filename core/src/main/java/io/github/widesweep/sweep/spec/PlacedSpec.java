package io.github.widesweep.sweep.spec;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.yaml.PlacedException;
import io.github.widesweep.yaml.YamlTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A spec that knows where each of its values was written. */
public final class PlacedSpec {
  private final SweepSpec spec;
  private final YamlTree tree;
  private final SpecFolder folder;
  private final Optional<PlacedException> missing;

  /**
   * @param missing what is wrong if the data's file is nowhere
   */
  PlacedSpec(SweepSpec spec, YamlTree tree, SpecFolder folder, Optional<PlacedException> missing) {
    this.spec = spec;
    this.tree = tree;
    this.folder = folder;
    this.missing = missing;
  }

  /** The spec. */
  public SweepSpec spec() {
    return spec;
  }

  /** Where it is, for files that it names. */
  public SpecFolder folder() {
    return folder;
  }

  /**
   * What a function makes of the spec and its data. A value that it refuses by its path, such as
   * {@code grid.widths[0]}, is the user's mistake at the line where that was written.
   *
   * @throws io.github.widesweep.UserException if it refuses one, or if the data's file is neither
   *     in the working directory nor beside the spec
   */
  public <T> T make(Function<SweepSpec, T> function) {
    if (missing.isPresent()) {
      throw PlacedException.toUserException(List.of(missing.get()));
    }
    try {
      return function.apply(spec);
    } catch (InvalidValueException e) {
      throw PlacedException.toUserException(tree.errors("", e));
    }
  }
}
