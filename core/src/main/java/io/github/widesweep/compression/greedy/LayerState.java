package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * A layer part way through a draw: weights {@code U}, pre-activations {@code a}, the residual, and
 * what rounding may have done to them.
 *
 * <p>Errors are counted against the same algorithm in exact arithmetic. Adding a step to {@code a}
 * errs by at most {@code UNIT (|a| + |step x|)}; the residual's update by {@code UNIT (|r| + |v|
 * |change|)} for each sample and follows the error of {@code phi(a)}.
 */
final class LayerState {
  private static final int EXACT_SIZE_EVERY = 128;

  final Problem problem;
  final double[] weights;
  final double[][] a;

  /** {@code phi(a)}. */
  final double[][] activations;

  /** By output and sample. */
  final double[][] residual;

  /** The change of {@code phi(a_i)} by the last step. */
  final double[] change;

  /** By row: the largest {@code |a_i|}; NaN or infinite where something overflowed. */
  final double[] largest;

  /** By row: what {@code a_i(s)} is off by at most. */
  final double[] error;

  /** {@code t - w} of the last step, the largest and the Euclidean size of {@link #change}. */
  double step;

  /** The largest {@code |step x_j(s)|}. */
  double stepReach;

  double largestChange;
  double changeNorm;

  /** At least {@code |r(s)|} for every sample, and what its error is at most. */
  double residualSize;

  double residualError;
  private int moves;
  private final double[] squares;

  LayerState(Problem problem) {
    this.problem = problem;
    this.weights = problem.weights.clone();
    this.a = new double[problem.rows][];
    this.activations = new double[problem.rows][problem.samples];
    this.residual = new double[problem.outputs][];
    for (int o = 0; o < residual.length; o++) {
      residual[o] = problem.residual[o].clone();
    }
    this.squares = new double[problem.samples];
    this.change = new double[problem.samples];
    this.largest = new double[problem.rows];
    this.error = problem.startError.clone();
    for (int row = 0; row < largest.length; row++) {
      a[row] = problem.preactivations[row].clone();
      problem.activation.apply(a[row], activations[row], 0, problem.samples);
      largest[row] = Problem.largest(a[row]);
    }
    this.residualSize = measureResidual();
  }

  /**
   * Puts a weight's outcome in its place: pre-activations and activations follow, the residual does
   * not.
   *
   * @return whether anything changed
   */
  boolean apply(int unit, double outcome) {
    step = outcome - weights[unit];
    weights[unit] = outcome;
    if (step == 0) {
      return false;
    }
    int samples = problem.samples;
    int row = unit / problem.inputs;
    int column = unit % problem.inputs;
    add(a[row], step, problem.x[column]);
    problem.activation.apply(a[row], change, 0, samples);
    exchange(change, activations[row]);
    largest[row] = Problem.largest(a[row]);
    largestChange = Problem.largest(change);
    changeNorm = Math.sqrt(Problem.sumOfSquares(change, 0, samples)) * (1 + 1e-12);
    stepReach = Math.abs(step) * problem.largestInput[column];
    error[row] += 2 * Rounding.UNIT * (largest[row] + stepReach);
    return true;
  }

  private static void add(double[] sum, double factor, double[] values) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += factor * values[s];
    }
  }

  /** Takes over new values; what came in becomes the difference. */
  private static void exchange(double[] values, double[] kept) {
    for (int s = 0; s < kept.length; s++) {
      double value = values[s];
      values[s] = value - kept[s];
      kept[s] = value;
    }
  }

  /** Brings the residual up to date with the last step, in this row. */
  void moveResidual(int row) {
    for (int o = 0; o < residual.length; o++) {
      add(residual[o], problem.next[row * problem.outputs + o], change);
    }
    double norm = problem.norms[row];
    residualSize = (residualSize + largestChange * norm) * (1 + 1e-12);
    if (++moves % EXACT_SIZE_EVERY == 0) {
      residualSize = measureResidual();
    }
    residualError +=
        2
            * Rounding.UNIT
            * (residualSize
                + norm
                    * ((problem.outputs + 4) * largestChange + 8 * largest[row] + 8 + stepReach));
  }

  private double measureResidual() {
    Arrays.fill(squares, 0);
    for (double[] output : residual) {
      addSquares(squares, output);
    }
    double largestSquare = Problem.largest(squares);
    return Math.sqrt(largestSquare) * (1 + 1e-12);
  }

  private static void addSquares(double[] sum, double[] values) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += values[s] * values[s];
    }
  }
}
