package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.OneLine;
import io.github.widesweep.yaml.PlacedException;
import io.github.widesweep.yaml.TreePath;
import io.github.widesweep.yaml.YamlTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values by path that take the place of a spec's: those of its section {@value #QUICK}, and those
 * of whoever reads it.
 */
final class SpecOverrides {
  private static final String QUICK = "quick";
  private static final String VALUES = "values by path, such as grid.draws: 10";
  private static final String PATHS =
      "field names and list indices, such as grid.draws or grid.alphas[0]";
  private static final int LONGEST_PLACE = 200;

  private SpecOverrides() {}

  /**
   * Takes the section {@value #QUICK} out of a spec: values by path, in the order written.
   *
   * @return empty if there is none
   */
  static Map<String, JsonNode> removeQuick(YamlTree tree) {
    JsonNode section = tree.root().remove(QUICK);
    Map<String, JsonNode> values = new LinkedHashMap<>();
    if (section == null) {
      return values;
    }
    if (!(section instanceof ObjectNode)) {
      throw tree.error(QUICK, section.toString(), VALUES);
    }
    section.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  /** The error of a spec whose quick values are asked for and not there. */
  static PlacedException noQuick(YamlTree tree) {
    return tree.error(QUICK, "missing", VALUES);
  }

  /** Replaces or adds the values of the section that was taken out. */
  static void applyQuick(YamlTree tree, Map<String, JsonNode> values) {
    values.forEach(
        (path, value) -> {
          String from = TreePath.field(QUICK, path);
          if (!isPath(path)) {
            throw tree.error(from, "no path", PATHS);
          }
          tree.put(path, value, from);
        });
  }

  /** Replaces or adds values, YAML text by path, in the map's order. */
  static void apply(YamlTree tree, Map<String, String> values) {
    values.forEach(
        (path, yaml) -> {
          String place = OneLine.of("override " + path + "=" + yaml, LONGEST_PLACE);
          if (!isPath(path)) {
            throw new PlacedException(place, "path", "\"" + path + "\"", PATHS);
          }
          tree.write(path, yaml, place);
        });
  }

  private static boolean isPath(String path) {
    return TreePath.isWellFormed(path) && !TreePath.isWithin(path, QUICK);
  }
}
