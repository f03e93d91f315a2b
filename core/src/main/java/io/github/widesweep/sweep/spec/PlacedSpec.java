package io.github.widesweep.sweep.spec;

import io.github.widesweep.InvalidValueException;
import java.util.function.Function;

/** A spec that knows where each of its values was written. */
public final class PlacedSpec {
  private final SweepSpec spec;
  private final SpecTree tree;

  PlacedSpec(SweepSpec spec, SpecTree tree) {
    this.spec = spec;
    this.tree = tree;
  }

  /** The spec. */
  public SweepSpec spec() {
    return spec;
  }

  /**
   * What a function makes of the spec. A value that it refuses by its path, such as {@code
   * grid.widths[0]}, is the user's mistake at the line where that was written.
   *
   * @throws io.github.widesweep.UserException if it refuses one
   */
  public <T> T make(Function<SweepSpec, T> function) {
    try {
      return function.apply(spec);
    } catch (InvalidValueException e) {
      throw SpecException.toUserException(tree.errors("", e));
    }
  }
}
