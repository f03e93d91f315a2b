package io.github.widesweep.yaml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.function.Function;

/**
 * Reads a value by a function of its tree: for components of records whose form is not that of
 * their type, named in {@link com.fasterxml.jackson.databind.annotation.JsonDeserialize}.
 */
public class FormReader<T> extends StdDeserializer<T> {
  private final transient Function<JsonNode, T> read;

  protected FormReader(Class<?> type, Function<JsonNode, T> read) {
    super(type);
    this.read = read;
  }

  @Override
  public final T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return read.apply(parser.readValueAsTree());
  }
}
