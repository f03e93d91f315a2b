package io.github.widesweep.compression.greedy;

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
  private final double[] bias;

  /** {@code zh} by sample, and {@code V} by output. */
  private final double[][] inputs;

  private final double[][] next;
  private final double[][] watched;
  private final boolean[] offered;
  private double largestPsi;

  /** A layer before its first step. */
  LiteralWeights(GreedyCase c, Score score) {
    this.c = c;
    this.score = score;
    double[][] w = c.layer().weights().toRawCopy2D();
    this.weights = Arrays.stream(w).flatMapToDouble(Arrays::stream).toArray();
    this.bias = c.layer().bias().orElse(new double[w.length]);
    this.inputs = c.zh().toRawCopy2D();
    this.next = c.next().weights().toRawCopy2D();
    this.watched = watched(c.z().toRawCopy2D());
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
    double[][] seen = watched(inputs);
    double sum = 0;
    for (int s = 0; s < seen.length; s++) {
      for (int o = 0; o < seen[s].length; o++) {
        sum += (seen[s][o] - watched[s][o]) * (seen[s][o] - watched[s][o]);
      }
    }
    return sum / seen.length;
  }

  /** {@code V phi(U x + b)} by sample, U being the weights as they are. */
  private double[][] watched(double[][] samples) {
    double[][] result = new double[samples.length][next.length];
    double[] a = new double[bias.length];
    for (int s = 0; s < result.length; s++) {
      double[] x = samples[s];
      for (int i = 0; i < a.length; i++) {
        a[i] = bias[i];
        for (int j = 0; j < x.length; j++) {
          a[i] += weights[i * x.length + j] * x[j];
        }
      }
      c.layer().activation().apply(a, a, 0, a.length);
      for (int o = 0; o < next.length; o++) {
        for (int i = 0; i < a.length; i++) {
          result[s][o] += next[o][i] * a[i];
        }
      }
    }
    return result;
  }
}
