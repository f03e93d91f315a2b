package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.Names;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** The written forms of the parameters of methods. */
final class MethodParameter {
  private MethodParameter() {}

  /**
   * A parameter's value.
   *
   * @param name what messages call it
   * @param type double, int, an enum, or a type with a static method {@code parse(String)}
   */
  static Object read(String name, JsonNode node, Class<?> type) {
    if (type == double.class) {
      require(node.isNumber(), name, node, "a number");
      return node.doubleValue();
    } else if (type == int.class) {
      boolean whole = node.isIntegralNumber() && node.canConvertToInt();
      require(whole, name, node, "a whole number of 32 bits");
      return node.intValue();
    } else if (type.isEnum()) {
      List<String> words = Names.all(type);
      int constant = words.indexOf(node.asText());
      require(constant >= 0, name, node, "one of " + String.join(", ", words));
      return type.getEnumConstants()[constant];
    }
    require(node.isValueNode(), name, node, "a number or a word");
    return parse(name, node, type);
  }

  private static Object parse(String name, JsonNode node, Class<?> type) {
    try {
      return type.getMethod("parse", String.class).invoke(null, node.asText());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        throw new InvalidValueException(name, node, invalid.expected());
      }
      throw new IllegalStateException(type + " cannot read " + node, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no method parse", e);
    }
  }

  /** What {@link #read} would read: numbers as they are, constants in lower case, else texts. */
  static Object write(Object value) {
    if (value instanceof Number) {
      return value;
    }
    return value instanceof Enum<?> constant ? Names.of(constant) : value.toString();
  }
}
