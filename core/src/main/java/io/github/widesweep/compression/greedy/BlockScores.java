package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * The scores of a B layer's weights, by row-major index: {@code | linear + quadratic |}, and how
 * strongly each depends on the residual.
 *
 * @param linear {@code (2/S) sum_s g_i E_t d}, signed
 * @param quadratic {@code (|v_i|^2/S) sum_s E_t d^2}, never negative
 * @param sensitivity {@code (2/S) |E_t d|_2}: {@code linear} moves by at most this times the l2
 *     distance that {@code g_i} moves (Cauchy-Schwarz)
 */
record BlockScores(double[] linear, double[] quadratic, double[] sensitivity) {
  static BlockScores ofSize(int units) {
    return new BlockScores(new double[units], new double[units], new double[units]);
  }

  void set(int unit, double linearPart, double quadraticPart, double sensitivityPart) {
    linear[unit] = linearPart;
    quadratic[unit] = quadraticPart;
    sensitivity[unit] = sensitivityPart;
  }

  void setLinear(int unit, double linearPart) {
    linear[unit] = linearPart;
  }

  double score(int unit) {
    return Math.abs(linear[unit] + quadratic[unit]);
  }

  /** Size of the terms that the score is summed from: what its rounding error scales with. */
  double size(int unit) {
    return Math.abs(linear[unit]) + quadratic[unit];
  }

  double[] scores() {
    double[] scores = new double[linear.length];
    Arrays.setAll(scores, this::score);
    return scores;
  }

  double[] sizes() {
    double[] sizes = new double[linear.length];
    Arrays.setAll(sizes, this::size);
    return sizes;
  }
}
