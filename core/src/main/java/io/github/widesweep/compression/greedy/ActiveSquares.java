package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
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

  /** By row, a bit for every sample: 1 where {@code a < 0} as of the last update. */
  private final int[][] below;

  /** By row: updates since its sums were made anew. */
  private final int[] updates;

  private final Flips flips;
  private final int[] changes;
  private final int[] moved;

  /**
   * Nothing is summed yet.
   *
   * @param flips which tells sides of the row being updated
   */
  ActiveSquares(Problem problem, Flips flips) {
    this.problem = problem;
    this.flips = flips;
    this.squares = new double[problem.samples][problem.inputs];
    for (int s = 0; s < problem.samples; s++) {
      for (int j = 0; j < problem.inputs; j++) {
        squares[s][j] = problem.x[j][s] * problem.x[j][s];
      }
    }
    this.sums = new double[problem.rows][problem.inputs];
    this.below = new int[problem.rows][flips.below.length];
    this.changes = new int[flips.below.length];
    this.updates = new int[problem.rows];
    this.moved = new int[problem.samples + 8];
  }

  /** The same sums for a draw of its own. */
  ActiveSquares(ActiveSquares other, Flips flips) {
    this.problem = other.problem;
    this.flips = flips;
    this.squares = other.squares;
    this.sums = new double[problem.rows][];
    this.below = new int[problem.rows][];
    this.changes = new int[flips.below.length];
    Arrays.setAll(sums, row -> other.sums[row].clone());
    Arrays.setAll(below, row -> other.below[row].clone());
    this.updates = other.updates.clone();
    this.moved = new int[problem.samples + 8];
  }

  /** A row's sums by column, as of the last update. */
  double[] of(int row) {
    return sums[row];
  }

  /** Brings a row up to date, which flips has been started with. */
  void update(int row) {
    flips.listBelow();
    int[] before = below[row];
    int[] now = flips.below;
    boolean fresh = updates[row] % FRESH_EVERY == 0;
    if (fresh) {
      Arrays.fill(sums[row], 0);
    }
    updates[row]++;
    for (int w = 0; w < now.length; w++) {
      changes[w] = fresh ? ~now[w] & flips.all[w] : now[w] ^ before[w];
      before[w] = now[w];
    }
    int count = Lanes.places(changes, moved, 0);
    double[] sum = sums[row];
    int k = 0;
    for (; k < count - 3; k += 4) {
      int s0 = moved[k];
      int s1 = moved[k + 1];
      int s2 = moved[k + 2];
      int s3 = moved[k + 3];
      add(
          sum,
          squares[s0],
          sign(s0),
          squares[s1],
          sign(s1),
          squares[s2],
          sign(s2),
          squares[s3],
          sign(s3));
    }
    for (; k < count; k++) {
      add(sum, squares[moved[k]], sign(moved[k]));
    }
  }

  /** 1 for a sample that is active now, -1 for one that was. */
  private double sign(int sample) {
    return 1 - 2 * ((flips.below[Lanes.wordOf(sample)] >>> Lanes.bitOf(sample)) & 1);
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
