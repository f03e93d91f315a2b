package io.github.widesweep.compression;

import io.github.widesweep.InvalidValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many of a layer's units change. Methods that choose a fixed number remove what the greedy
 * algorithm's draws remove on average, so that methods are compared at equal sparsity.
 */
public final class Budget {
  private Budget() {}

  /**
   * Checks the fraction of a layer's units that a method may change.
   *
   * @throws InvalidValueException unless it is strictly between 0 and 1
   */
  public static void requireFraction(double alpha) {
    InvalidValueException.require(
        alpha > 0 && alpha < 1, "alpha", alpha, "a number strictly between 0 and 1");
  }

  /** {@code floor(alpha units)} in exact decimal arithmetic: 0.29 of 100 is 29, not 28. */
  public static int offered(double alpha, int units) {
    return product(alpha, units, RoundingMode.FLOOR);
  }

  /**
   * {@code floor(alpha units) (1 - p)}, the expected number of units that a pruning draw removes,
   * rounded to the nearest whole number, halves up, in exact decimal arithmetic.
   *
   * @param alpha the fraction of units that may be removed, in [0, 1]
   * @param units number of units, at least 0
   * @return at most {@code units}
   */
  public static int zeros(double alpha, int units, Scheme.Prune scheme) {
    return BigDecimal.ONE
        .subtract(BigDecimal.valueOf(scheme.keepProbability()))
        .multiply(BigDecimal.valueOf(offered(alpha, units)))
        .setScale(0, RoundingMode.HALF_UP)
        .intValueExact();
  }

  /**
   * A budget shared among equal groups, such as the rows of a layer: each group's part, which
   * differ by one at most and add up to the budget.
   */
  public static int[] split(int zeros, int groups) {
    int[] parts = new int[groups];
    for (int g = 0; g < groups; g++) {
      parts[g] = (int) ((g + 1L) * zeros / groups - (long) g * zeros / groups);
    }
    return parts;
  }

  /** A decimal fraction of a count, rounded, in exact decimal arithmetic. */
  public static int product(double fraction, int count, RoundingMode rounding) {
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, rounding)
        .intValueExact();
  }
}
