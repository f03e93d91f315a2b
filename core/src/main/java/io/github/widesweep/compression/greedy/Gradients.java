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
  private final double[][] values;

  /** By row: how many steps its values include. */
  private final int[] included;

  /** By step modulo {@link #ROOM}: what it changed, and {@code v_k . v_i} for every row k. */
  private final double[][] changes;

  private final double[][] products;
  private int steps;

  Gradients(LayerState state) {
    this(state, new double[state.problem.rows][state.problem.samples]);
    takeResidual();
  }

  private Gradients(LayerState state, double[][] values) {
    this.state = state;
    this.problem = state.problem;
    this.values = values;
    this.included = new int[problem.rows];
    this.changes = new double[ROOM][problem.samples];
    this.products = new double[ROOM][problem.rows];
  }

  /** The same for a draw of its own; no steps may have been made. */
  Gradients(Gradients other, LayerState state) {
    this(state, copy(other.values));
  }

  private static double[][] copy(double[][] values) {
    double[][] copied = new double[values.length][];
    for (int k = 0; k < values.length; k++) {
      copied[k] = values[k].clone();
    }
    return copied;
  }

  /** Makes all gradients anew. */
  void takeResidual() {
    Arrays.fill(included, steps);
    double[][] r = state.residual;
    for (int row = 0; row < problem.rows; row++) {
      double[] sum = values[row];
      Arrays.fill(sum, 0);
      int v = row * problem.outputs;
      int o = 0;
      for (; o < r.length - 1; o += 2) {
        add(sum, r[o], problem.next[v + o], r[o + 1], problem.next[v + o + 1]);
      }
      if (o < r.length) {
        add(sum, r[o], problem.next[v + o]);
      }
    }
  }

  /** Takes note of the last step, in this row; returns {@code v_k . v_row} for every row k. */
  double[] add(int row) {
    int slot = steps % ROOM;
    for (int k = 0; k < problem.rows; k++) {
      if (steps - included[k] == ROOM) {
        of(k);
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

  /** A row's gradients by sample, up to date. */
  double[] of(int row) {
    double[] sum = values[row];
    for (int step = included[row]; step < steps; step += 2) {
      int i = step % ROOM;
      if (step + 1 < steps) {
        int j = (step + 1) % ROOM;
        add(sum, changes[i], products[i][row], changes[j], products[j][row]);
      } else {
        add(sum, changes[i], products[i][row]);
      }
    }
    included[row] = steps;
    return sum;
  }

  private static void add(double[] sum, double[] a, double factor) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += factor * a[s];
    }
  }

  private static void add(double[] sum, double[] a, double factorA, double[] b, double factorB) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += factorA * a[s] + factorB * b[s];
    }
  }
}
