package io.github.widesweep.compression;

import java.util.Arrays;

/**
 * Orders units whose scores' terms have known sizes by the one rule of {@link
 * io.github.widesweep.compression.greedy.Ranking}.
 */
final class Ranking {
  /** What a score may be off by, relative to the terms it was summed from. */
  private static final double ROUNDING = 5e-12;

  private Ranking() {}

  /**
   * The {@code count} units of least score, in order.
   *
   * @param units the units to choose from, ascending
   * @param scores by unit
   * @param sizes by unit: size of the terms that a score was summed from
   */
  static int[] least(int[] units, double[] scores, double[] sizes, int count) {
    double[] margins = new double[sizes.length];
    Arrays.setAll(margins, u -> ROUNDING * sizes[u]);
    return io.github.widesweep.compression.greedy.Ranking.least(units, scores, margins, count);
  }
}
