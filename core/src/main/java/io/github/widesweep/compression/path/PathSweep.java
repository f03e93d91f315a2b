package io.github.widesweep.compression.path;

import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.network.LinearAlgebra;

/**
 * The path that both methods of this room follow: columns from left to right, all rows at once. A
 * row's quantized weights {@code q_1, ..., q_t} shall keep its quantized path {@code sum_{s<=t} q_s
 * zh_s} near the path {@code sum_{s<=t} w_s z_s} of its own weights, inputs as vectors over the
 * samples. Column t is asked for what would meet it exactly, as far as {@code zh_t} reaches:
 *
 * <pre>  x_t = mean(zh_t (sum_{s<=t} w_s z_s - sum_{s<t} q_s zh_s)) / mean zh_t^2</pre>
 *
 * <p>With {@code G = mean zh zh^T} and {@code C = mean zh z^T} that is {@code x_t = (sum_{s<=t} w_s
 * C_ts - sum_{s<t} q_s G_ts) / G_tt}. Columns beyond the block at hand are told of its weights at
 * once, as a product of matrices. Of inputs that are always 0 a weight is asked for as it is.
 */
final class PathSweep {
  /** Columns of a block. */
  private static final int BLOCK = 64;

  private final int rows;
  private final int inputs;
  private final double[] moments;

  /** {@code sum_{s<=t} w_s C_ts}, rows x inputs. */
  private final double[] paths;

  private final double[] weights;

  /** What a weight becomes that is asked to be something. */
  @FunctionalInterface
  interface Rounding {
    /**
     * Rounds.
     *
     * @param unit the weight's row-major index
     * @param asked what it is asked to be
     */
    double round(int unit, double asked);
  }

  /**
   * A sweep of a layer.
   *
   * @param problem a dense W layer
   * @param weights the weights whose path is followed, rows x inputs
   * @param products {@code C}, inputs x inputs
   */
  PathSweep(LayerProblem problem, double[] weights, double[] products) {
    this.rows = problem.layer().outputs();
    this.inputs = problem.layer().inputs();
    this.moments = problem.moments().data;
    this.weights = weights;
    this.paths = weights.clone();
    LinearAlgebra.blas()
        .dtrmm("R", "L", "T", "N", rows, inputs, 1, products, 0, inputs, paths, 0, rows);
  }

  /** Follows the path; returns quantized weights, rows x inputs. */
  double[] run(Rounding rounding) {
    double[] left = paths.clone();
    double[] quantized = new double[left.length];
    for (int from = 0; from < inputs; from += BLOCK) {
      int to = Math.min(inputs, from + BLOCK);
      for (int t = from; t < to; t++) {
        double energy = moments[t * inputs + t];
        for (int i = 0; i < rows; i++) {
          int entry = t * rows + i;
          double asked = energy == 0 ? weights[entry] : left[entry] / energy;
          quantized[entry] = rounding.round(i * inputs + t, asked);
        }
        for (int k = t + 1; k < to; k++) {
          LinearAlgebra.blas()
              .daxpy(rows, -moments[t * inputs + k], quantized, t * rows, 1, left, k * rows, 1);
        }
      }
      if (to < inputs) {
        LinearAlgebra.blas()
            .dgemm(
                "N",
                "T",
                rows,
                inputs - to,
                to - from,
                -1,
                quantized,
                from * rows,
                rows,
                moments,
                from * inputs + to,
                inputs,
                1,
                left,
                to * rows,
                rows);
      }
    }
    return quantized;
  }
}
