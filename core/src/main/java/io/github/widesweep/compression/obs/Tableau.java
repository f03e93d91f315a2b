package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What every change of one weight in a row's support would do to the row's loss, kept up to date by
 * pivots (the sweep operator of J. H. Goodnight, A Tutorial on the SWEEP Operator, 1979). With
 * {@code A = H_SS^-1}, {@code S} the inputs kept and {@code D} the others, it holds {@code -A}, the
 * coefficients {@code A H_SD}, the Schur complement {@code H_DD - H_DS A H_SD}, and in a further
 * row and column the weights {@code u} of S and the pull {@code g = [H (t - u)]_D} on the others.
 *
 * <p>Then dropping {@code i} of S costs {@code c_i = u_i^2 / A_ii}, taking {@code j} of D in gains
 * {@code g_j^2 / s_j} with {@code s_j} of the Schur complement's diagonal, and both together, b
 * being the coefficient of i and j, cost {@code c_i - (g_j + b u_i / A_ii)^2 / (s_j + b^2 / A_ii)}.
 */
final class Tableau {
  /** An input whose Schur complement is less, relative to itself, is explained by those kept. */
  private static final double LEAST_PIVOT = 0x1p-40;

  private final int n;
  private final int size;
  private final boolean[] kept;
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
   * @param row the row's number
   * @param kept which of its inputs are kept
   */
  Tableau(LeastSquares problem, int row, boolean[] kept) {
    this.n = problem.inputs();
    this.size = n + 1;
    this.kept = kept.clone();
    this.table = new double[size * size];
    this.scales = new double[n];
    double[] h = problem.hessian();
    double[] t = new double[n];
    for (int j = 0; j < n; j++) {
      scales[j] = h[j * n + j];
      t[j] = problem.target()[j * problem.rows() + row];
    }
    int[] in = inputs(true);
    int[] out = inputs(false);
    fill(h, t, in, out);
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
    int innerLead = Math.max(1, inner);
    LinearAlgebra.blas()
        .dgemm(
            "N",
            "N",
            inner,
            outer,
            inner,
            1,
            inverse,
            innerLead,
            cross,
            innerLead,
            0,
            coefficients,
            innerLead);
    LinearAlgebra.blas()
        .dgemm(
            "T",
            "N",
            outer,
            outer,
            inner,
            -1,
            cross,
            innerLead,
            coefficients,
            innerLead,
            1,
            schur,
            Math.max(1, outer));
    for (int k = 0; k < inner; k++) {
      for (int i = 0; i < inner; i++) {
        table[in[k] * size + in[i]] = -inverse[k * inner + i];
      }
      set(n, in[k], t[in[k]]);
    }
    for (int k = 0; k < outer; k++) {
      double tk = t[out[k]];
      for (int i = 0; i < inner; i++) {
        double b = coefficients[k * inner + i];
        set(in[i], out[k], b);
        set(n, in[i], table[n * size + in[i]] + b * tk);
      }
      for (int i = 0; i < outer; i++) {
        table[out[k] * size + out[i]] = schur[k * outer + i];
        set(n, out[i], table[n * size + out[i]] + schur[k * outer + i] * tk);
      }
    }
  }

  private void set(int i, int j, double value) {
    table[i * size + j] = value;
    table[j * size + i] = value;
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
        double u = table[n * size + i];
        double cost = u * u / -table[i * size + i];
        best = cost < best.cost ? new Change(i, -1, cost) : best;
      }
    }
    return best;
  }

  /** The input whose weight lowers the loss most; {@link Change#NONE} if all are kept. */
  Change bestIn() {
    Change best = Change.NONE;
    for (int j = 0; j < n; j++) {
      double s = table[j * size + j];
      if (!kept[j] && s > LEAST_PIVOT * scales[j]) {
        double g = table[n * size + j];
        double cost = -g * g / s;
        best = cost < best.cost ? new Change(-1, j, cost) : best;
      }
    }
    return best;
  }

  /** The best exchange of an input kept for one that is not. */
  Change bestExchange() {
    int[] in = inputs(true);
    double[] curvatures = new double[in.length];
    double[] moves = new double[in.length];
    double[] costs = new double[in.length];
    for (int k = 0; k < in.length; k++) {
      curvatures[k] = -1 / table[in[k] * size + in[k]];
      double u = table[n * size + in[k]];
      moves[k] = u * curvatures[k];
      costs[k] = u * moves[k];
    }
    double best = Double.POSITIVE_INFINITY;
    int bestOut = -1;
    int bestIn = -1;
    for (int j = 0; j < n; j++) {
      if (kept[j]) {
        continue;
      }
      double g = table[n * size + j];
      double s = table[j * size + j];
      double least = LEAST_PIVOT * scales[j];
      for (int k = 0; k < in.length; k++) {
        double b = table[j * size + in[k]];
        double pull = g + b * moves[k];
        double curvature = s + b * b * curvatures[k];
        double cost = costs[k] - pull * pull / curvature;
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
    LinearAlgebra.blas().dger(size, size, -1 / pivot, column, 0, 1, column, 0, 1, table, 0, size);
    for (int i = 0; i < size; i++) {
      set(i, k, sign * column[i] / pivot);
    }
    table[k * size + k] = -1 / pivot;
    kept[k] = !kept[k];
  }
}
