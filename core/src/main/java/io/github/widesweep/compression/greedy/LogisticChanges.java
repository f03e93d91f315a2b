package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.network.Activation;

/**
 * Changes of tanh and the sigmoids without evaluating them. With {@code sigma} the sigmoid, {@code
 * q = 1 - sigma} and {@code B = e^b}
 *
 * <pre>  sigma(a + b) - sigma(a) = sigma q (B - 1) / (q + sigma B),   tanh(a) = 2 sigma(2 a) - 1
 * </pre>
 *
 * where {@code B} belongs to a unit's outcome and a sample and is kept for all draws, while {@code
 * sigma} and {@code q} are found once for a row. The denominator is a sum of positive terms, so
 * there is no cancellation near saturation; {@code B} and {@code B - 1} are off by {@code 2 UNIT (B
 * + 1)}, which makes the change off by less than {@code 4 UNIT}; products and the division, one for
 * both outcomes, add 6 UNIT of it.
 */
final class LogisticChanges {
  /** Bytes that tables may take; where they would take more, activations are evaluated. */
  static final long MOST_BYTES = 1L << 28;

  /** Arguments whose exponentials, and products of four, neither overflow nor vanish. */
  private static final double LARGEST = 150;

  private final Problem problem;
  private final double slope;

  /** By unit, {@code B} of the first outcome and of the second. */
  private final double[][] high;

  private final double[][] low;
  private final double[] sigma;
  private final double[] rest;
  private final double[] scale;
  private boolean inRange;

  private LogisticChanges(Problem problem, double[][] high, double[][] low) {
    this.problem = problem;
    this.slope = slope(problem.activation);
    this.high = high;
    this.low = low;
    this.sigma = new double[problem.samples];
    this.rest = new double[problem.samples];
    this.scale = new double[problem.samples];
  }

  private static double slope(Activation activation) {
    return activation == Activation.TANH ? 2 : 1;
  }

  /** Bytes of the tables; 0 where there are none. */
  static long bytes(long samples, long units, Activation activation) {
    boolean covered =
        switch (activation) {
          case TANH, SIGMOID, CENTERED_SIGMOID -> true;
          default -> false;
        };
    double bytes = 16.0 * samples * units;
    return covered && bytes <= MOST_BYTES ? (long) bytes : 0;
  }

  /** The tables of all units; null where there are none. */
  static LogisticChanges of(Problem problem) {
    if (bytes(problem.samples, problem.units, problem.activation) == 0) {
      return null;
    }
    double[][] high = new double[problem.units][problem.samples];
    double[][] low = new double[problem.units][problem.samples];
    double slope = slope(problem.activation);
    for (int unit = 0; unit < problem.units; unit++) {
      double[] x = problem.x[unit % problem.inputs];
      for (int s = 0; s < x.length; s++) {
        high[unit][s] = Math.exp(slope * (problem.up[unit] * x[s]));
        low[unit][s] = Math.exp(slope * (problem.down[unit] * x[s]));
      }
    }
    return new LogisticChanges(problem, high, low);
  }

  /** The same tables for a draw of its own. */
  LogisticChanges forDraw() {
    return new LogisticChanges(problem, high, low);
  }

  /**
   * Looks at a row.
   *
   * @return whether {@link #changes} and {@link #score} can be asked for its units
   */
  boolean start(int row, LayerState state) {
    inRange = slope * (state.largest[row] + problem.reach[row]) < LARGEST;
    if (inRange) {
      double[] a = state.a[row];
      for (int s = 0; s < a.length; s++) {
        double e = Math.exp(-slope * Math.abs(a[s]));
        double larger = 1 / (1 + e);
        double smaller = e / (1 + e);
        sigma[s] = a[s] >= 0 ? larger : smaller;
        rest[s] = a[s] >= 0 ? smaller : larger;
        scale[s] = slope * smaller * larger;
      }
    }
    return inRange;
  }

  /** Writes the changes by both outcomes of a unit of the row last started. */
  void changes(int unit, double[] byHigh, double[] byLow) {
    change(high[unit], slope, sigma, rest, byHigh);
    change(low[unit], slope, sigma, rest, byLow);
  }

  /**
   * Scores a unit of the row last started: {@link Lanes#logistic} of its changes.
   *
   * @param g gradients by sample
   */
  void score(int unit, double[] g, float[] shifts, double[] sums) {
    Lanes.BEST.logistic(
        high[unit], low[unit], scale, sigma, rest, g, problem.chance[unit], shifts, sums);
  }

  private static void change(
      double[] factor, double slope, double[] sigma, double[] rest, double[] result) {
    for (int s = 0; s < result.length; s++) {
      double b = factor[s];
      result[s] = slope * sigma[s] * rest[s] * (b - 1) / (rest[s] + sigma[s] * b);
    }
  }
}
