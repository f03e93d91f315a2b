package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.data.DataSpec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares a tree with the records it is to become: fields unknown or missing, values of a wrong
 * type. Values in range are the records' own affair, except of those that only their reader knows.
 */
final class SpecChecker {
  private final SpecTree tree;
  private final List<SpecException> problems = new ArrayList<>();

  SpecChecker(SpecTree tree) {
    this.tree = tree;
  }

  /** All that keeps the tree from becoming a record of this type. */
  List<SpecException> check(Class<? extends Record> type) {
    problems.addAll(tree.unreadable());
    check(tree.root(), type, "");
    return problems;
  }

  /** A value that is not there passes unless the type is primitive: a record may have a default. */
  private void check(JsonNode node, Type type, String path) {
    if (node.isNull()) {
      // Could not be read, which is known.
      return;
    }
    if (node.isMissingNode()) {
      if (type instanceof Class<?> missing && missing.isPrimitive()) {
        problems.add(tree.error(path, "missing", describe(type)));
      }
    } else if (type instanceof ParameterizedType list) {
      if (require(node.isArray(), path, node, type)) {
        for (int i = 0; i < node.size(); i++) {
          check(node.get(i), list.getActualTypeArguments()[0], path + "[" + i + "]");
        }
      }
    } else if (type == DataSpec.class) {
      checkData(node, path);
    } else if (type == NetworkSpec.class) {
      boolean own = node.has(NetworkSpec.SOURCE);
      check(node, own ? OwnNetworks.class : TrainedNetworks.class, path);
    } else if (type instanceof Class<?> recordType
        && recordType.isRecord()
        && !SpecMapper.hasForm(type)) {
      if (require(node.isObject(), path, node, type)) {
        checkFields(node, components(recordType), path);
      }
    } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
      boolean known = constants(enumType).anyMatch(node.asText()::equals);
      require(known && node.isTextual(), path, node, type);
    } else if (SpecMapper.hasForm(type)) {
      checkForm(node, (Class<?>) type, path);
    } else {
      require(isScalar(node, type), path, node, type);
    }
  }

  private void checkForm(JsonNode node, Class<?> type, String path) {
    try {
      SpecMapper.bind(node, type);
    } catch (JsonProcessingException e) {
      problems.addAll(SectionBinder.problems(tree, path, e));
    } catch (InvalidValueException e) {
      problems.addAll(tree.errors(path, e));
    }
  }

  private static boolean isScalar(JsonNode node, Type type) {
    if (type == int.class || type == Integer.class) {
      return node.isIntegralNumber() && node.canConvertToInt();
    } else if (type == long.class || type == Long.class) {
      return node.isIntegralNumber() && node.canConvertToLong();
    } else if (type == double.class || type == Double.class) {
      return node.isNumber();
    } else if (type == boolean.class || type == Boolean.class) {
      return node.isBoolean();
    } else if (type == String.class) {
      return node.isTextual();
    }
    throw new IllegalStateException("a spec's record has a component of unknown " + type);
  }

  private void checkData(JsonNode node, String path) {
    if (!require(node.isObject(), path, node, DataSpec.class)) {
      return;
    }
    JsonNode source = node.path("source");
    String expected = "one of " + String.join(", ", SpecMapper.SOURCES.keySet());
    String sourcePath = SpecPath.field(path, "source");
    Class<?> type = source.isTextual() ? SpecMapper.SOURCES.get(source.textValue()) : null;
    if (type == null) {
      String found = source.isMissingNode() ? "missing" : source.toString();
      problems.add(tree.error(sourcePath, found, expected));
      return;
    }
    Map<String, RecordComponent> fields = components(type);
    fields.put("source", null);
    checkFields(node, fields, path);
  }

  private void checkFields(JsonNode node, Map<String, RecordComponent> fields, String path) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!fields.containsKey(entry.getKey())) {
        problems.add(
            tree.error(
                SpecPath.field(path, entry.getKey()),
                Suggestion.UNKNOWN,
                Suggestion.of(entry.getKey(), fields.keySet())));
      }
    }
    fields.forEach(
        (name, component) -> {
          if (component != null && !SpecMapper.hasForm(component)) {
            check(node.path(name), component.getGenericType(), SpecPath.field(path, name));
          }
        });
  }

  private boolean require(boolean valid, String path, JsonNode node, Type type) {
    if (!valid) {
      problems.add(tree.error(path, node.toString(), describe(type)));
    }
    return valid;
  }

  private static String describe(Type type) {
    if (type == int.class || type == Integer.class) {
      return "a whole number of 32 bits";
    } else if (type == long.class || type == Long.class) {
      return "a whole number of 64 bits";
    } else if (type == double.class || type == Double.class) {
      return "a number";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == String.class) {
      return "a text";
    } else if (type instanceof ParameterizedType) {
      return "a list";
    } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
      return "one of " + constants(enumType).collect(Collectors.joining(", "));
    } else if (type instanceof Class<?> recordType && recordType.isRecord()) {
      return "fields " + String.join(", ", components(recordType).keySet());
    }
    return "fields with values";
  }

  private static Stream<String> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> Names.of((Enum<?>) constant));
  }

  private static Map<String, RecordComponent> components(Class<?> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(SpecMapper.fieldName(component.getName()), component);
    }
    return components;
  }
}
