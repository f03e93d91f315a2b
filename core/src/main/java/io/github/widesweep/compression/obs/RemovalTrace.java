package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The greedy way from a layer's best weights to none: at each step the weight goes whose removal
 * raises the loss least, those kept being solved for anew (E. Frantar, S. P. Singh and D. Alistarh,
 * Optimal Brain Compression, NeurIPS 2022, Algorithms 1 and 2).
 *
 * <p>In a row with inputs {@code S} left, removing {@code p} costs {@code u_p^2 / [H_SS^-1]_pp} and
 * moves the others by {@code -u_p [H_SS^-1]_:p / [H_SS^-1]_pp}; the inverse without p is {@code
 * H_SS^-1 - [H_SS^-1]_:p [H_SS^-1]_p: / [H_SS^-1]_pp}. Rows do not depend on each other, so the
 * layer's next weight is the next of the row whose next costs least. Equal costs go in row-major
 * order. The first so many of the trace are the greedy choice of every budget.
 *
 * @param order all weights in the order they go, by row-major index
 * @param losses what each adds to the loss
 */
record RemovalTrace(int[] order, double[] losses) {
  static RemovalTrace of(LeastSquares problem) {
    int rows = problem.rows();
    int n = problem.inputs();
    RowTraces traces = new RowTraces(problem);
    for (int i = 0; i < rows; i++) {
      traces.trace(i);
    }
    int[] next = new int[rows];
    Comparator<Integer> byLoss =
        Comparator.<Integer>comparingDouble(i -> traces.losses[i * n + next[i]])
            .thenComparingInt(i -> i);
    PriorityQueue<Integer> queue = new PriorityQueue<>(byLoss);
    for (int i = 0; i < rows; i++) {
      queue.add(i);
    }
    int[] order = new int[rows * n];
    double[] losses = new double[rows * n];
    for (int step = 0; step < order.length; step++) {
      int row = queue.remove();
      int at = row * n + next[row];
      order[step] = row * n + traces.inputs[at];
      losses[step] = traces.losses[at];
      next[row]++;
      if (next[row] < n) {
        queue.add(row);
      }
    }
    return new RemovalTrace(order, losses);
  }

  /** The rows' own traces, one after the other. */
  private static final class RowTraces {
    /** Steps after which the inverse is brought up to date, as one product of matrices. */
    private static final int BLOCK = 32;

    private final LeastSquares problem;
    private final int n;
    private final double[] whole;
    private final double[] inverse;
    private final double[] pending;

    /** Inputs in the order they leave each row. */
    final int[] inputs;

    final double[] losses;

    RowTraces(LeastSquares problem) {
      this.problem = problem;
      this.n = problem.inputs();
      this.whole = problem.factor().inverse();
      this.inverse = new double[n * n];
      this.pending = new double[n * BLOCK];
      this.inputs = new int[problem.rows() * n];
      this.losses = new double[inputs.length];
    }

    void trace(int row) {
      System.arraycopy(whole, 0, inverse, 0, n * n);
      int[] left = new int[n];
      double[] weights = new double[n];
      for (int j = 0; j < n; j++) {
        left[j] = j;
        weights[j] = problem.target()[j * problem.rows() + row];
      }
      int at = row * n;
      while (left.length > 0) {
        int steps = Math.min(BLOCK, left.length);
        boolean[] gone = remove(left, weights, steps, at);
        at += steps;
        int size = left.length;
        LinearAlgebra.blas()
            .dsyrk("L", "N", size, steps, -1, pending, 0, size, 1, inverse, 0, size);
        int[] rest = new int[size - steps];
        int count = 0;
        for (int k = 0; k < size; k++) {
          if (!gone[k]) {
            rest[count] = left[k];
            weights[count] = weights[k];
            count++;
          }
        }
        compact(size, gone);
        left = rest;
      }
    }

    /** Removes some of the inputs that are left; returns which. */
    private boolean[] remove(int[] left, double[] weights, int steps, int at) {
      int size = left.length;
      boolean[] gone = new boolean[size];
      double[] diagonal = new double[size];
      for (int k = 0; k < size; k++) {
        diagonal[k] = inverse[k * size + k];
      }
      for (int step = 0; step < steps; step++) {
        int least = -1;
        double loss = Double.NaN;
        for (int k = 0; k < size; k++) {
          double cost = weights[k] * weights[k] / diagonal[k];
          if (!gone[k] && !(cost >= loss)) {
            least = k;
            loss = cost;
          }
        }
        inputs[at + step] = left[least];
        losses[at + step] = loss;
        gone[least] = true;
        int column = step * size;
        System.arraycopy(inverse, least * size, pending, column, size);
        LinearAlgebra.blas()
            .dgemv(
                "N", size, step, -1, pending, 0, size, pending, least, size, 1, pending, column, 1);
        double root = Math.sqrt(atLeast(pending[column + least], left[least]));
        double moved = weights[least] / root;
        for (int k = 0; k < size; k++) {
          double v = pending[column + k] / root;
          pending[column + k] = v;
          weights[k] -= moved * v;
          diagonal[k] = atLeast(diagonal[k] - v * v, left[k]);
        }
      }
      return gone;
    }

    /** {@code [H_SS^-1]_jj >= 1 / H_jj}, which rounding might forget. */
    private double atLeast(double diagonal, int input) {
      return Math.max(diagonal, 1 / problem.hessian()[input * n + input]);
    }

    /** Moves what is left of the inverse together, lower triangle to both. */
    private void compact(int size, boolean[] gone) {
      int[] stay = new int[size];
      int count = 0;
      for (int k = 0; k < size; k++) {
        if (!gone[k]) {
          stay[count++] = k;
        }
      }
      // A place is written after it was read: columns move to the front, entries to the top.
      for (int j = 0; j < count; j++) {
        for (int i = j; i < count; i++) {
          inverse[j * count + i] = inverse[stay[j] * size + stay[i]];
        }
      }
      Cholesky.mirror(inverse, count);
    }
  }
}
