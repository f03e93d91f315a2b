package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;

/**
 * The residual {@code r(s) = V phi(a(s)) - watched(s)} of a draw, sample by sample, and what
 * rounding may have done to it.
 *
 * <p>An update errs by {@code UNIT (|r| + |v| |change|)} for each sample and term, and follows the
 * error of {@code phi(a)}.
 */
final class Residual {
  private static final int EXACT_SIZE_EVERY = 128;

  /** How many rows' changes are multiplied at once. */
  private static final int BLOCK = 64;

  private final RoutedBlas blas = LinearAlgebra.blas();
  private final Problem problem;

  /** Numbers by sample in {@link #values}: outputs and, up to a multiple of 8, zeros. */
  final int stride;

  /** The same in {@link #single}. */
  final int singleStride;

  /** By sample, {@link #stride} apart. */
  final double[] values;

  /** At least {@code |r(s)|} for every sample, and what its error is at most. */
  double size;

  double error;
  private int moves;

  /** {@link #values} in single precision, once it has been asked for. */
  private float[] single;

  private boolean singleFollows;

  /** A row of the next layer's weights, as wide as the table. */
  private final double[] column;

  /** Samples that the last step changed. */
  private final int[] changed;

  Residual(Problem problem) {
    this.problem = problem;
    this.stride = Lanes.doubleWidthOf(problem.outputs);
    this.singleStride = Lanes.widthOf(problem.outputs);
    this.values = new double[stride * problem.samples];
    this.column = new double[stride];
    this.changed = new int[problem.samples + 1];
    for (int s = 0; s < problem.samples; s++) {
      for (int o = 0; o < problem.outputs; o++) {
        values[s * stride + o] = problem.residual[o][s];
      }
    }
    this.size = measure();
  }

  /** Follows the last step of a draw, made in this row. */
  void move(int row, LayerState state) {
    System.arraycopy(problem.next, row * problem.outputs, column, 0, problem.outputs);
    int count = 0;
    for (int s = 0; s < problem.samples; s++) {
      changed[count] = s;
      count += state.change[s] == 0 ? 0 : 1;
    }
    Lanes.BEST.addOuter(
        values, stride, single(), singleStride, state.change, changed, count, column);
    count(row, state.largestChange, state.changeError, 1);
    if (++moves % EXACT_SIZE_EVERY == 0) {
      size = measure();
    }
  }

  /** Follows the steps that were made in some rows since they were last settled. */
  void move(int[] rows, int count, LayerState state) {
    double[] changes = new double[BLOCK * problem.samples];
    double[] columns = new double[BLOCK * problem.outputs];
    for (int from = 0; from < count; from += BLOCK) {
      int block = Math.min(BLOCK, count - from);
      for (int k = 0; k < block; k++) {
        int row = rows[from + k];
        state.settle(row);
        System.arraycopy(state.change, 0, changes, k * problem.samples, problem.samples);
        System.arraycopy(
            problem.next, row * problem.outputs, columns, k * problem.outputs, problem.outputs);
        count(row, state.largestChange, state.changeError, block);
      }
      blas.dgemm(
          "N",
          "T",
          problem.outputs,
          problem.samples,
          block,
          1.0,
          columns,
          0,
          problem.outputs,
          changes,
          0,
          problem.samples,
          1.0,
          values,
          0,
          stride);
    }
    singleFollows = false;
    size = measure();
  }

  /** {@link #values} rounded to single precision. */
  float[] single() {
    if (!singleFollows) {
      if (single == null) {
        single = new float[singleStride * problem.samples];
      }
      for (int s = 0; s < problem.samples; s++) {
        for (int o = 0; o < problem.outputs; o++) {
          single[s * singleStride + o] = (float) values[s * stride + o];
        }
      }
      singleFollows = true;
    }
    return single;
  }

  /** Counts what one of so many terms does to size and error. */
  private void count(int row, double largestChange, double changeError, int terms) {
    double norm = problem.norms[row];
    size = (size + largestChange * norm) * (1 + 1e-12);
    error +=
        2 * Rounding.UNIT * (size + norm * (problem.outputs + terms + 3) * largestChange)
            + norm * changeError;
  }

  private double measure() {
    double largest = 0;
    for (int at = 0; at < values.length; at += stride) {
      // Math.max passes NaN on.
      largest = Math.max(largest, Problem.sumOfSquares(values, at, problem.outputs));
    }
    return Math.sqrt(largest) * (1 + 1e-12);
  }

  /**
   * Writes the gradients of rows in single precision, row by row, {@code apart} numbers apart.
   *
   * @param weights the next layer's weights by row, rounded
   */
  void gradients(float[] weights, int from, int to, float[] result, int apart) {
    blas.sgemm(
        "T",
        "N",
        problem.samples,
        to - from,
        problem.outputs,
        1f,
        single(),
        0,
        singleStride,
        weights,
        from * problem.outputs,
        problem.outputs,
        0f,
        result,
        0,
        apart);
  }

  /** Writes the gradients of rows from {@code from} to before {@code to}, row by row. */
  void gradients(int from, int to, double[] result) {
    if (from == to) {
      return;
    }
    blas.dgemm(
        "T",
        "N",
        problem.samples,
        to - from,
        problem.outputs,
        1.0,
        values,
        0,
        stride,
        problem.next,
        from * problem.outputs,
        problem.outputs,
        0.0,
        result,
        0,
        problem.samples);
  }
}
