package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.BitSet;

/**
 * The scores of single weights and what they are made of. With {@code d} the change of {@code
 * phi(a_i)} when entry (i, j) becomes t, {@code g_i = v_i . r} and {@code m = E_t d}, the score is
 *
 * <pre>  | E_t mean_s ( 2 g_i d + |v_i|^2 d^2 ) | = | (2/S) sum_s g_i m + quadratic |</pre>
 *
 * Only the first term, linear, depends on other rows, and only through the residual. The shifts
 * {@code m} of a unit stay until its row changes; they are kept in single precision, which is
 * enough to tell which few units may be the least. {@link #exact} evaluates those anew.
 *
 * <p>Margins: {@code eta} bounds what a computed {@code m(s)} is off by, since {@code m} follows
 * {@code a} with a slope between -1 and 1, plus the rounding of {@code a + b} and {@code phi}; it
 * counts on the samples of the unit's support only, elsewhere {@code m} is 0 exactly. A computed
 * {@code g(s)} is off by at most {@code |v| (residualError + (outputs + 4) UNIT |r(s)|)}.
 */
abstract class Kernels {
  final Problem problem;
  final LayerState state;
  final Gradients gradients;

  /** By unit: linear + quadratic, signed, as of {@link #rescore}. */
  final double[] value;

  final double[] quadratic;

  /** By unit: {@code sum_s |m|}. */
  final double[] mass;

  /** By unit: what the sum of {@code g m} is off by at most, for each unit of {@code |g|}. */
  final double[] slack;

  /** By unit: the same of what is kept and summed in single precision. */
  final double[] doubt;

  /** By unit: what {@code quadratic} is off by at most. */
  final double[] quadraticError;

  /** The margin of {@link #exact}'s last result. */
  double exactMargin;

  Kernels(Problem problem, LayerState state, Gradients gradients) {
    this.problem = problem;
    this.state = state;
    this.gradients = gradients;
    this.value = new double[problem.units];
    this.quadratic = new double[problem.units];
    this.mass = new double[problem.units];
    this.slack = new double[problem.units];
    this.doubt = new double[problem.units];
    this.quadraticError = new double[problem.units];
  }

  /** The same scores for a draw of its own. */
  Kernels(Kernels other, LayerState state, Gradients gradients) {
    this.problem = other.problem;
    this.state = state;
    this.gradients = gradients;
    this.value = other.value.clone();
    this.quadratic = other.quadratic.clone();
    this.mass = other.mass.clone();
    this.slack = other.slack.clone();
    this.doubt = other.doubt.clone();
    this.quadraticError = other.quadraticError.clone();
  }

  static Kernels of(LayerState state, Gradients gradients) {
    Problem problem = state.problem;
    return switch (problem.activation) {
      case IDENTITY, RELU -> new SparseKernels(problem, state, gradients);
      default -> new DenseKernels(problem, state, gradients);
    };
  }

  /** Those of a search in passes, which scores all units again and again and follows none. */
  static Kernels ofPasses(LayerState state) {
    Problem problem = state.problem;
    return switch (problem.activation) {
      case IDENTITY, RELU -> new SweptKernels(problem, state);
      default -> new DenseKernels(problem, state, new Gradients.Stale(state));
    };
  }

  /** The same scores for a draw, to be followed step by step. */
  Kernels forDraw(LayerState drawn, Gradients ofDraw) {
    throw ofOtherSearch();
  }

  /** The same scores for a draw in passes. */
  Kernels forPasses(LayerState drawn) {
    throw ofOtherSearch();
  }

  private static IllegalStateException ofOtherSearch() {
    return new IllegalStateException("these kernels are made for another search");
  }

  /**
   * Has residual and gradients follow the last step, made in this row.
   *
   * @param products {@code v_k . v_row} by row k
   */
  void follow(int row, double[] products) {
    state.residual.move(row, state);
    gradients.move(products);
  }

  /** Takes note of a residual that followed the steps of a pass. */
  void renew() {
    throw ofOtherSearch();
  }

  /**
   * How far a row's gradients, as they are computed, moved at all samples in {@link #renew}; 0
   * unless shifts are at least 0.
   */
  double move(int row) {
    throw ofOtherSearch();
  }

  /** How far the move at any sample is from that. */
  double moveReach(int row) {
    throw ofOtherSearch();
  }

  /** What computed gradients are off by at most, for each unit of {@code |v|}. */
  double gradientError() {
    return state.residual.error + (problem.outputs + 4) * Rounding.UNIT * state.residual.size;
  }

