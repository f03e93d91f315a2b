package io.github.widesweep.job.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final List<String> COLUMNS = List.of("metric_drop", "delta_logits_mean");

  @ParameterizedTest
  @CsvSource({
    "metric_drop <= 0.01, metric_drop <= 0.01",
    "metric_drop<=1%, metric_drop <= 0.01",
    " delta_logits_mean  >  1e-3 , delta_logits_mean > 0.001",
    "metric_drop >= -0.5 %, metric_drop >= -0.005",
    "metric_drop < 2, metric_drop < 2.0"
  })
  void isReadAsItIsWritten(String text, String condition) {
    assertThat(Condition.parse("--such-that", text, COLUMNS)).hasToString(condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "metric_drop",
        "metric_drop = 1",
        "<= 1",
        "metric_drop <= x",
        "metric_drop <= NaN",
        "metric_drop <= 1e999",
        "metric_drop <= 1 %%",
        "metric_drop <= 1 and metric_drop > 0"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Condition.parse("--such-that", text, COLUMNS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("--such-that is \"")
        .hasMessageContaining("such as metric_drop <= 0.01");
  }

  @Test
  void anUnknownColumnIsNamedWithItsLikeliest() {
    assertThatThrownBy(() -> Condition.parse("--such-that", "metric_dorp <= 1", COLUMNS))
        .hasMessage(
            "--such-that: column is metric_dorp, expected metric_drop (did you mean that?)");
  }

  @Test
  void intervalsDecideWhatIsSure() {
    Condition most = Condition.parse("", "metric_drop <= 1", COLUMNS);
    Condition least = Condition.parse("", "metric_drop > 1", COLUMNS);
    Estimate across = new Estimate(0.9, 0.5, 1.5);
    assertThat(most.holds(across)).isTrue();
    assertThat(most.surelyHolds(across)).isFalse();
    assertThat(most.surelyFails(across)).isFalse();
    assertThat(least.holds(across)).isFalse();
    assertThat(least.surelyHolds(across)).isFalse();
    assertThat(least.surelyFails(across)).isFalse();
    Estimate below = new Estimate(0.9, 0.5, 1);
    assertThat(most.surelyHolds(below)).isTrue();
    assertThat(least.surelyFails(below)).isTrue();
  }

  @Test
  void nothingIsSureWithoutAnInterval() {
    Condition most = Condition.parse("", "metric_drop <= 1", COLUMNS);
    Estimate single = new Estimate(2, Double.NaN, Double.NaN);
    assertThat(most.holds(single)).isFalse();
    assertThat(most.surelyHolds(single)).isFalse();
    assertThat(most.surelyFails(single)).isFalse();
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    assertThat(most.holds(none)).isFalse();
    assertThat(most.surelyFails(none)).isTrue();
  }
}
