package io.github.widesweep.bound;

import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/** The least probability that meets a monotone condition. */
final class Bisection {
  private Bisection() {}

  /**
   * Positive doubles are ordered like their bits: bisecting those bisects the logarithm, and ends
   * at the least double itself.
   *
   * @param meets false below some number, true from there on
   * @return strictly between 0 and 1, on the side that meets it; empty if the largest does not
   */
  static OptionalDouble leastProbability(DoublePredicate meets) {
    long low = Double.doubleToLongBits(0);
    long high = Double.doubleToLongBits(Math.nextDown(1.0));
    if (!meets.test(Double.longBitsToDouble(high))) {
      return OptionalDouble.empty();
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (meets.test(Double.longBitsToDouble(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalDouble.of(Double.longBitsToDouble(high));
  }
}
