package io.github.widesweep.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Answers of commands as JSON: one document, indented. Names are snake_case with the unit at the
 * end, a number that does not exist or is not finite is null, times are ISO 8601 in UTC.
 */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Any value that Jackson knows: records, maps, lists, texts and numbers. */
  public static JsonNode node(Object value) {
    return value instanceof Double number ? number(number) : MAPPER.valueToTree(value);
  }

  /** A number; null unless it is finite. */
  public static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.nullNode();
  }

  /** The document, with an end of line. */
  public static String print(JsonNode document) {
    return document.toPrettyString() + System.lineSeparator();
  }
}
