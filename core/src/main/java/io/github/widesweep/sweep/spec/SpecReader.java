package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.UserException;
import io.github.widesweep.yaml.PlacedException;
import io.github.widesweep.yaml.RecordReader;
import io.github.widesweep.yaml.YamlTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a sweep's YAML file, strictly: whatever is unknown, missing, of a wrong type, out of range
 * or there twice is a {@link UserException} with a line for each mistake that names file, line,
 * field, value and what would be right. What fields must have in common is looked at once each for
 * itself is right. A file that cannot be read has no lines and is named alone.
 *
 * <p>{@link SpecFolder} says where files are looked for; {@code data.file} is found here, files on
 * any file system that Hadoop knows by whoever knows it.
 *
 * <p>A section {@code quick} of values by path, such as {@code grid.draws: 10}, is no part of the
 * spec: {@link #readQuick} puts them in place, {@link #read} only looks whether they could be.
 */
public final class SpecReader {
  private static final RecordReader<SweepSpec> RECORDS =
      new RecordReader<>(SpecMapper.MAPPER, SweepSpec.class);

  private SpecReader() {}

  /** Reads a file. */
  public static SweepSpec read(Path file) {
    return read(file, Map.of());
  }

  /**
   * Reads a file, some of its values replaced or added, in the map's order.
   *
   * @param overrides YAML text by path, such as {@code grid.draws} to {@code 10}, {@code
   *     grid.alphas[0]} to {@code 0.5} or {@code grid.widths} to {@code [20, 100]}; messages name
   *     the override in place of file and line
   */
  public static SweepSpec read(Path file, Map<String, String> overrides) {
    return readPlaced(file, overrides).spec();
  }

  /** The same, for mistakes that only show when something is made of the spec. */
  public static PlacedSpec readPlaced(Path file, Map<String, String> overrides) {
    return read(() -> YamlTree.read(file), SpecFolder.of(file), overrides, Variant.FULL);
  }

  /**
   * Reads a file's quick variant: the values of its section {@code quick}, by path, take the place
   * of its own.
   *
   * @param overrides as of {@link #read(Path, Map)}; they win over the section
   * @throws UserException if there is no such section, too
   */
  public static PlacedSpec readQuick(Path file, Map<String, String> overrides) {
    return read(() -> YamlTree.read(file), SpecFolder.of(file), overrides, Variant.QUICK);
  }

  /**
   * Reads a spec from its text.
   *
   * @param yaml the text
   * @param fileName how messages call it
   */
  public static SweepSpec parse(String yaml, String fileName) {
    return read(() -> YamlTree.parse(yaml, fileName), SpecFolder.WORKING, Map.of(), Variant.FULL)
        .spec();
  }

  /**
   * Reads a spec that {@link SweepSpec#toYaml} wrote, today or in an older version: what was not
   * written then is what it was, whatever the default has become.
   *
   * @param yaml the text
   * @param fileName how messages call it
   */
  public static SweepSpec parseResolved(String yaml, String fileName) {
    return read(
            () -> YamlTree.parse(yaml, fileName), SpecFolder.WORKING, Map.of(), Variant.RESOLVED)
        .spec();
  }

  private enum Variant {
    FULL,
    QUICK,
    RESOLVED
  }

  private static PlacedSpec read(
      Supplier<YamlTree> text, SpecFolder folder, Map<String, String> overrides, Variant variant) {
    try {
      YamlTree tree = text.get();
      Map<String, JsonNode> quick = SpecOverrides.removeQuick(tree);
      if (variant == Variant.QUICK) {
        if (quick.isEmpty()) {
          throw SpecOverrides.noQuick(tree);
        }
        SpecOverrides.applyQuick(tree, quick);
      }
      SpecOverrides.apply(tree, overrides);
      if (variant == Variant.RESOLVED) {
        withFormerDefaults(tree.root().path("data"));
      }
      List<PlacedException> mistakes = mistakes(tree);
      if (mistakes.isEmpty() && variant == Variant.FULL && !quick.isEmpty()) {
        // Not applied, but a wrong path is found when it is written, not when it is needed.
        YamlTree other = tree.copy();
        SpecOverrides.applyQuick(other, quick);
        mistakes = mistakes(other);
      }
      if (!mistakes.isEmpty()) {
        throw PlacedException.toUserException(mistakes);
      }
      Optional<PlacedException> missing = folder.findDataFile(tree);
      return new PlacedSpec(RECORDS.read(tree), tree, folder, missing);
    } catch (PlacedException e) {
      throw PlacedException.toUserException(List.of(e));
    }
  }

  private static List<PlacedException> mistakes(YamlTree tree) {
    numberAsText(tree.root().path("data"), "target");
    return RECORDS.mistakes(tree);
  }

  /** Targets of CSV files were not scaled before there was a choice. */
  private static void withFormerDefaults(JsonNode data) {
    if (data instanceof ObjectNode fields
        && fields.path("source").asText().equals("csv")
        && !fields.has("target_scaling")) {
      fields.put("target_scaling", "none");
    }
  }

  /** A CSV file's target column may be a number. */
  private static void numberAsText(JsonNode node, String field) {
    if (node instanceof ObjectNode fields && fields.path(field).isIntegralNumber()) {
      fields.put(field, fields.get(field).asText());
    }
  }
}
