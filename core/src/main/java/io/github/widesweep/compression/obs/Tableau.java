package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What every change of one input in a support would do to the loss of the rows that have it in
 * common, kept up to date by pivots (the sweep operator of J. H. Goodnight, A Tutorial on the SWEEP
 * Operator, 1979). With {@code A = H_SS^-1}, {@code S} the inputs kept and {@code D} the others, it
 * holds {@code -A}, the coefficients {@code A H_SD}, the Schur complement {@code H_DD - H_DS A
 * H_SD}, and of each row the weights {@code u} of S and the pull {@code g = [H (t - u)]_D} on the
 * others.
 *
 * <p>Then dropping {@code i} of S costs {@code c_i = sum u_i^2 / A_ii} over the rows, taking {@code
 * j} of D in gains {@code sum g_j^2 / s_j} with {@code s_j} of the Schur complement's diagonal, and
 * both together, b being the coefficient of i and j, cost {@code c_i - sum (g_j + b u_i / A_ii)^2 /
 * (s_j + b^2 / A_ii)}.
 */
final class Tableau {
  /** An input whose Schur complement is less, relative to itself, is explained by those kept. */
  private static final double LEAST_PIVOT = 0x1p-40;

  private final int n;
  private final int rows;
  private final int size;
  private final boolean[] kept;

  /** A column an input: its entries with all inputs, then those of the rows. */
  private final double[] table;

  /** {@code H_jj}. */
  private final double[] scales;

  /**
   * A change of a support: what it costs, negative where the loss falls.
   *
   * @param out the input dropped, -1 for none
   * @param in the input taken in, -1 for none
   */
  record Change(int out, int in, double cost) {
    /** None that there is, and so dearer than any. */
    static final Change NONE = new Change(-1, -1, Double.POSITIVE_INFINITY);
  }

  /**
   * The tableau of some rows.
   *
   * @param firstRow the first row's number
   * @param rows how many, at least 1
   * @param kept which inputs they keep
   */
  Tableau(LeastSquares problem, int firstRow, int rows, boolean[] kept) {
    this.n = problem.inputs();
    this.rows = rows;
    this.size = n + rows;
    this.kept = kept.clone();
    this.table = new double[Math.multiplyExact(size, n)];
    this.scales = new double[n];
    double[] h = problem.hessian();
    double[] t = new double[n * rows];
    for (int j = 0; j < n; j++) {
      scales[j] = h[j * n + j];
      System.arraycopy(problem.target(), j * problem.rows() + firstRow, t, j * rows, rows);
    }
    fill(h, t, inputs(true), inputs(false));
  }

  private int[] inputs(boolean which) {
    return IntStream.range(0, n).filter(j -> kept[j] == which).toArray();
  }

  private void fill(double[] h, double[] t, int[] in, int[] out) {
    int inner = in.length;
    int outer = out.length;
    double[] part = Cholesky.room(inner);
    for (int k = 0; k < inner; k++) {
      for (int i = k; i < inner; i++) {
        part[k * inner + i] = h[in[k] * n + in[i]];
      }
    }
    double[] inverse = Cholesky.of(part, inner).inverse();
    double[] cross = new double[inner * outer];
    double[] schur = new double[outer * outer];
    for (int k = 0; k < outer; k++) {
      for (int i = 0; i < inner; i++) {
        cross[k * inner + i] = h[out[k] * n + in[i]];
      }
      for (int i = 0; i < outer; i++) {
        schur[k * outer + i] = h[out[k] * n + out[i]];
      }
    }
    double[] coefficients = new double[inner * outer];
    int a = Math.max(1, inner);
    int b = Math.max(1, outer);
    LinearAlgebra.blas()
        .dgemm("N", "N", inner, outer, inner, 1, inverse, a, cross, a, 0, coefficients, a);
    LinearAlgebra.blas()
        .dgemm("T", "N", outer, outer, inner, -1, cross, a, coefficients, a, 1, schur, b);
    for (int k = 0; k < inner; k++) {
      for (int i = 0; i < inner; i++) {
        table[in[k] * size + in[i]] = -inverse[k * inner + i];
      }
      addToRows(in[k], 1, t, in[k]);
    }
    for (int k = 0; k < outer; k++) {
      for (int i = 0; i < inner; i++) {
        double coefficient = coefficients[k * inner + i];
        table[in[i] * size + out[k]] = coefficient;
        table[out[k] * size + in[i]] = coefficient;
        addToRows(in[i], coefficient, t, out[k]);
      }
      for (int i = 0; i < outer; i++) {
        table[out[k] * size + out[i]] = schur[k * outer + i];
        addToRows(out[i], schur[k * outer + i], t, out[k]);
      }
    }
  }

