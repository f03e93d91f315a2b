package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.InvalidValuesException;
import io.github.widesweep.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A spec's values before they become records, with the place each was written at. */
final class SpecTree {
  private static final String QUICK = "quick";

  private final ObjectNode root;
  private final Map<String, String> places;

  /** Values that could not be read; nothing stands in their place. */
  private final List<SpecException> unreadable;

  private SpecTree(ObjectNode root, Map<String, String> places, List<SpecException> unreadable) {
    this.root = root;
    this.places = places;
    this.unreadable = unreadable;
  }

  /** The tree of a spec's text; {@code fileName} is what messages call it. */
  static SpecTree parse(String text, String fileName) {
    Map<String, String> places = new HashMap<>();
    List<SpecException> unreadable = new ArrayList<>();
    JsonNode root = YamlText.parse(text, "", line -> fileName + ":" + line, places, unreadable);
    if (!(root instanceof ObjectNode fields)) {
      throw unreadable.isEmpty()
          ? new SpecException(places.get(""), "", root.toString(), "fields with values")
          : unreadable.get(0);
    }
    return new SpecTree(fields, places, unreadable);
  }

  /** What is wrong with the text of single values. */
  List<SpecException> unreadable() {
    return unreadable;
  }

  ObjectNode root() {
    return root;
  }

  /** An error at a path: its place is the value's, or that of the nearest value around it. */
  SpecException error(String path, String value, String expected) {
    String existing = path;
    while (!places.containsKey(existing)) {
      existing = SpecPath.parent(existing);
    }
    return new SpecException(places.get(existing), path, value, expected);
  }

  /** The errors of the fields that a record at a path, or the value itself, refused. */
  List<SpecException> errors(String path, InvalidValueException invalid) {
    return invalid instanceof InvalidValuesException several
        ? several.problems().stream().map(each -> error(path, each)).toList()
        : List.of(error(path, invalid));
  }

  /** The error of a value that a record at a path, or the value itself, refused. */
  private SpecException error(String path, InvalidValueException invalid) {
    String field = invalid.field();
    JsonNode node = at(path);
    if (field.startsWith("[")) {
      field = path + field;
    } else if (node.isObject() && !field.isEmpty()) {
      field = SpecPath.field(path, field);
    } else {
      field = path;
    }
    boolean missing = invalid.value() == null;
    return error(
        field, missing ? SpecException.MISSING : invalid.value().toString(), invalid.expected());
  }

  private JsonNode at(String path) {
    JsonNode node = root;
    for (String step : SpecPath.steps(path).orElse(List.of())) {
      node =
          step.startsWith("[")
              ? node.path(Integer.parseInt(step.substring(1, step.length() - 1)))
              : node.path(step);
    }
    return node;
  }

  /** A tree of its own with the same values and places. */
  SpecTree copy() {
    return new SpecTree(root.deepCopy(), new HashMap<>(places), List.copyOf(unreadable));
  }

  /**
   * Takes out the section {@value #QUICK}: values by path, in the order written.
   *
   * @return empty if there is none
   */
  Map<String, JsonNode> removeQuick() {
    JsonNode section = root.remove(QUICK);
    Map<String, JsonNode> values = new LinkedHashMap<>();
    if (section == null) {
      return values;
    }
    if (!(section instanceof ObjectNode)) {
      throw error(QUICK, section.toString(), "values by path, such as grid.draws: 10");
    }
    section.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  /** Replaces or adds a value of the section {@value #QUICK}; messages name its line there. */
  void applyQuick(String path, JsonNode value) {
    String written = SpecPath.field(QUICK, path);
    String place = places.get(written);
    Map<String, String> valuePlaces = new HashMap<>();
    places.forEach(
        (where, line) -> {
          if (isWithin(where, written)) {
            valuePlaces.put(path + where.substring(written.length()), line);
          }
        });
    replace(path, value, place, valuePlaces);
  }

  /**
   * Replaces or adds one value.
   *
   * @param path such as {@code grid.alphas[0]}; fields on the way are made, list elements are not
   * @param yaml the value as YAML text
   */
  void override(String path, String yaml) {
    String place = OneLine.of("override " + path + "=" + yaml, 200);
    Map<String, String> valuePlaces = new HashMap<>();
    JsonNode value = YamlText.parse(yaml, path, line -> place, valuePlaces, unreadable);
    replace(path, value, place, valuePlaces);
  }

  private void replace(String path, JsonNode value, String place, Map<String, String> valuePlaces) {
    List<String> steps =
        SpecPath.steps(path)
            .filter(some -> !some.get(0).equals(QUICK))
            .orElseThrow(
                () ->
                    new SpecException(
                        place,
                        "path",
                        "\"" + path + "\"",
                        "field names and list indices, such as grid.draws or grid.alphas[0]"));
    places.keySet().removeIf(old -> isWithin(old, path));
    places.put(path, place);
    places.putAll(valuePlaces);
    set(root, "", steps, value, place);
  }

  /** Whether a path is another one, or of a value in it. */
  private static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".") || path.startsWith(outer + "[");
  }

  private static void set(
      JsonNode node, String path, List<String> steps, JsonNode value, String place) {
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    if (step.startsWith("[")) {
      int index = Integer.parseInt(step.substring(1, step.length() - 1));
      if (!(node instanceof ArrayNode array) || index >= array.size()) {
        throw new SpecException(place, path + step, "not there", "an index below " + node.size());
      }
      if (rest.isEmpty()) {
        array.set(index, value);
      } else {
        set(array.get(index), path + step, rest, value, place);
      }
    } else {
      if (!(node instanceof ObjectNode fields)) {
        throw new SpecException(place, path, node.toString(), "fields with values");
      }
      if (rest.isEmpty()) {
        fields.set(step, value);
      } else {
        JsonNode next = fields.has(step) ? fields.get(step) : fields.putObject(step);
        set(next, SpecPath.field(path, step), rest, value, place);
      }
    }
  }
}
