package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Connects the functions of {@link SpecForms} to Jackson. */
class SpecForm<T> extends StdDeserializer<T> {
  private final transient Function<JsonNode, T> read;

  SpecForm(Class<?> type, Function<JsonNode, T> read) {
    super(type);
    this.read = read;
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return read.apply(parser.readValueAsTree());
  }

  static final class Widths extends SpecForm<List<Integer>> {
    Widths() {
      super(List.class, SpecForms::widths);
    }
  }

  static final class Schemes extends SpecForm<List<SchemeSpec>> {
    Schemes() {
      super(List.class, SpecForms::schemes);
    }
  }

  static final class CalibrationSamples extends SpecForm<Integer> {
    CalibrationSamples() {
      super(Integer.class, SpecForms::calibrationSamples);
    }
  }

  static final class Source extends SpecForm<List<OwnFile>> {
    Source() {
      super(List.class, SpecForms::source);
    }
  }

  static final class WriteSource extends StdConverter<List<OwnFile>, Object> {
    @Override
    public Object convert(List<OwnFile> source) {
      return SpecForms.writeSource(source);
    }
  }

  static final class WriteSchemes extends StdConverter<List<SchemeSpec>, Object> {
    @Override
    public Object convert(List<SchemeSpec> schemes) {
      return SpecForms.write(schemes);
    }
  }

  static final class WriteCalibrationSamples extends StdConverter<Integer, Object> {
    @Override
    public Object convert(Integer calibrationSamples) {
      return SpecForms.write(calibrationSamples);
    }
  }
}