  /** Adds to the rows' entries of an input a multiple of the targets of another. */
  private void addToRows(int input, double factor, double[] t, int other) {
    for (int i = 0; i < rows; i++) {
      table[input * size + n + i] += factor * t[other * rows + i];
    }
  }

  /** The sum over the rows of their squared entries of an input. */
  private double squares(int input) {
    double sum = 0;
    for (int e = input * size + n; e < (input + 1) * size; e++) {
      sum += table[e] * table[e];
    }
    return sum;
  }

  /** Which inputs are kept. */
  boolean[] kept() {
    return kept;
  }

  /** The least costly input to drop; {@link Change#NONE} if none is kept. */
  Change cheapestOut() {
    Change best = Change.NONE;
    for (int i = 0; i < n; i++) {
      if (kept[i]) {
        double cost = squares(i) / -table[i * size + i];
        best = cost < best.cost ? new Change(i, -1, cost) : best;
      }
    }
    return best;
  }

  /** The input whose weights lower the loss most; {@link Change#NONE} if all are kept. */
  Change bestIn() {
    Change best = Change.NONE;
    for (int j = 0; j < n; j++) {
      double s = table[j * size + j];
      if (!kept[j] && s > LEAST_PIVOT * scales[j]) {
        double cost = -squares(j) / s;
        best = cost < best.cost ? new Change(-1, j, cost) : best;
      }
    }
    return best;
  }

  /** The best exchange of an input kept for one that is not. */
  Change bestExchange() {
    int[] in = inputs(true);
    double[] curvatures = new double[in.length];
    double[] costs = new double[in.length];
    double[] moves = new double[in.length * rows];
    for (int k = 0; k < in.length; k++) {
      curvatures[k] = -1 / table[in[k] * size + in[k]];
      costs[k] = squares(in[k]) * curvatures[k];
      for (int i = 0; i < rows; i++) {
        moves[k * rows + i] = table[in[k] * size + n + i] * curvatures[k];
      }
    }
    double best = Double.POSITIVE_INFINITY;
    int bestOut = -1;
    int bestIn = -1;
    for (int j : inputs(false)) {
      double s = table[j * size + j];
      double least = LEAST_PIVOT * scales[j];
      for (int k = 0; k < in.length; k++) {
        double b = table[j * size + in[k]];
        double pulls = 0;
        for (int i = 0; i < rows; i++) {
          double pull = table[j * size + n + i] + b * moves[k * rows + i];
          pulls += pull * pull;
        }
        double curvature = s + b * b * curvatures[k];
        double cost = costs[k] - pulls / curvature;
        if (cost < best && curvature > least) {
          best = cost;
          bestOut = in[k];
          bestIn = j;
        }
      }
    }
    return bestOut < 0 ? Change.NONE : new Change(bestOut, bestIn, best);
  }

  /** Makes a change. */
  void apply(Change change) {
    if (change.out >= 0) {
      pivot(change.out);
    }
    if (change.in >= 0) {
      pivot(change.in);
    }
  }

  /** Moves an input from one side to the other. */
  private void pivot(int k) {
    double[] column = Arrays.copyOfRange(table, k * size, (k + 1) * size);
    double pivot = column[k];
    double sign = kept[k] ? -1 : 1;
    column[k] = 0;
    LinearAlgebra.blas().dger(size, n, -1 / pivot, column, 0, 1, column, 0, 1, table, 0, size);
    for (int i = 0; i < size; i++) {
      double entry = sign * column[i] / pivot;
      table[k * size + i] = entry;
      if (i < n) {
        table[i * size + k] = entry;
      }
    }
    table[k * size + k] = -1 / pivot;
    kept[k] = !kept[k];
  }
}
