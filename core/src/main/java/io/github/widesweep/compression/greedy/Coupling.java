package io.github.widesweep.compression.greedy;

import dev.ludovic.netlib.blas.BLAS;
import io.github.widesweep.network.LinearAlgebra;

/** The products {@code v_k . v_i}: how much the gradient of row k follows a change of row i. */
final class Coupling {
  private static final BLAS BLAS_INSTANCE = LinearAlgebra.blas();

  private Coupling() {}

  /** Writes {@code v_k . v_row} for every row k. */
  static void of(Problem problem, int row, double[] products) {
    BLAS_INSTANCE.dgemv(
        "T",
        problem.outputs,
        problem.rows,
        1.0,
        problem.next,
        0,
        problem.outputs,
        problem.next,
        row * problem.outputs,
        1,
        0.0,
        products,
        0,
        1);
  }
}
