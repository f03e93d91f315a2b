package io.github.widesweep.job.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeanIntervalTest {
  @Test
  void studentsQuantiles() {
    // Abramowitz and Stegun, table 26.10.
    assertThat(Sample.quantile(0.95, 1)).isCloseTo(12.706, within(5e-4));
    assertThat(Sample.quantile(0.95, 4)).isCloseTo(2.776, within(5e-4));
    assertThat(Sample.quantile(0.95, 0)).isNaN();
  }

  @Test
  void signedValuesHaveStudentsInterval() {
    // Mean 1, standard deviation 2 of 3: 4.30265 * 2 / sqrt(3).
    MeanInterval interval = MeanInterval.ofSigned(-1, 1, 3);
    assertThat(interval.mean()).isEqualTo(1);
    assertThat(interval.low()).isCloseTo(1 - 4.9683, within(1e-4));
    assertThat(interval.high()).isCloseTo(1 + 4.9683, within(1e-4));
    assertThat(interval.halfWidth()).isCloseTo(4.9683, within(1e-4));
    assertThat(interval.relativeHalfWidth()).isCloseTo(4.9683, within(1e-4));
  }

  @Test
  void errorsHaveCoxsHalfWidthAboutTheirMean() {
    // Logarithms -1, 0, 1: s^2 = 1; ln(1 + v/m^2) = ln(1 + 2.06/1.85) is less.
    double[] errors = {Math.exp(-1), 1, Math.E};
    double mean = (Math.exp(-1) + 1 + Math.E) / 3;
    double half = 4.302653 * Math.sqrt(1 / 3.0 + 1 / 4.0);
    MeanInterval interval = MeanInterval.ofErrors(errors);
    assertThat(interval.mean()).isCloseTo(mean, within(1e-15));
    assertThat(interval.low()).isCloseTo(mean * Math.exp(-half), within(1e-6));
    assertThat(interval.high()).isCloseTo(mean * Math.exp(half), within(1e-4));
    // An outlier among equal errors: v/m^2 = 72.9/11.9, more than the variance of logarithms.
    double[] outlier = {1, 1, 1, 1, 1, 1, 1, 1, 1, 28};
    double square = Math.log1p(72.9 / (3.7 * 3.7));
    assertThat(MeanInterval.logVariance(outlier))
        .isCloseTo(square / 10 + square * square / 18, within(1e-12));
  }

  @Test
  void errorsOfZeroHaveAnIntervalToo() {
    assertThat(MeanInterval.ofErrors(0, 0)).isEqualTo(new MeanInterval(0, 0, 0));
    assertThat(MeanInterval.ofErrors(0, 0).relativeHalfWidth()).isZero();
    MeanInterval interval = MeanInterval.ofErrors(0, 1, 2);
    double half = 4.302653 * Math.sqrt(Math.log(2) / 3 + Math.log(2) * Math.log(2) / 4);
    assertThat(interval.low()).isCloseTo(Math.exp(-half), within(1e-6)).isPositive();
  }

  @Test
  void fewerThanTwoValuesHaveNoInterval() {
    assertThat(MeanInterval.ofErrors(3)).isEqualTo(new MeanInterval(3, Double.NaN, Double.NaN));
    assertThat(MeanInterval.ofErrors(0)).isEqualTo(new MeanInterval(0, Double.NaN, Double.NaN));
    assertThat(MeanInterval.ofSigned(3)).isEqualTo(new MeanInterval(3, Double.NaN, Double.NaN));
    assertThat(MeanInterval.ofErrors()).isEqualTo(MeanInterval.ofSigned());
    assertThat(MeanInterval.ofSigned().mean()).isNaN();
  }

  @Test
  void orderMakesNoDifference() {
    assertThat(MeanInterval.ofErrors(0.1, 0.7, 1e-9, 3.3))
        .isEqualTo(MeanInterval.ofErrors(3.3, 1e-9, 0.1, 0.7));
    assertThat(MeanInterval.ofSigned(0.1, -0.7, 1e-9, 3.3))
        .isEqualTo(MeanInterval.ofSigned(3.3, 1e-9, -0.7, 0.1));
  }

  @Test
  void exponentsRestOnTheMeansVariances() {
    double[] narrow = {0.3, 0.5, 0.6};
    double[] wide = {0.02, 0.03};
    DecayInterval decay =
        DecayInterval.of(
            List.of(new DecayInterval.Point(100, wide), new DecayInterval.Point(10, narrow)), 0.95);
    double distance = Math.log(10);
    double exponent = Math.log(0.025 / (1.4 / 3)) / distance;
    double a = MeanInterval.logVariance(narrow);
    double b = MeanInterval.logVariance(wide);
    double freedom = (a + b) * (a + b) / (a * a / 2 + b * b);
    double half = Sample.quantile(0.95, freedom) * Math.sqrt(a + b) / distance;
    assertThat(decay.widths()).isEqualTo(2);
    assertThat(decay.exponent()).isCloseTo(exponent, within(1e-12));
    assertThat(decay.low()).isCloseTo(exponent - half, within(1e-9));
    assertThat(decay.high()).isCloseTo(exponent + half, within(1e-9));
  }
}
