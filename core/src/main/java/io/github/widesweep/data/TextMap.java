package io.github.widesweep.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.github.widesweep.InvalidValueException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Reads fields whose values are texts, numbers or truth values, all of them as texts. */
final class TextMap extends StdDeserializer<Map<String, String>> {
  private static final long serialVersionUID = 1;

  TextMap() {
    super(Map.class);
  }

  @Override
  public Map<String, String> deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode node = parser.readValueAsTree();
    InvalidValueException.require(node.isObject(), "", node, "fields with values");
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      InvalidValueException.require(
          value.isValueNode(), entry.getKey(), value, "a text, a number, true or false");
      texts.put(entry.getKey(), value.asText());
    }
    return texts;
  }
}
