package io.github.widesweep.compression.greedy.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units that margins are made of, and conversions that never round the wrong way. */
class RoundingTest {
  private final RandomGenerator random = Nets.random(31);

  /** Of any exponent that a double has. */
  private double anyDouble() {
    return Math.scalb(random.nextDouble(1, 2), random.nextInt(-1070, 1024));
  }

  @Test
  void upIsAboveAndDownIsBelow() {
    for (int round = 0; round < 20_000; round++) {
      double value = anyDouble();
      assertThat((double) Rounding.up(value)).isGreaterThan(value);
      assertThat((double) Rounding.down(value)).isBetween(0.0, Math.min(value, Float.MAX_VALUE));
    }
  }

  /** Sixteen roundings of a product, each by half a unit in the last place downwards. */
  @Test
  void upHasRoomForSixteenRoundings() {
    for (int round = 0; round < 2000; round++) {
      double value = Math.scalb(random.nextDouble(1, 2), random.nextInt(-120, 120));
      double least = Rounding.up(value);
      for (int k = 0; k < 16; k++) {
        least *= 1 - 0x1p-24;
      }
      assertThat(least).isGreaterThanOrEqualTo(value);
    }
  }

  @Test
  void neitherIsFarOff() {
    for (int round = 0; round < 2000; round++) {
      double value = Math.scalb(random.nextDouble(1, 2), random.nextInt(-120, 120));
      assertThat(Rounding.up(value) / value).isBetween(1.0, 1 + 2e-6);
      assertThat(Rounding.down(value) / value).isBetween(1 - 4e-7, 1.0);
    }
  }

  @Test
  void bordersAreRoundedToTheSafeSide() {
    assertThat(Rounding.up(0)).isGreaterThanOrEqualTo(Float.MIN_VALUE);
    assertThat(Rounding.up(Double.MIN_VALUE)).isPositive();
    assertThat(Rounding.up(Double.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Rounding.up(Double.NaN)).isNaN();
    assertThat(Rounding.down(Double.MIN_VALUE)).isZero();
    assertThat(Rounding.down(Float.MIN_VALUE)).isZero();
    assertThat(Rounding.down(Float.MIN_NORMAL)).isPositive();
    assertThat(Rounding.down(Double.POSITIVE_INFINITY)).isLessThan(Float.POSITIVE_INFINITY);
  }

  /** A lower bound that is no number, or below 0, is as good as 0: never -0, which has a sign. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0, -0.0, -1, Double.NEGATIVE_INFINITY, Double.NaN, -Double.MIN_VALUE})
  void downOfWhatIsNotPositiveIsZero(double value) {
    assertThat(Float.floatToRawIntBits(Rounding.down(value))).isZero();
  }

  @Test
  void bothAreMonotone() {
    for (int round = 0; round < 5000; round++) {
      double value = anyDouble();
      double more = value * (1 + random.nextDouble() * 1e-6);
      assertThat(Rounding.up(more)).isGreaterThanOrEqualTo(Rounding.up(value));
      assertThat(Rounding.down(more)).isGreaterThanOrEqualTo(Rounding.down(value));
    }
  }

  /**
   * One operation in double precision errs by a UNIT of its result, a conversion by half SINGLE.
   */
  @Test
  void operationsErrByUnits() {
    for (int round = 0; round < 2000; round++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      requireUnit(a * b, new BigDecimal(a).multiply(new BigDecimal(b)));
      requireUnit(a + b, new BigDecimal(a).add(new BigDecimal(b)));
      assertThat(Math.abs((float) a - a)).isLessThanOrEqualTo(Rounding.SINGLE / 2 * Math.abs(a));
    }
  }

  private static void requireUnit(double computed, BigDecimal exact) {
    BigDecimal most = exact.abs().multiply(new BigDecimal(Rounding.UNIT));
    assertThat(new BigDecimal(computed).subtract(exact).abs()).isLessThanOrEqualTo(most);
  }

  /** {@code (n + 1) UNIT} of the sum of sizes: forwards, backwards, in pairs and in eight parts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 17, 100})
  void sumsOfProductsErrByOneUnitMoreThanTerms(int n) {
    for (int round = 0; round < 20; round++) {
      float[] a = new float[n];
      double[] b = new double[n];
      BigDecimal exact = BigDecimal.ZERO;
      double sizes = 0;
      for (int k = 0; k < n; k++) {
        // Terms that nearly cancel.
        a[k] = (float) random.nextGaussian();
        b[k] = k % 2 == 0 ? random.nextGaussian() : -b[k - 1] * a[k - 1] / a[k];
        exact = exact.add(new BigDecimal(a[k]).multiply(new BigDecimal(b[k])));
        sizes += Math.abs(a[k] * b[k]);
      }
      double forwards = 0;
      double backwards = 0;
      for (int k = 0; k < n; k++) {
        forwards += a[k] * b[k];
        backwards += a[n - 1 - k] * b[n - 1 - k];
      }
      double[] sums = {forwards, backwards, paired(a, b, 0, n), Lanes.BEST.dot(a, b)};
      for (double sum : sums) {
        double off = new BigDecimal(sum).subtract(exact).abs().doubleValue();
        assertThat(off).isLessThanOrEqualTo((n + 1) * Rounding.UNIT * sizes * (1 + 1e-12));
      }
    }
  }

  private static double paired(float[] a, double[] b, int from, int to) {
    int middle = (from + to) / 2;
    return to - from == 1
        ? a[from] * b[from]
        : paired(a, b, from, middle) + paired(a, b, middle, to);
  }
}
