package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * The gradients of all rows, each brought up to date when it is asked for: a step adds {@code (v_k
 * . v_i) change(s)} to each, and several steps at once cost one pass over a row. At the latest
 * after {@link #ROOM} steps a row catches up.
 */
final class FollowedGradients implements Gradients {
  private static final int ROOM = 64;

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

  /**
   * Starts a draw.
   *
   * @param first the gradients before its first step
   */
  FollowedGradients(LayerState state, Gradients first) {
    this.state = state;
    this.problem = state.problem;
    this.values = new double[problem.rows][];
    Arrays.setAll(values, row -> first.of(row).clone());
    this.included = new int[problem.rows];
    this.changes = new double[ROOM][problem.samples];
    this.products = new double[ROOM][problem.rows];
  }

  @Override
  public void move(double[] byRow) {
    int slot = steps % ROOM;
    for (int k = 0; k < problem.rows; k++) {
      if (steps - included[k] == ROOM) {
        of(k);
      }
    }
    System.arraycopy(state.change, 0, changes[slot], 0, problem.samples);
    System.arraycopy(byRow, 0, products[slot], 0, problem.rows);
    steps++;
  }

  @Override
  public double[] of(int row) {
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
