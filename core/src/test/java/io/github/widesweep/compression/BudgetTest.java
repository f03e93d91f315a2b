package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BudgetTest {
  @Test
  void countsInDecimals() {
    // In binary, 0.29 * 100 lies below 29, and (1 - 0.9) * 25 below 2.5.
    assertThat(Budget.offered(0.29, 100)).isEqualTo(29);
    assertThat(Budget.zeros(0.29, 100, new Scheme.Prune(0.5))).isEqualTo(15);
    assertThat(Budget.zeros(0.5, 50, new Scheme.Prune(0.9))).isEqualTo(3);
    assertThat(Budget.zeros(0.9, 1, new Scheme.Prune(0.3))).isZero();
    assertThat(Budget.zeros(0.9, 2, new Scheme.Prune(1e-9))).isEqualTo(1);
  }

  /** The budget is within half a unit of what the greedy algorithm removes on average. */
  @Test
  void isTheGreedyDrawsExpectation() {
    RandomGenerator random = Nets.random(21);
    for (int i = 0; i < 1000; i++) {
      double alpha = random.nextInt(1, 1000) / 1000.0;
      double p = random.nextInt(1, 1000) / 1000.0;
      int units = random.nextInt(100_000);
      BigDecimal expected =
          new BigDecimal(Double.toString(alpha))
              .multiply(new BigDecimal(units))
              .setScale(0, RoundingMode.FLOOR)
              .multiply(BigDecimal.ONE.subtract(new BigDecimal(Double.toString(p))));
      int zeros = Budget.zeros(alpha, units, new Scheme.Prune(p));
      assertThat(new BigDecimal(zeros).subtract(expected).abs())
          .isLessThanOrEqualTo(new BigDecimal("0.5"));
      assertThat(zeros).isBetween(0, units);
    }
  }

  @Test
  void splitsEvenly() {
    RandomGenerator random = Nets.random(22);
    for (int i = 0; i < 200; i++) {
      int groups = random.nextInt(1, 50);
      int zeros = random.nextInt(0, Integer.MAX_VALUE);
      int[] parts = Budget.split(zeros, groups);
      assertThat(Arrays.stream(parts).asLongStream().sum()).isEqualTo(zeros);
      int least = Arrays.stream(parts).min().orElseThrow();
      assertThat(Arrays.stream(parts).max().orElseThrow()).isBetween(least, least + 1);
    }
  }
}
