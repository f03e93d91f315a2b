package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Rounding;

/**
 * A layer part way through a draw: weights {@code U}, pre-activations {@code a} and what rounding
 * may have done to them, and the residual.
 *
 * <p>Errors are counted against the same algorithm in exact arithmetic. Adding a step to {@code a}
 * errs by at most {@code UNIT (|a| + |step x|)}.
 */
final class LayerState {
  final Problem problem;
  final double[] weights;
  final double[][] a;

  /** {@code phi(a)}, as of when a row was last settled. */
  final double[][] activations;

  final Residual residual;

  /** The change of {@code phi(a_i)} in the row last settled. */
  final double[] change;

  /** By row: at least the largest {@code |a_i|}; NaN or infinite where something overflowed. */
  final double[] largest;

  /** By row: what {@code a_i(s)} is off by at most. */
  final double[] error;

  /** By row: how far any {@code a_i(s)} can have moved, there and back, since the start. */
  final double[] travel;

  /** By row: what steps since it was settled add to the error of {@code phi(a_i)}. */
  private final double[] unsettled;

  /** {@code t - w} of the last step, and the largest size in {@link #change}. */
  double step;

  double largestChange;

  /** What {@link #change} adds to the error of {@code phi(a_i)}. */
  double changeError;

  LayerState(Problem problem) {
    this.problem = problem;
    this.weights = problem.weights.clone();
    this.a = new double[problem.rows][];
    this.activations = new double[problem.rows][problem.samples];
    this.residual = new Residual(problem);
    this.change = new double[problem.samples];
    this.largest = new double[problem.rows];
    this.error = problem.startError.clone();
    this.travel = new double[problem.rows];
    this.unsettled = new double[problem.rows];
    for (int row = 0; row < largest.length; row++) {
      a[row] = problem.preactivations[row].clone();
      problem.activation.apply(a[row], activations[row], 0, problem.samples);
      largest[row] = Problem.largest(a[row]);
    }
  }

  /**
   * Puts a weight's outcome in its place: its row's pre-activations follow.
   *
   * @return whether a pre-activation changed
   */
  boolean apply(int unit, double outcome) {
    step = outcome - weights[unit];
    weights[unit] = outcome;
    int row = unit / problem.inputs;
    int column = unit % problem.inputs;
    if (step == 0 || problem.largestInput[column] == 0) {
      return false;
    }
    add(a[row], step, problem.x[column]);
    double reach = Math.abs(step) * problem.largestInput[column] * (1 + 1e-12);
    travel[row] += reach;
    largest[row] = (largest[row] + reach) * (1 + 1e-12);
    error[row] += 2 * Rounding.UNIT * (largest[row] + reach);
    unsettled[row] += 2 * Rounding.UNIT * (rounded(largest[row]) + reach);
    return true;
  }

  /** Has a row's activations follow the steps made in it. */
  void settle(int row) {
    problem.activation.apply(a[row], change, 0, problem.samples);
    exchange(change, activations[row]);
    largest[row] = Problem.largest(a[row]);
    largestChange = Problem.largest(change);
    changeError = unsettled[row];
    unsettled[row] = 0;
  }

  /**
   * What rounds with {@code phi(a)}: smooth activations are off by a few ulps of {@code |a| + 1}.
   */
  private double rounded(double size) {
    return switch (problem.activation) {
      case IDENTITY, RELU -> size;
      default -> 8 * size + 8;
    };
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
}
