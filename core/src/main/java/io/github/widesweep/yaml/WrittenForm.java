package io.github.widesweep.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.function.Function;

/**
 * How the values of a type are written where that is not by the fields of a record.
 *
 * @param type the type
 * @param read the value of what is written; throws {@link
 *     io.github.widesweep.InvalidValueException} with a field relative to the value, empty for the
 *     value itself
 * @param write a value as it is written: texts, numbers, truth values, lists and maps of these
 */
public record WrittenForm<T>(Class<T> type, Function<JsonNode, T> read, Function<T, Object> write) {
  /** Teaches Jackson this form. */
  void addTo(SimpleModule module) {
    StdConverter<T, Object> converter =
        new StdConverter<>() {
          @Override
          public Object convert(T value) {
            return write.apply(value);
          }
        };
    module.addDeserializer(type, new FormReader<>(type, read));
    module.addSerializer(type, new StdDelegatingSerializer(type, converter));
  }
}
