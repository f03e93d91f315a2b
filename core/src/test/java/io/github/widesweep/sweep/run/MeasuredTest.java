package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.sweep.spec.OptionalMeasurement;
import io.github.widesweep.training.Evaluation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from a run's measurements, each number of which is replaced in turn. */
class MeasuredTest {
  private static final List<OptionalMeasurement> ALL = List.of(OptionalMeasurement.values());
  private static final List<OptionalMeasurement> NONE = List.of();

  /** Components by number, in the record's order from {@code psi} on. */
  private static final int PSI = 0;

  private static final int PSI_EXPECTED = 1;
  private static final int CALIBRATION = 2;
  private static final int CALIBRATION_LOGITS = 3;
  private static final int OUTPUTS = 4;
  private static final int LOGITS = 5;
  private static final int LOGITS_EXPECTED = 6;
  private static final int C = 7;
  private static final int SCALE = 8;
  private static final int DENSE_LOSS = 9;
  private static final int DENSE_METRIC = 10;
  private static final int LOSS = 11;
  private static final int METRIC = 12;

  private static Measured measured(double... x) {
    NetworkSize size = new NetworkSize(40, 30, 9, 40);
    return new Measured(
        new Measured.Counts(8, 24, 18, 7),
        size,
        size,
        x[PSI],
        x[PSI_EXPECTED],
        x[CALIBRATION],
        x[CALIBRATION_LOGITS],
        x[OUTPUTS],
        x[LOGITS],
        x[LOGITS_EXPECTED],
        x[C],
        x[SCALE],
        new Evaluation(x[DENSE_LOSS], x[DENSE_METRIC]),
        new Evaluation(x[LOSS], x[METRIC]));
  }

  private static Measured with(double value, int... components) {
    double[] x = {0.5, 0.6, 0.7, 0.8, 3, 5, 2, 1.5, 0.25, 0.1, 0.9, 0.2, 0.75};
    Arrays.stream(components).forEach(k -> x[k] = value);
    return measured(x);
  }

  @Test
  void whatFollows() {
    Measured some = with(0.5);
    assertThat(some.sparsityActual()).isEqualTo(0.25);
    assertThat(some.delta()).isEqualTo(0.75);
    assertThat(some.deltaLogits()).isEqualTo(1.25);
    assertThat(some.metricDrop()).isCloseTo(0.15, within(1e-15));
    assertThat(with(Double.NaN, SCALE).delta()).isNaN();
    assertThat(with(Double.NaN, SCALE).deltaLogits()).isNaN();
  }

  /** What must be a number: NaN and infinities of either sign are none. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsAlwaysMeasuredMustBeFinite(double value) {
    for (int k : List.of(PSI, OUTPUTS, LOGITS, DENSE_METRIC, LOSS, METRIC)) {
      assertThat(with(value, k).isFinite(ALL)).as("component %d", k).isFalse();
      assertThat(with(value, k).isFinite(NONE)).as("component %d", k).isFalse();
    }
    // No closed form, or a zero network: these may be missing.
    for (int k : List.of(PSI_EXPECTED, LOGITS_EXPECTED, C, SCALE)) {
      assertThat(with(value, k).isFinite(ALL)).as("component %d", k).isTrue();
    }
  }

  /** The errors over the calibration samples count where they were asked for, and NaN with them. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsAskedForMustBeFiniteToo(double value) {
    for (int k : List.of(CALIBRATION, CALIBRATION_LOGITS)) {
      assertThat(with(value, k).isFinite(ALL)).as("component %d", k).isFalse();
      assertThat(with(value, k).isFinite(NONE)).as("component %d", k).isTrue();
    }
    assertThat(with(Double.NaN, CALIBRATION, CALIBRATION_LOGITS).isFinite(NONE)).isTrue();
  }

  /** Without targets there is nothing to evaluate, and the run is whole without. */
  @Test
  void withoutTargetsNoEvaluationIsMissed() {
    int[] all = {DENSE_LOSS, DENSE_METRIC, LOSS, METRIC};
    assertThat(with(Double.NaN, all).isFinite(ALL)).isTrue();
    assertThat(with(Double.NaN, DENSE_METRIC, LOSS, METRIC).isFinite(ALL)).isFalse();
  }

  @Test
  void nothingMeasuredHasNoNumbersAtAll() {
    Measured none = Measured.NONE;
    assertThat(none.isFinite(NONE)).isFalse();
    assertThat(none.counts()).isEqualTo(new Measured.Counts(0, 0, 0, 0));
    assertThat(List.of(none.sparsityActual(), none.delta(), none.deltaLogits(), none.metricDrop()))
        .allSatisfy(number -> assertThat(number).isNaN());
  }
}
