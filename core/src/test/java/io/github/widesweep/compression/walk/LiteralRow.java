package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * One row of a layer's weights and its walk, from the definitions.
 *
 * @param gram {@code G}: second moments of the inputs in W; in B those of the inputs times the
 *     activation's slope, times the squared length of what reads the row
 */
record LiteralRow(double[] weights, double[][] gram, Replacement replacement) {
  static LiteralRow of(LayerProblem problem, int row, Replacement replacement) {
    R064Store zh = problem.inputs().all();
    int samples = zh.getRowDim();
    int n = zh.getColDim();
    double[] weights = new double[n];
    for (int j = 0; j < n; j++) {
      weights[j] = problem.layer().weights().doubleValue(row, j);
    }
    double[][] gram = new double[n][n];
    for (int s = 0; s < samples; s++) {
      double factor = problem instanceof BlockProblem block ? reach(block, row, s) : 1;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i][j] += factor * zh.doubleValue(s, i) * zh.doubleValue(s, j) / samples;
        }
      }
    }
    return new LiteralRow(weights, gram, replacement);
  }

  /** {@code |V_row|^2 phi'(a)^2}, by a difference quotient. */
  private static double reach(BlockProblem block, int row, int sample) {
    double a = block.preactivations().doubleValue(sample, row);
    Activation phi = block.layer().activation();
    double[] around = {a - 1e-6, a + 1e-6};
    phi.apply(around, around, 0, 2);
    double slope = (around[1] - around[0]) / 2e-6;
    double length = 0;
    for (int o = 0; o < block.next().outputs(); o++) {
      double v = block.next().weights().doubleValue(o, row);
      length += v * v;
    }
    return slope * slope * length;
  }

  /**
   * The row after a walk.
   *
   * @param offered the weights that may change, least effect first
   * @param uniforms by weight
   */
  double[] walk(int[] offered, double lambda, double[] uniforms) {
    List<Integer> walking = new ArrayList<>();
    double[] result = weights.clone();
    for (int j : offered) {
      double reach = replacement.high(weights[j]) - replacement.low(weights[j]);
      double chance = replacement.probability(weights[j]);
      if (reach * gram[j][j] == 0 || chance == 0 || chance == 1) {
        result[j] = replacement.draw(weights[j], uniforms[j]);
      } else {
        walking.add(0, j);
      }
    }
    int n = walking.size();
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        v[i][j] = c(walking.get(i)) * gram[walking.get(i)][walking.get(j)] * c(walking.get(j));
      }
    }
    double xiSquared = Arrays.stream(v).flatMapToDouble(Arrays::stream).max().orElse(1);
    double[][] m = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        m[i][j] = (1 - lambda) * v[i][j] / xiSquared + (i == j ? lambda : 0);
      }
    }
    double[] chances =
        walking.stream().mapToDouble(j -> replacement.probability(weights[j])).toArray();
    double[] high =
        LiteralWalk.run(m, chances, (coin, chance) -> uniforms[walking.get(coin)] < chance);
    for (int i = 0; i < n; i++) {
      double w = weights[walking.get(i)];
      result[walking.get(i)] = high[i] == 1 ? replacement.high(w) : replacement.low(w);
    }
    return result;
  }

  private double c(int j) {
    return (replacement.high(weights[j]) - replacement.low(weights[j])) / 2;
  }
}
