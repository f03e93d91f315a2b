package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.util.StdConverter;
import io.github.widesweep.yaml.FormReader;
import java.util.List;

/** Names functions of {@link SpecForms} where components of records ask for them. */
final class SpecForm {
  private SpecForm() {}

  static final class Widths extends FormReader<List<Integer>> {
    Widths() {
      super(List.class, SpecForms::widths);
    }
  }

  static final class Schemes extends FormReader<List<SchemeSpec>> {
    Schemes() {
      super(List.class, SpecForms::schemes);
    }
  }

  static final class CalibrationSamples extends FormReader<Integer> {
    CalibrationSamples() {
      super(Integer.class, SpecForms::calibrationSamples);
    }
  }

  static final class Source extends FormReader<List<OwnFile>> {
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
