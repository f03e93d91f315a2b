package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;

/**
 * The sweep that SparseGPT and GPTQ have in common: columns of a layer are settled from left to
 * right, all rows at once, and the columns to the right of each make up for its error as well as
 * they can. With {@code F} the columns from j on, settling {@code w_j} as {@code q_j} costs {@code
 * (w_j - q_j)^2 / [H_FF^-1]_jj}, and moves the others by {@code -(w_j - q_j) [H_FF^-1]_j: /
 * [H_FF^-1]_jj}: the update of the optimal brain surgeon (B. Hassibi and D. Stork, 1993).
 *
 * <p>All of these are rows of one triangular matrix: {@code H^-1 = R^T R} with {@code R} upper
 * triangular has {@code [H_FF^-1]_jj = R_jj^2} and {@code [H_FF^-1]_jk = R_jj R_jk}.
 *
 * <p>Updates of columns outside the block at hand wait for the block's end, when they are one
 * product of matrices: sums are added in another order, nothing else changes.
 */
final class ColumnSweep {
  private ColumnSweep() {}

  private record Key(LeastSquares problem) {}

  /** What becomes of weights. */
  interface Rule {
    /**
     * Told of a block of columns before they are settled.
     *
     * @param from the first column
     * @param to the column after the last
     * @param weights rows x inputs, those from {@code from} on as they are after the columns before
     */
    void open(int from, int to, double[] weights);

    /**
     * What a weight becomes.
     *
     * @param entry its place in rows x inputs
     * @param weight what it is after the columns before it
     */
    double settle(int entry, double weight);
  }

  /**
   * {@code R}, upper triangular with {@code H^-1 = R^T R}, inputs x inputs with {@link
   * Cholesky#room}: {@code H = R^-1 R^-T} is the Cholesky factorisation of {@code H} with rows and
   * columns in reverse order. Reversing both reverses the array.
   */
  static double[] root(LeastSquares problem) {
    int n = problem.inputs();
    double[] reversed = Cholesky.room(n);
    int last = n * n - 1;
    for (int e = 0; e <= last; e++) {
      reversed[e] = problem.hessian()[last - e];
    }
    double[] inverse = Cholesky.of(reversed, n).inverseFactor();
    double[] root = Cholesky.room(n);
    for (int e = 0; e <= last; e++) {
      root[e] = inverse[last - e];
    }
    return root;
  }

  /** {@link #root}, shared by the plans of a layer's problem. */
  static double[] sharedRoot(LayerProblem layer, LeastSquares problem) {
    return layer.shared(new Key(problem), () -> root(problem));
  }

  /**
   * The settled weights, rows x inputs.
   *
   * @param root {@link #root} of the problem
   * @param block columns of a block, at least 1
   */
  static double[] run(LeastSquares problem, double[] root, int block, Rule rule) {
    int n = problem.inputs();
    int rows = problem.rows();
    double[] weights = problem.target().clone();
    double[] errors = new double[rows * Math.min(block, n)];
    for (int from = 0; from < n; from += block) {
      int to = from + Math.min(block, n - from);
      rule.open(from, to, weights);
      for (int j = from; j < to; j++) {
        int errorsOfColumn = (j - from) * rows;
        double pivot = root[j * n + j];
        for (int i = 0; i < rows; i++) {
          int entry = j * rows + i;
          double weight = weights[entry];
          weights[entry] = rule.settle(entry, weight);
          errors[errorsOfColumn + i] = (weight - weights[entry]) / pivot;
        }
        for (int k = j + 1; k < to; k++) {
          LinearAlgebra.blas()
              .daxpy(rows, -root[k * n + j], errors, errorsOfColumn, 1, weights, k * rows, 1);
        }
      }
      LinearAlgebra.blas()
          .dgemm(
              "N",
              "N",
              rows,
              n - to,
              to - from,
              -1,
              errors,
              0,
              rows,
              root,
              to * n + from,
              n,
              1,
              weights,
              to * rows,
              rows);
    }
    return weights;
  }
}
