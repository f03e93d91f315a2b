package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;
import java.util.Arrays;

/**
 * The gradients {@code g_k(s) = v_k . r(s)} of all rows, each brought up to date when it is asked
 * for: a step adds {@code (v_k . v_i) change(s)} to each, and several steps at once cost one pass
 * over a row. At the latest after {@link #ROOM} steps a row catches up.
 */
final class Gradients {
  private static final int ROOM = 64;

  private final RoutedBlas blas = LinearAlgebra.blas();
  private final LayerState state;
  private final Problem problem;

  /** Row by row. */
  private final double[] values;

  /** By row: how many steps its values include. */
  private final int[] included;

  /** By step modulo {@link #ROOM}: what it changed, and {@code v_k . v_i} for every row k. */
  private final double[][] changes;

  private final double[][] products;
  private int steps;

  Gradients(LayerState state) {
    this(state, new double[state.a.length]);
    takeResidual();
  }

  private Gradients(LayerState state, double[] values) {
    this.state = state;
    this.problem = state.problem;
    this.values = values;
    this.included = new int[problem.rows];
    this.changes = new double[ROOM][problem.samples];
    this.products = new double[ROOM][problem.rows];
  }

  /** The same for a draw of its own; no steps may have been made. */
  Gradients(Gradients other, LayerState state) {
    this(state, other.values.clone());
  }

  /** Makes all gradients anew, by one product of matrices. */
  void takeResidual() {
    Arrays.fill(included, steps);
    blas.dgemm(
        "T",
        "N",
        problem.samples,
        problem.rows,
        problem.outputs,
        1.0,
        state.residual,
        problem.outputs,
        problem.next,
        problem.outputs,
        0.0,
        values,
        problem.samples);
  }

  /** Takes note of the last step, in this row; returns {@code v_k . v_row} for every row k. */
  double[] add(int row) {
    int slot = steps % ROOM;
    for (int k = 0; k < problem.rows; k++) {
      if (steps - included[k] == ROOM) {
        bring(k);
      }
    }
    System.arraycopy(state.change, 0, changes[slot], 0, problem.samples);
    blas.dgemv(
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
        products[slot],
        0,
        1);
    steps++;
    return products[slot];
  }

  /** All gradients; those of the rows that {@link #bring} has been called for are up to date. */
  double[] values() {
    return values;
  }

  /** Brings a row up to date; returns where it starts in {@link #values}. */
  int bring(int row) {
    int from = row * problem.samples;
    int step = included[row];
    for (; steps - step > 2; step += 4) {
      int i = step % ROOM;
      int j = (step + 1) % ROOM;
      int k = (step + 2) % ROOM;
      int l = (step + 3) % ROOM;
      double last = step + 3 < steps ? products[l][row] : 0;
      add(
          values,
          from,
          changes[i],
          products[i][row],
          changes[j],
          products[j][row],
          changes[k],
          products[k][row],
          changes[step + 3 < steps ? l : k],
          last);
    }
    if (step < steps) {
      int i = step % ROOM;
      int j = (steps - 1) % ROOM;
      add(values, from, changes[i], products[i][row], changes[j], i == j ? 0 : products[j][row]);
    }
    included[row] = steps;
    return from;
  }

  private static void add(
      double[] sum, int from, double[] a, double factorA, double[] b, double factorB) {
    for (int s = 0; s < a.length; s++) {
      sum[from + s] += factorA * a[s] + factorB * b[s];
    }
  }

  private static void add(
      double[] sum,
      int from,
      double[] a,
      double factorA,
      double[] b,
      double factorB,
      double[] c,
      double factorC,
      double[] d,
      double factorD) {
    for (int s = 0; s < a.length; s++) {
      sum[from + s] += factorA * a[s] + factorB * b[s] + (factorC * c[s] + factorD * d[s]);
    }
  }
}
