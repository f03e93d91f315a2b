package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * Orders units by score, ties by index.
 *
 * <p>Two scores tie when they differ by less than rounding can explain. Equal scores (equal
 * weights, repeated rows) are common, and without a tolerance the order of such units would depend
 * on the order in which a BLAS happens to add.
 */
final class Ranking {
  /** Scores closer than this, relative to the terms they were summed from, are ties. */
  static final double TIE = 1e-11;

  private Ranking() {}

  /** Whether two scores, summed from terms of the given sizes, tie. */
  static boolean tie(double a, double sizeA, double b, double sizeB) {
    return Math.abs(a - b) <= TIE * Math.max(sizeA, sizeB);
  }

  /**
   * The {@code count} units of least score, in order.
   *
   * @param units the units to choose from, ascending
   * @param scores by unit
   * @param sizes by unit: size of the terms that a score was summed from
   */
  static int[] least(int[] units, double[] scores, double[] sizes, int count) {
    int[] candidates = count < units.length ? upToRank(units, scores, sizes, count) : units;
    int[] sorted = IndexSort.byScore(candidates, scores);
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      boolean joined =
          i < sorted.length
              && tie(
                  scores[sorted[i - 1]], sizes[sorted[i - 1]], scores[sorted[i]], sizes[sorted[i]]);
      if (!joined) {
        Arrays.sort(sorted, start, i);
        start = i;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  /** The units that may be among the least {@code count}: sorting all would cost more. */
  private static int[] upToRank(int[] units, double[] scores, double[] sizes, int count) {
    double[] ordered = new double[units.length];
    for (int i = 0; i < units.length; i++) {
      ordered[i] = scores[units[i]];
    }
    Arrays.sort(ordered);
    double threshold = ordered[Math.max(0, count - 1)];
    return Arrays.stream(units)
        .filter(u -> scores[u] <= threshold || tie(scores[u], sizes[u], threshold, threshold))
        .toArray();
  }
}
