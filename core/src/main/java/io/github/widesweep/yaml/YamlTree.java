package io.github.widesweep.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.InvalidValuesException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The values of a YAML document before they become a record, with the place of each. */
public final class YamlTree {
  private final ObjectNode root;
  private final Map<String, String> places;

  /** Values that could not be read; a null stands in their place. */
  private List<PlacedException> unreadable;

  private YamlTree(ObjectNode root, Map<String, String> places, List<PlacedException> unreadable) {
    this.root = root;
    this.places = places;
    this.unreadable = unreadable;
  }

  /**
   * The tree of a file, UTF-8 text of at most 1 MiB.
   *
   * @throws io.github.widesweep.UserException if there is no such file
   * @throws PlacedException as of {@link #parse}
   */
  public static YamlTree read(Path file) {
    return parse(YamlText.read(file), file.toString());
  }

  /**
   * The tree of a text.
   *
   * @param fileName what messages call it
   * @throws PlacedException if it is not one document of fields; what is wrong with single values
   *     is told later, with all that is wrong
   */
  public static YamlTree parse(String text, String fileName) {
    YamlText parsed = YamlText.parse(text, "", line -> fileName + ":" + line);
    if (!(parsed.root() instanceof ObjectNode fields)) {
      throw parsed.unreadable().isEmpty()
          ? new PlacedException(
              parsed.places().get(""), "", parsed.root().toString(), "fields with values")
          : parsed.unreadable().get(0);
    }
    return new YamlTree(fields, new HashMap<>(parsed.places()), parsed.unreadable());
  }

  /** A single value from its text; empty if that is not one, or has values that are refused. */
  public static Optional<JsonNode> value(String text) {
    try {
      YamlText parsed = YamlText.parse(text, "", line -> "");
      return parsed.unreadable().isEmpty() ? Optional.of(parsed.root()) : Optional.empty();
    } catch (PlacedException e) {
      return Optional.empty();
    }
  }

  /** A tree of its own with the same values and places. */
  public YamlTree copy() {
    return new YamlTree(root.deepCopy(), new HashMap<>(places), unreadable);
  }

  /** The fields; changes are the tree's. */
  public ObjectNode root() {
    return root;
  }

  /** What is wrong with the text of single values. */
  List<PlacedException> unreadable() {
    return unreadable;
  }

  /** An error at a path: its place is the value's, or that of the nearest value around it. */
  public PlacedException error(String path, String value, String expected) {
    String existing = path;
    while (!places.containsKey(existing)) {
      existing = TreePath.parent(existing);
    }
    return new PlacedException(places.get(existing), path, value, expected);
  }

  /** The errors of the fields that a record at a path, or the value itself, refused. */
  public List<PlacedException> errors(String path, InvalidValueException invalid) {
    return invalid instanceof InvalidValuesException several
        ? several.problems().stream().map(each -> error(path, each)).toList()
        : List.of(error(path, invalid));
  }

  private PlacedException error(String path, InvalidValueException invalid) {
    String field = invalid.field();
    if (field.startsWith("[")) {
      field = path + field;
    } else if (at(path).isObject() && !field.isEmpty()) {
      field = TreePath.field(path, field);
    } else {
      field = path;
    }
    boolean missing = invalid.value() == null;
    return error(
        field, missing ? PlacedException.MISSING : invalid.value().toString(), invalid.expected());
  }

  private JsonNode at(String path) {
    JsonNode node = root;
    for (String step : TreePath.steps(path).orElse(List.of())) {
      node = TreePath.isIndex(step) ? node.path(TreePath.index(step)) : node.path(step);
    }
    return node;
  }

  /**
   * Replaces or adds one value; fields on the way are made, list elements are not.
   *
   * @param path a path that is well formed
   * @param yaml the value as YAML text
   * @param place what messages call its place
   * @throws PlacedException if the text is no value, or the path leads into what has no such value
   */
  public void write(String path, String yaml, String place) {
    YamlText parsed = YamlText.parse(yaml, path, line -> place);
    unreadable = Stream.concat(unreadable.stream(), parsed.unreadable().stream()).toList();
    replace(path, parsed.root(), place, parsed.places());
  }

  /**
   * The same with a value that was in this tree when it was parsed: messages name its line.
   *
   * @param from the path it was at
   */
  public void put(String path, JsonNode value, String from) {
    Map<String, String> valuePlaces = new HashMap<>();
    places.forEach(
        (where, place) -> {
          if (TreePath.isWithin(where, from)) {
            valuePlaces.put(path + where.substring(from.length()), place);
          }
        });
    replace(path, value, places.get(from), valuePlaces);
  }

  private void replace(String path, JsonNode value, String place, Map<String, String> valuePlaces) {
    List<String> steps =
        TreePath.steps(path).orElseThrow(() -> new IllegalArgumentException("no path " + path));
    places.keySet().removeIf(old -> TreePath.isWithin(old, path));
    places.putAll(valuePlaces);
    set(root, "", steps, value, place);
  }

  private static void set(
      JsonNode node, String path, List<String> steps, JsonNode value, String place) {
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    if (TreePath.isIndex(step)) {
      int index = TreePath.index(step);
      if (!(node instanceof ArrayNode array) || index >= array.size()) {
        throw new PlacedException(place, path + step, "not there", "an index below " + node.size());
      }
      if (rest.isEmpty()) {
        array.set(index, value);
      } else {
        set(array.get(index), path + step, rest, value, place);
      }
    } else {
      if (!(node instanceof ObjectNode fields)) {
        throw new PlacedException(place, path, node.toString(), "fields with values");
      }
      if (rest.isEmpty()) {
        fields.set(step, value);
      } else {
        JsonNode next = fields.has(step) ? fields.get(step) : fields.putObject(step);
        set(next, TreePath.field(path, step), rest, value, place);
      }
    }
  }
}
