package io.github.widesweep.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.report.Settings.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Settings settings(String method, String parameters, String kept, String alpha) {
    Map<Field, String> fields = new LinkedHashMap<>();
    for (Field field : Field.values()) {
      fields.put(field, "");
    }
    fields.put(Field.TARGET, "W2");
    fields.put(Field.METHOD, method);
    fields.put(Field.PARAMETERS, parameters);
    fields.put(Field.CLASS, kept);
    fields.put(Field.ALPHA, alpha);
    return new Settings(fields);
  }

  /** What only some methods have is neither common nor left out of legends. */
  @Test
  void refitAndParametersTellMethodsApart() {
    Settings fixed = settings("wanda", "", "", "0.9");
    Settings refit = settings("wanda", "per row", "refit", "0.9");
    assertThat(Settings.common(List.of(fixed, refit))).isEqualTo("wanda, 0.9");
    assertThat(Settings.differing(List.of(fixed, refit)))
        .isEqualTo(Set.of(Field.TARGET, Field.PARAMETERS, Field.CLASS));
  }

  /** A method without an alpha makes no difference to it. */
  @Test
  void emptyFieldsOfOthersMakeNoDifference() {
    Settings greedy = settings("greedy", "", "", "0.9");
    Settings rounding = settings("rtn", "", "", "");
    assertThat(Settings.common(List.of(greedy, rounding))).isEqualTo("0.9");
  }
}
