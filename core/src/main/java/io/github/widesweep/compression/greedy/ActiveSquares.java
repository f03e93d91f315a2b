package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * By row and column, {@code Q_j}: the sum of {@code x_j^2} over the samples with {@code a >= 0}. It
 * follows the samples that change sides, and is summed anew now and then: what has cancelled would
 * else leave rounding where exact zeros belong, and ties with them.
 */
final class ActiveSquares {
  private static final int FRESH_EVERY = 16;

  private final Problem problem;

  /** {@code x^2}, sample by sample. */
  private final double[][] squares;

  private final double[][] sums;

  /** By row and sample: 1 where {@code a >= 0} as of the last update, else 0. */
  private final byte[][] active;

  /** By row: updates since its sums were made anew. */
  private final int[] updates;

  private final int[] moved;

  ActiveSquares(Problem problem) {
    this.problem = problem;
    this.squares = new double[problem.samples][problem.inputs];
    for (int s = 0; s < problem.samples; s++) {
      for (int j = 0; j < problem.inputs; j++) {
        squares[s][j] = problem.x[j][s] * problem.x[j][s];
      }
    }
    this.sums = new double[problem.rows][problem.inputs];
    this.active = new byte[problem.rows][problem.samples];
    this.updates = new int[problem.rows];
    this.moved = new int[problem.samples + 1];
  }

  /** The same sums for a draw of its own. */
  ActiveSquares(ActiveSquares other) {
    this.problem = other.problem;
    this.squares = other.squares;
    this.sums = new double[problem.rows][];
    this.active = new byte[problem.rows][];
    Arrays.setAll(sums, row -> other.sums[row].clone());
    Arrays.setAll(active, row -> other.active[row].clone());
    this.updates = other.updates.clone();
    this.moved = new int[problem.samples + 1];
  }

  /** A row's sums by column, as of the last update. */
  double[] of(int row) {
    return sums[row];
  }

  void update(int row, double[] a) {
    if (updates[row] % FRESH_EVERY == 0) {
      Arrays.fill(sums[row], 0);
      Arrays.fill(active[row], (byte) 0);
    }
    updates[row]++;
    int count = findMoved(a, active[row], moved);
    double[] sum = sums[row];
    byte[] now = active[row];
    int k = 0;
    for (; k < count - 3; k += 4) {
      int s0 = moved[k];
      int s1 = moved[k + 1];
      int s2 = moved[k + 2];
      int s3 = moved[k + 3];
      add(
          sum,
          squares[s0],
          2 * now[s0] - 1,
          squares[s1],
          2 * now[s1] - 1,
          squares[s2],
          2 * now[s2] - 1,
          squares[s3],
          2 * now[s3] - 1);
    }
    for (; k < count; k++) {
      add(sum, squares[moved[k]], 2 * now[moved[k]] - 1);
    }
  }

  /** Writes which samples have another side than before, and their sides; without a branch. */
  private static int findMoved(double[] a, byte[] active, int[] moved) {
    int count = 0;
    for (int s = 0; s < a.length; s++) {
      byte now = (byte) (1 - Kernels.signBit(a[s] + 0.0));
      moved[count] = s;
      count += now ^ active[s];
      active[s] = now;
    }
    return count;
  }

  private static void add(double[] sum, double[] a, double factor) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * a[j];
    }
  }

  private static void add(
      double[] sum,
      double[] a,
      double factorA,
      double[] b,
      double factorB,
      double[] c,
      double factorC,
      double[] d,
      double factorD) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factorA * a[j] + factorB * b[j] + (factorC * c[j] + factorD * d[j]);
    }
  }
}
