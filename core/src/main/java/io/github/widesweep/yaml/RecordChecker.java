package io.github.widesweep.yaml;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.Names;
import io.github.widesweep.Suggestion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares a tree with the records it is to become: fields unknown or missing, values of a wrong
 * type. Values in range are the records' own affair, except of those that only their reader knows.
 */
final class RecordChecker {
  private final RecordMapper mapper;
  private final YamlTree tree;
  private final List<PlacedException> problems = new ArrayList<>();

  RecordChecker(RecordMapper mapper, YamlTree tree) {
    this.mapper = mapper;
    this.tree = tree;
  }

  /** All that keeps the tree from becoming a record of this type. */
  List<PlacedException> check(Class<? extends Record> type) {
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
        problems.add(tree.error(path, PlacedException.MISSING, describe(type)));
      }
    } else if (type instanceof ParameterizedType list) {
      if (require(node.isArray(), path, node, type)) {
        for (int i = 0; i < node.size(); i++) {
          check(node.get(i), list.getActualTypeArguments()[0], path + "[" + i + "]");
        }
      }
    } else if (type instanceof Class<?> family && family.isAnnotationPresent(JsonTypeInfo.class)) {
      checkFamily(node, family, path);
    } else if (type instanceof Class<?> recordType
        && recordType.isRecord()
        && !mapper.hasForm(type)) {
      if (require(node.isObject(), path, node, type)) {
        checkFields(node, components(recordType), path);
      }
    } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
      boolean known = node.isTextual() && Names.all(enumType).contains(node.textValue());
      require(known, path, node, type);
    } else if (mapper.hasForm(type)) {
      checkForm(node, (Class<?>) type, path);
    } else {
      require(isScalar(node, type), path, node, type);
    }
  }

  private void checkForm(JsonNode node, Class<?> type, String path) {
    try {
      mapper.bind(node, type);
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
    throw new IllegalStateException("a record has a component of unknown " + type);
  }

  /** One of several records: which, a field's word says, or else which fields are there. */
  private void checkFamily(JsonNode node, Class<?> family, String path) {
    JsonTypeInfo info = family.getAnnotation(JsonTypeInfo.class);
    if (info.use() == JsonTypeInfo.Id.DEDUCTION) {
      check(node, deduced(node, family, info.defaultImpl()), path);
      return;
    }
    if (!require(node.isObject(), path, node, family)) {
      return;
    }
    Map<String, Class<?>> members = new LinkedHashMap<>();
    for (JsonSubTypes.Type member : family.getAnnotation(JsonSubTypes.class).value()) {
      members.put(member.name(), member.value());
    }
    JsonNode word = node.path(info.property());
    Class<?> type = word.isTextual() ? members.get(word.textValue()) : null;
    if (type == null) {
      problems.add(
          tree.error(
              TreePath.field(path, info.property()),
              word.isMissingNode() ? PlacedException.MISSING : word.toString(),
              "one of " + String.join(", ", members.keySet())));
      return;
    }
    Map<String, RecordComponent> fields = components(type);
    fields.put(info.property(), null);
    checkFields(node, fields, path);
  }

  /** The record whose first field is there, else the usual one. */
  private static Class<?> deduced(JsonNode node, Class<?> family, Class<?> usual) {
    return Stream.of(family.getAnnotation(JsonSubTypes.class).value())
        .<Class<?>>map(JsonSubTypes.Type::value)
        .filter(member -> member != usual)
        .filter(member -> node.has(components(member).keySet().iterator().next()))
        .findFirst()
        .orElse(usual);
  }

  private void checkFields(JsonNode node, Map<String, RecordComponent> fields, String path) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!fields.containsKey(entry.getKey())) {
        problems.add(
            tree.error(
                TreePath.field(path, entry.getKey()),
                Suggestion.UNKNOWN,
                Suggestion.of(entry.getKey(), fields.keySet())));
      }
    }
    fields.forEach(
        (name, component) -> {
          if (component != null && !RecordMapper.hasForm(component)) {
            check(node.path(name), component.getGenericType(), TreePath.field(path, name));
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
      return "one of " + String.join(", ", Names.all(enumType));
    } else if (type instanceof Class<?> recordType && recordType.isRecord()) {
      return "fields " + String.join(", ", components(recordType).keySet());
    }
    return "fields with values";
  }

  private static Map<String, RecordComponent> components(Class<?> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(RecordMapper.fieldName(component.getName()), component);
    }
    return components;
  }
}
