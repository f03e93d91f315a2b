package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The draws of Section 3.2 and Lemma 8, from their definitions in long arithmetic. */
class ReplacementTest {
  private static final MathContext LONG = new MathContext(60);

  private final RandomGenerator random = Nets.random(181);

  /** {@code lw = min { i in [k] : |w| <= i M / k }}, compared as exact numbers. */
  private static int level(double w, double largest, int k) {
    BigDecimal scaled = new BigDecimal(Math.abs(w)).multiply(BigDecimal.valueOf(k));
    int level = 1;
    while (level < k
        && scaled.compareTo(new BigDecimal(largest).multiply(BigDecimal.valueOf(level))) > 0) {
      level++;
    }
    return level;
  }

  @Test
  void roundingIsLemmaEight() {
    for (int trial = 0; trial < 600; trial++) {
      int k = 1 + random.nextInt(trial % 3 == 0 ? 300 : 5);
      double largest = Math.exp(random.nextDouble(-5, 5));
      double w = trial % 50 == 0 ? -largest : largest * random.nextDouble(-1, 1);
      Replacement.Rounding q = new Replacement.Rounding(largest, k);
      int level = level(w, largest, k);
      double sign = w < 0 ? -1 : 1;
      double step = largest / k;
      assertThat(q.high(w)).isCloseTo(sign * level * step, within(1e-14 * largest));
      assertThat(q.low(w)).isCloseTo(sign * (level - 1) * step, within(1e-14 * largest));
      double f =
          new BigDecimal(Math.abs(w))
              .multiply(BigDecimal.valueOf(k))
              .divide(new BigDecimal(largest), LONG)
              .subtract(BigDecimal.valueOf(level - 1L))
              .doubleValue();
      assertThat(q.probability(w)).isCloseTo(f, within(1e-12));
      // E q = w, and the variance (M/k)^2 f (1 - f).
      double mean = f * q.high(w) + (1 - f) * q.low(w);
      assertThat(mean).isCloseTo(w, within(1e-12 * largest));
      assertThat(q.variance(w)).isCloseTo(step * step * f * (1 - f), within(1e-11 * step * step));
      assertThat(q.variance(w)).isLessThanOrEqualTo(q.varianceScale(w) / 4);
      assertThat(Math.abs(q.high(w) - w)).isLessThanOrEqualTo(step * (1 + 1e-9));
      assertThat(Math.abs(q.low(w) - w)).isLessThanOrEqualTo(step * (1 + 1e-9));
      // Odd but for what happens at 0.
      if (w != 0) {
        assertThat(q.high(-w)).isEqualTo(-q.high(w));
        assertThat(q.probability(-w)).isEqualTo(q.probability(w));
      }
    }
  }

  /** Levels themselves belong to the interval below them, and are kept for certain. */
  @Test
  void levelsAreKept() {
    for (int k = 1; k <= 64; k++) {
      for (double largest : new double[] {1, 0.1, 3.7, 1e-200, 1e200}) {
        Replacement.Rounding q = new Replacement.Rounding(largest, k);
        for (int i = 1; i <= k; i++) {
          double w = i * largest / k;
          assertThat(q.high(w)).isEqualTo(w);
          assertThat(q.nearest(w)).isEqualTo(w);
          assertThat(q.nearest(-w)).isEqualTo(-w);
          assertThat(q.probability(w)).isCloseTo(1, within(1e-13));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // With levels of 1/2: halves away from 0.
    "0.25, 0.5",
    "-0.25, -0.5",
    "0.75, 1",
    "-0.75, -1",
    "0.2499999999999999, 0",
    "0.7, 0.5",
    "0, 0",
    "1, 1",
    "1.2, 1",
    "-7, -1"
  })
  void nearestLevels(double w, double expected) {
    Replacement.Rounding q = new Replacement.Rounding(1, 2);
    assertThat(q.nearest(w)).isEqualTo(expected);
  }

  /** A zero weight goes up with chance 0, and a layer of zeros stays as it is. */
  @Test
  void zeros() {
    Replacement.Rounding q = new Replacement.Rounding(2, 4);
    assertThat(q.probability(0)).isZero();
    assertThat(q.high(0)).isEqualTo(0.5);
    assertThat(q.draw(0, 0)).isZero();
    assertThat(q.variance(0)).isZero();
    Replacement.Rounding none = new Replacement.Rounding(0, 4);
    for (double uniform : new double[] {0, 0.5, Math.nextDown(1.0)}) {
      assertThat(none.draw(0, uniform)).isZero();
    }
    assertThat(none.variance(0)).isZero();
    assertThat(none.nearest(0)).isZero();
  }

  @Test
  void pruningDividesByTheChance() {
    for (int trial = 0; trial < 500; trial++) {
      double p = random.nextDouble(1e-6, 1 - 1e-6);
      double w = random.nextGaussian();
      Replacement t = Replacement.of(new Scheme.Prune(p), 5);
      assertThat(t.high(w)).isEqualTo(w / p);
      assertThat(t.low(w)).isZero();
      assertThat(t.probability(w)).isEqualTo(p);
      double variance = p * Math.pow(w / p - w, 2) + (1 - p) * w * w;
      assertThat(t.variance(w)).isCloseTo(variance, within(1e-9 * variance));
      // Kept if and only if the uniform lies below the chance.
      assertThat(t.draw(w, Math.nextDown(p))).isEqualTo(w / p);
      assertThat(t.draw(w, p)).isZero();
      assertThat(t.draw(w, 0)).isEqualTo(w / p);
    }
  }
}
