package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.Activation;
import java.util.Arrays;

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

  final double[] weights;
  private final GreedyCase c;
  private final Score score;
  private final double[][] watched;
  private final boolean[] offered;
  private double largestPsi;

  /** A layer before its first step. */
  LiteralWeights(GreedyCase c, Score score) {
    this.c = c;
    this.score = score;
    int inputs = c.layer().inputs();
    this.weights = new double[c.layer().outputs() * inputs];
    Arrays.setAll(weights, u -> c.layer().weights().doubleValue(u / inputs, u % inputs));
    this.watched = watched(c, weights, true);
    this.offered = new boolean[weights.length];
  }

  /**
   * @param order units to take, or null for the least score and among exact ties the least index
   */
  static Result run(GreedyCase c, int period, int[] order) {
    return run(c, period, order, Score.ABSOLUTE);
  }

  /** The same by another score. */
  static Result run(GreedyCase c, int period, int[] order, Score score) {
    LiteralWeights layer = new LiteralWeights(c, score);
    int[] taken = new int[c.steps()];
    double[] scores = new double[c.steps()];
    double[] least = new double[c.steps()];
    double[] current = new double[0];
    for (int step = 0; step < c.steps(); step++) {
      current = step % period == 0 ? layer.scores() : current;
      int best = layer.least(current);
      int unit = order == null ? best : order[step];
      taken[step] = unit;
      scores[step] = current[unit];
      least[step] = current[best];
      layer.take(unit);
    }
    return new Result(taken, scores, least, layer.weights, layer.largestPsi);
  }

  /** By unit, of those left: its score as things are, from {@code Psi} at both outcomes. */
  double[] scores() {
    double[] scores = new double[weights.length];
    double now = psi();
    for (int u = 0; u < weights.length; u++) {
      if (!offered[u]) {
        double w = weights[u];
        double p = c.replacement().probability(w);
        weights[u] = c.replacement().high(w);
        double high = psi();
        weights[u] = c.replacement().low(w);
        double low = psi();
        weights[u] = w;
        largestPsi = Math.max(largestPsi, Math.max(now, Math.max(high, low)));
        scores[u] = score.of(p * high + (1 - p) * low - now);
      }
    }
    return scores;
  }

  /** The lowest of the units left that score least. */
  int least(double[] scores) {
    int best = -1;
    for (int u = 0; u < weights.length; u++) {
      if (!offered[u] && (best < 0 || scores[u] < scores[best])) {
        best = u;
      }
    }
    return best;
  }

  boolean left(int unit) {
    return !offered[unit];
  }

  /** Puts a unit's outcome in its place. */
  void take(int unit) {
    offered[unit] = true;
    weights[unit] = c.replacement().draw(weights[unit], c.uniforms()[unit]);
  }

  /** What differences of {@code Psi} may be rounded by here. */
  double rounding() {
    return 1e-12 * Math.max(largestPsi, 1e-3);
  }

  private double psi() {
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
