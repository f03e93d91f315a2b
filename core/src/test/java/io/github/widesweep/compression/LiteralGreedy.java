package io.github.widesweep.compression;

import io.github.widesweep.network.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Algorithm 1 word for word, on plain nested arrays: every candidate of every step is scored by
 * evaluating {@code Psi} at both its outcomes. Shares no code with the fast implementation but the
 * entrywise activations. No projections; a convolution comes as its explicit matrix.
 */
final class LiteralGreedy {
  /**
   * A layer compressed literally, offering units in a given order.
   *
   * @param scores the score of each offered unit when it was chosen
   * @param least the least score of all units left then: what the algorithm would choose
   */
  record Result(List<Double> scores, List<Double> least, double[][] weights) {}

  private LiteralGreedy() {}

  /**
   * Compresses one layer.
   *
   * @param w the layer's weights, outputs x inputs
   * @param units what is offered to a draw: row-major indices of the weights that share it
   * @param bias its bias, or zeros
   * @param phi its activation; only used with {@code next}
   * @param next the next layer's weights for a B layer, null for a W layer
   * @param z dense inputs, samples x inputs
   * @param zh compressed inputs, samples x inputs
   * @param order the units to offer: exact ties are decided by rounding here, so which unit is
   *     least is the caller's to judge from the scores
   * @param period steps between computations of the scores; 1 is the algorithm as written
   */
  static Result compress(
      double[][] w,
      int[][] units,
      double[] bias,
      Activation phi,
      double[][] next,
      double[][] z,
      double[][] zh,
      Scheme scheme,
      int[] order,
      double[] uniforms,
      int period) {
    double[][] u = copy(w);
    double[][] target = watched(w, bias, phi, next, z);
    boolean[] offered = new boolean[units.length];
    double[] scores = new double[units.length];
    List<Double> chosen = new ArrayList<>();
    List<Double> leastScores = new ArrayList<>();
    double maxAbs = maxAbs(w);
    for (int step = 0; step < order.length; step++) {
      if (step % period == 0) {
        double now = psi(u, bias, phi, next, zh, target);
        for (int unit = 0; unit < units.length; unit++) {
          if (!offered[unit]) {
            double expected = 0;
            for (int outcome = 0; outcome < 2; outcome++) {
              double[][] changed = copy(u);
              double chance = replace(changed, w, units[unit], scheme, maxAbs, outcome);
              expected += chance * psi(changed, bias, phi, next, zh, target);
            }
            scores[unit] = Math.abs(expected - now);
          }
        }
      }
      double least = Double.POSITIVE_INFINITY;
      for (int unit = 0; unit < units.length; unit++) {
        if (!offered[unit]) {
          least = Math.min(least, scores[unit]);
        }
      }
      int unit = order[step];
      double chance = replace(copy(u), w, units[unit], scheme, maxAbs, 0);
      replace(u, w, units[unit], scheme, maxAbs, uniforms[unit] < chance ? 0 : 1);
      offered[unit] = true;
      chosen.add(scores[unit]);
      leastScores.add(least);
    }
    return new Result(chosen, leastScores, u);
  }

  /** Puts a unit's outcome (0: high, 1: low) into {@code u}; returns its chance. */
  private static double replace(
      double[][] u, double[][] w, int[] unit, Scheme scheme, double maxAbs, int outcome) {
    double chance = 0;
    for (int entry : unit) {
      int row = entry / w[0].length;
      int column = entry % w[0].length;
      double[] outcomes = outcomes(w[row][column], scheme, maxAbs);
      u[row][column] = outcomes[outcome];
      chance = outcome == 0 ? outcomes[2] : 1 - outcomes[2];
    }
    return chance;
  }

  /** Every weight a unit of its own. */
  static int[][] weights(int rows, int columns) {
    return IntStream.range(0, rows * columns).mapToObj(e -> new int[] {e}).toArray(int[][]::new);
  }

  /** Blocks of consecutive rows. */
  static int[][] rows(int rows, int columns, int blocks) {
    int size = rows / blocks * columns;
    return IntStream.range(0, blocks)
        .mapToObj(b -> IntStream.range(b * size, (b + 1) * size).toArray())
        .toArray(int[][]::new);
  }

  /** Blocks of consecutive columns. */
  static int[][] columns(int rows, int columns, int blocks) {
    int width = columns / blocks;
    return IntStream.range(0, blocks)
        .mapToObj(
            b -> IntStream.range(0, rows * columns).filter(e -> e % columns / width == b).toArray())
        .toArray(int[][]::new);
  }

  /** High outcome, low outcome, chance of the high one (Section 3.2). */
  private static double[] outcomes(double w, Scheme scheme, double maxAbs) {
    if (scheme instanceof Scheme.Prune prune) {
      return new double[] {w / prune.keepProbability(), 0, prune.keepProbability()};
    }
    int k = ((Scheme.Quantize) scheme).levels();
    int level = 1;
    while (Math.abs(w) > level * maxAbs / k) {
      level++;
    }
    double sign = w < 0 ? -1 : 1;
    return new double[] {
      sign * level * maxAbs / k,
      sign * (level - 1) * maxAbs / k,
      1 - level + k * Math.abs(w) / maxAbs
    };
  }

  static double psi(
      double[][] u,
      double[] bias,
      Activation phi,
      double[][] next,
      double[][] zh,
      double[][] target) {
    double[][] seen = watched(u, bias, phi, next, zh);
    double sum = 0;
    for (int s = 0; s < seen.length; s++) {
      for (int i = 0; i < seen[s].length; i++) {
        sum += (seen[s][i] - target[s][i]) * (seen[s][i] - target[s][i]);
      }
    }
    return sum / seen.length;
  }

  static double[][] watched(
      double[][] w, double[] bias, Activation phi, double[][] next, double[][] z) {
    double[][] result = new double[z.length][];
    for (int s = 0; s < z.length; s++) {
      double[] a = times(w, z[s]);
      for (int i = 0; i < a.length; i++) {
        a[i] += bias[i];
      }
      if (next != null) {
        phi.apply(a, a, 0, a.length);
        a = times(next, a);
      }
      result[s] = a;
    }
    return result;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < x.length; j++) {
        product[i] += matrix[i][j] * x[j];
      }
    }
    return product;
  }

  private static double maxAbs(double[][] w) {
    double largest = 0;
    for (double[] row : w) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private static double[][] copy(double[][] matrix) {
    double[][] copied = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      copied[i] = matrix[i].clone();
    }
    return copied;
  }
}
