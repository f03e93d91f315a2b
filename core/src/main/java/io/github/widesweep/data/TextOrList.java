package io.github.widesweep.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.github.widesweep.InvalidValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a text, or a list of texts, as a list. */
final class TextOrList extends StdDeserializer<List<String>> {
  private static final long serialVersionUID = 1;
  private static final String EXPECTED = "a text, or a list of texts";

  TextOrList() {
    super(List.class);
  }

  @Override
  public List<String> deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode node = parser.readValueAsTree();
    if (node.isTextual()) {
      return List.of(node.textValue());
    }
    InvalidValueException.require(node.isArray(), "", node, EXPECTED);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      String place = "[" + texts.size() + "]";
      InvalidValueException.require(element.isTextual(), place, element, "a text");
      texts.add(element.textValue());
    }
    return texts;
  }
}
