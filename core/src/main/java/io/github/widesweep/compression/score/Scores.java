package io.github.widesweep.compression.score;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.Ranking;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The scores of a layer's units.
 *
 * @param values by unit, at least 0
 * @param margins by unit: what each may be off by
 */
record Scores(double[] values, double[] margins) {
  /** Relative error of one operation. */
  private static final double ROUNDING = 0x1p-53;

  /** Scores that are exact. */
  static Scores exact(double[] values) {
    return new Scores(values, new double[values.length]);
  }

  /**
   * Scores that are sums, added in whatever order.
   *
   * @param terms at least the number of operations that a term of a sum has gone through
   */
  static Scores sums(double[] values, double terms) {
    return new Scores(values, Arrays.stream(values).map(v -> terms * ROUNDING * v).toArray());
  }

  /**
   * The units of least score, in the order they are chosen, group by group.
   *
   * @param count how many in all
   * @param groups equal ranges of consecutive units, each with its part of the count
   */
  int[] least(int count, int groups) {
    int size = values.length / groups;
    int[] parts = Budget.split(count, groups);
    int[] chosen = new int[count];
    int found = 0;
    int[] places = IntStream.range(0, size).toArray();
    for (int g = 0; g < groups; g++) {
      int from = g * size;
      double[] scores = Arrays.copyOfRange(values, from, from + size);
      double[] errors = Arrays.copyOfRange(margins, from, from + size);
      for (int place : Ranking.least(places, scores, errors, parts[g])) {
        chosen[found++] = from + place;
      }
    }
    return chosen;
  }

  /** The scores of some units. */
  double[] of(int[] units) {
    return Arrays.stream(units).mapToDouble(unit -> values[unit]).toArray();
  }
}