  /** Scores all units of a row that are not offered yet, after its pre-activations changed. */
  abstract void rescore(int row, BitSet offered);

  /** {@code (2/S) sum_s g m} as things are, from the shifts kept. */
  abstract double linear(int unit);

  /** linear + quadratic as things are, from the pre-activations. */
  abstract double exact(int unit);

  /** Whether {@link #exact} gives a unit that changes nothing 0 with a margin of 0. */
  abstract boolean scoresIdleExactly();

  /** Whether {@link #follow} costs less than {@link #linear}. */
  boolean follows() {
    return false;
  }

  /** {@code sum_s m(s) change(s)} of the last step. */
  double follow(int unit) {
    throw ofOtherSearch();
  }

  /** How many classes of inputs {@link #spread} distinguishes. */
  int classes() {
    throw ofOtherSearch();
  }

  int classOf(int column) {
    throw ofOtherSearch();
  }

  /**
   * By class, how far the sum over samples of {@code m d} can move upwards and downwards, for each
   * unit of {@link #stepSize}; rounded upwards.
   */
  void spread(int unit, float[] up, float[] down) {
    throw ofOtherSearch();
  }

  /** The size of the last step that {@link #spread} is multiplied by. */
  double stepSize() {
    throw ofOtherSearch();
  }

  /** What a unit's m(s) is off by at most. */
  final double eta(int unit) {
    int row = unit / problem.inputs;
    return eta(row, problem.step(unit) * problem.largestInput[unit - row * problem.inputs]);
  }

  /** What any m(s) of a row is off by at most. */
  final double largestEta(int row) {
    return eta(row, problem.reach[row]);
  }

  private double eta(int row, double reach) {
    return state.error[row]
        + activationError(row)
        + 2 * problem.chanceError * reach
        + 8 * Rounding.UNIT * (state.largest[row] + problem.reach[row]);
  }

  /** Entrywise activations here are accurate to a few ulps and at most {@code |a| + 1}. */
  abstract double activationError(int row);

  /**
   * A margin that holds while the residual's size and error stay below the given ones: what {@link
   * #exact} may be off by, bounding {@code |g|} by {@code |v| size}.
   */
  final double margin(int unit, double size, double error) {
    double norm = problem.norms[unit / problem.inputs];
    return 2.0 / problem.samples * norm * (size * slack[unit] + error * mass[unit])
        + quadraticError[unit];
  }

  /** What single precision adds to the margin of linear parts, as of the residual's size. */
  final double singleError(int unit) {
    return 2.0
        / problem.samples
        * problem.norms[unit / problem.inputs]
        * (state.residual.size * doubt[unit] + Float.MIN_NORMAL * mass[unit]);
  }

  /** By unit of a row: {@link #margin} and {@link #singleError}, as of the residual. */
  final void margins(int row, double[] result) {
    double factor = 2.0 / problem.samples * problem.norms[row];
    double size = factor * state.residual.size;
    double error = factor * (state.residual.error + Float.MIN_NORMAL);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      result[unit] = size * (slack[unit] + doubt[unit]) + error * mass[unit] + quadraticError[unit];
    }
  }

  /**
   * What {@link #quadratic} is off by at most in double precision.
   *
   * @param range no change of {@code phi} is larger, however long the step
   */
  final double quadraticError(int unit, double range) {
    int column = unit % problem.inputs;
    double norm = problem.norms[unit / problem.inputs];
    double up = problem.up[unit];
    double down = problem.down[unit];
    double most = 2 * range * problem.samples;
    double squares = Math.min((up * up + down * down) * problem.squaredInput[column], range * most);
    double sizes = Math.min((Math.abs(up) + Math.abs(down)) * problem.absoluteInput[column], most);
    return norm
        * norm
        / problem.samples
        * (((2.0 * problem.samples + problem.outputs + 64) * Rounding.UNIT
                    + 2 * problem.chanceError)
                * squares
            + 8 * eta(unit) * sizes);
  }

  /** 1 for numbers below 0 and for -0, else 0, without a branch. */
  static int signBit(double value) {
    return (int) (Double.doubleToRawLongBits(value) >>> 63);
  }

  /** The side of the kink at 0: 1 for numbers from 0 on, -0 too, else -1; without a branch. */
  static double side(double value) {
    return 1 - 2 * signBit(value + 0.0);
  }
}
