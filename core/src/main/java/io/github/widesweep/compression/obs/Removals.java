package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;

/**
 * The greedy removal of inputs from rows that lose them together: with inputs {@code S} left,
 * removing {@code p} costs {@code sum u_p^2 / [H_SS^-1]_pp} over the rows and moves their other
 * weights by {@code -u_p [H_SS^-1]_:p / [H_SS^-1]_pp}; the inverse without p is {@code H_SS^-1 -
 * [H_SS^-1]_:p [H_SS^-1]_p: / [H_SS^-1]_pp}.
 */
final class Removals {
  /** Steps after which the inverse is brought up to date, as one product of matrices. */
  private static final int BLOCK = 32;

  private final LeastSquares problem;
  private final int n;
  private final double[] whole;
  private final double[] inverse;
  private final double[] pending;

  Removals(LeastSquares problem) {
    this.problem = problem;
    this.n = problem.inputs();
    this.whole = problem.factor().inverse();
    this.inverse = new double[n * n];
    this.pending = new double[n * BLOCK];
  }

  /**
   * Removes all inputs.
   *
   * @param firstRow the first of the rows
   * @param rows how many
   * @param order is given the inputs in the order they go, from {@code at} on
   * @param losses is given what each adds to the loss
   */
  void run(int firstRow, int rows, int[] order, double[] losses, int at) {
    System.arraycopy(whole, 0, inverse, 0, n * n);
    int[] left = new int[n];
    double[] weights = new double[n * rows];
    for (int j = 0; j < n; j++) {
      left[j] = j;
      System.arraycopy(problem.target(), j * problem.rows() + firstRow, weights, j * rows, rows);
    }
    for (int done = 0; done < n; done += BLOCK) {
      int size = n - done;
      int steps = Math.min(BLOCK, size);
      boolean[] gone = remove(left, weights, rows, steps, order, losses, at + done);
      LinearAlgebra.blas().dsyrk("L", "N", size, steps, -1, pending, 0, size, 1, inverse, 0, size);
      left = compact(left, gone, size - steps, weights, rows);
    }
  }

  /** Removes some of the inputs that are left; returns which. */
  private boolean[] remove(
      int[] left, double[] weights, int rows, int steps, int[] order, double[] losses, int at) {
    int size = left.length;
    boolean[] gone = new boolean[size];
    double[] diagonal = new double[size];
    double[] moved = new double[rows];
    for (int k = 0; k < size; k++) {
      diagonal[k] = inverse[k * size + k];
    }
    for (int step = 0; step < steps; step++) {
      int least = -1;
      double loss = Double.NaN;
      for (int k = 0; k < size; k++) {
        double cost = gone[k] ? Double.POSITIVE_INFINITY : squares(weights, k, rows) / diagonal[k];
        if (!gone[k] && !(cost >= loss)) {
          least = k;
          loss = cost;
        }
      }
      order[at + step] = left[least];
      losses[at + step] = loss;
      gone[least] = true;
      int column = step * size;
      System.arraycopy(inverse, least * size, pending, column, size);
      LinearAlgebra.blas()
          .dgemv(
              "N", size, step, -1, pending, 0, size, pending, least, size, 1, pending, column, 1);
      double root = Math.sqrt(atLeast(pending[column + least], left[least]));
      for (int i = 0; i < rows; i++) {
        moved[i] = weights[least * rows + i] / root;
      }
      for (int k = 0; k < size; k++) {
        double v = pending[column + k] / root;
        pending[column + k] = v;
        diagonal[k] = atLeast(diagonal[k] - v * v, left[k]);
        for (int i = 0; i < rows; i++) {
          weights[k * rows + i] -= moved[i] * v;
        }
      }
    }
    return gone;
  }

  private static double squares(double[] weights, int input, int rows) {
    double sum = 0;
    for (int e = input * rows; e < (input + 1) * rows; e++) {
      sum += weights[e] * weights[e];
    }
    return sum;
  }

  /** {@code [H_SS^-1]_jj >= 1 / H_jj}, which rounding might forget. */
  private double atLeast(double diagonal, int input) {
    return Math.max(diagonal, 1 / problem.hessian()[input * n + input]);
  }

  /**
   * Moves what is left together: weights, and the inverse, its lower triangle to both. Returns the
   * inputs left.
   */
  private int[] compact(int[] left, boolean[] gone, int count, double[] weights, int rows) {
    int size = left.length;
    int[] stay = new int[count];
    int[] inputs = new int[count];
    int next = 0;
    for (int k = 0; k < size; k++) {
      if (!gone[k]) {
        inputs[next] = left[k];
        stay[next] = k;
        System.arraycopy(weights, k * rows, weights, next * rows, rows);
        next++;
      }
    }
    // A place is written after it was read: columns move to the front, entries to the top.
    for (int j = 0; j < count; j++) {
      for (int i = j; i < count; i++) {
        inverse[j * count + i] = inverse[stay[j] * size + stay[i]];
      }
    }
    Cholesky.mirror(inverse, count);
    return inputs;
  }
}
