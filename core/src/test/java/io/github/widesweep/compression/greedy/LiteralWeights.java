package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.Activation;

/**
 * Algorithm 1 for single weights word for word, on plain arrays: every candidate of every step is
 * scored by evaluating {@code Psi} at both outcomes.
 */
final class LiteralWeights {
  /**
   * @param order the order it was told to take, or its own where that is none
   * @param scores of the units taken
   * @param least the least score of all that were left
   * @param largestPsi the largest Psi evaluated: differences are rounded in proportion to it
   */
  record Result(
      int[] order, double[] scores, double[] least, double[] weights, double largestPsi) {}

  private LiteralWeights() {}

  /**
   * @param order units to take, or null for the least score and among exact ties the least index
   */
  static Result run(GreedyCase c, int period, int[] order) {
    return run(c, period, order, Score.ABSOLUTE);
  }

  /** The same by another score. */
  static Result run(GreedyCase c, int period, int[] order, Score score) {
    int inputs = c.layer().inputs();
    int rows = c.layer().outputs();
    int units = rows * inputs;
    double[] weights = new double[units];
    for (int u = 0; u < units; u++) {
      weights[u] = c.layer().weights().doubleValue(u / inputs, u % inputs);
    }
    double[][] watched = watched(c, weights, true);
    boolean[] offered = new boolean[units];
    double[] current = new double[units];
    int[] taken = new int[c.steps()];
    double[] scores = new double[c.steps()];
    double[] least = new double[c.steps()];
    double largestPsi = 0;
    for (int step = 0; step < c.steps(); step++) {
      if (step % period == 0) {
        double now = psi(c, weights, watched);
        for (int u = 0; u < units; u++) {
          if (!offered[u]) {
            double w = weights[u];
            double p = c.replacement().probability(w);
            weights[u] = c.replacement().high(w);
            double high = psi(c, weights, watched);
            weights[u] = c.replacement().low(w);
            double low = psi(c, weights, watched);
            weights[u] = w;
            largestPsi = Math.max(largestPsi, Math.max(now, Math.max(high, low)));
            double change = p * high + (1 - p) * low - now;
            current[u] = score == Score.SIGNED ? change : Math.abs(change);
          }
        }
      }
      int best = -1;
      for (int u = 0; u < units; u++) {
        if (!offered[u] && (best < 0 || current[u] < current[best])) {
          best = u;
        }
      }
      least[step] = current[best];
      taken[step] = order == null ? best : order[step];
      int unit = taken[step];
      scores[step] = current[unit];
      offered[unit] = true;
      weights[unit] = c.replacement().draw(weights[unit], c.uniforms()[unit]);
    }
    return new Result(taken, scores, least, weights, largestPsi);
  }

  private static double psi(GreedyCase c, double[] weights, double[][] watched) {
    double[][] seen = watched(c, weights, false);
    double sum = 0;
    for (int s = 0; s < seen.length; s++) {
      for (int o = 0; o < seen[s].length; o++) {
        sum += (seen[s][o] - watched[s][o]) * (seen[s][o] - watched[s][o]);
      }
    }
    return sum / seen.length;
  }

  private static double[][] watched(GreedyCase c, double[] weights, boolean dense) {
    var inputs = dense ? c.z() : c.zh();
    int columns = c.layer().inputs();
    int rows = c.layer().outputs();
    Activation phi = c.layer().activation();
    double[][] result = new double[inputs.getRowDim()][c.next().outputs()];
    double[] a = new double[rows];
    for (int s = 0; s < result.length; s++) {
      for (int i = 0; i < rows; i++) {
        a[i] = c.layer().bias().isPresent() ? c.layer().bias().get()[i] : 0;
        for (int j = 0; j < columns; j++) {
          a[i] += weights[i * columns + j] * inputs.doubleValue(s, j);
        }
      }
      phi.apply(a, a, 0, rows);
      for (int o = 0; o < result[s].length; o++) {
        for (int i = 0; i < rows; i++) {
          result[s][o] += c.next().weights().doubleValue(o, i) * a[i];
        }
      }
    }
    return result;
  }
}
