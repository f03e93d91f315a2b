package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.data.CsvSpec;
import io.github.widesweep.data.TargetScaling;
import io.github.widesweep.data.Task;
import io.github.widesweep.yaml.RecordMapper;
import io.github.widesweep.yaml.TreePath;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How specs are written: for users, and for what is made of their meaning. */
final class SpecMapper {
  static final RecordMapper MAPPER = new RecordMapper(SpecForms.all());

  private static final String MEASURE = "measure";
  private static final String DATA = "data";
  private static final String NETWORK = "network";
  private static final String NAME = "name";

  /** Fields that say which rows there are, not what they mean. */
  private static final Set<String> OUTSIDE = Set.of(NAME, "grid", MEASURE);

  private static final String REFIT = "refit";
  private static final String TARGET_SCALING = "target_scaling";

  private SpecMapper() {}

  /** A spec as YAML. */
  static String write(SweepSpec spec) {
    ObjectNode tree = MAPPER.tree(spec);
    if (spec.measure().equals(SweepSpec.DEFAULT_MEASURE)) {
      // As written before there was a choice: a spec on disk is compared with the one of today.
      tree.remove(MEASURE);
    }
    if (spec.data().name().equals(spec.data().usualName())) {
      ((ObjectNode) tree.get(DATA)).remove(NAME);
    }
    // Sources that have it by choice only are written as before there was a choice.
    boolean usual = !(spec.data() instanceof CsvSpec) || spec.data().task() == Task.CLASSIFICATION;
    if (usual && spec.data().targetScaling() == TargetScaling.NONE) {
      ((ObjectNode) tree.get(DATA)).remove(TARGET_SCALING);
    }
    if (spec.grid().refit().equals(List.of(false))) {
      ((ObjectNode) tree.get("grid")).remove(REFIT);
    }
    return MAPPER.text(tree);
  }

  /** As {@link SweepSpec#coordinates()} says. */
  static SortedMap<String, String> coordinates(SweepSpec spec) {
    ObjectNode tree = MAPPER.tree(spec);
    tree.remove(OUTSIDE);
    if (spec.network() instanceof OwnNetworks) {
      // Their contents are coordinates of rows.
      tree.put(NETWORK, "of files");
    }
    SortedMap<String, String> coordinates = new TreeMap<>();
    flatten("", tree, coordinates);
    return coordinates;
  }

  private static void flatten(String path, JsonNode node, SortedMap<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> flatten(TreePath.field(path, field.getKey()), field.getValue(), values));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), values);
      }
    } else {
      // Exact, and without the freedom that a format has to write a number.
      values.put(
          path, node.isFloatingPointNumber() ? Double.toString(node.doubleValue()) : node.asText());
    }
  }

  /** As {@link SweepSpec#formerMeaning()} says. */
  static String formerMeaning(SweepSpec spec) {
    ObjectNode tree = MAPPER.tree(spec);
    tree.remove(OUTSIDE);
    ((ObjectNode) tree.get(DATA)).remove(Set.of("file", NAME));
    if (spec.data().targetScaling() == TargetScaling.NONE) {
      ((ObjectNode) tree.get(DATA)).remove(TARGET_SCALING);
    }
    return MAPPER.text(tree);
  }
}
