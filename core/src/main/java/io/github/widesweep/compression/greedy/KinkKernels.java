package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;

/**
 * ReLU and the identity. With {@code b = (t - w) x} and {@code sigma} the sign of {@code a} (that
 * of 0 is +), {@code F = max(-sigma (a + b), 0)} is how far an outcome goes beyond the kink, and
 * since {@code E b = 0}
 *
 * <pre>  m = E F,   E d^2 = [a >= 0] E b^2 - sigma E F^2 - 2 m max(a, 0)</pre>
 *
 * so {@code m >= 0} is summed without cancellation and is 0 but on the samples whose sign an
 * outcome flips: the support. The two outcomes lie on different sides of w, so at a sample only one
 * of them moves towards the kink. The identity has no support, and its scores never change.
 */
abstract class KinkKernels extends Kernels {
  /** Weights of a row as long lose at most {@code 2^-24} of its length in single precision. */
  private static final double LEAST_NORM = 0x1p-100;

  final boolean linear;
  final Flips flips;
  final ActiveSquares squares;

  /** What {@link #toward} found. */
  private final double[] outcomes = new double[2];

  private final double[] chances = new double[2];
  private double[] exactShifts = new double[0];

  KinkKernels(Problem problem, LayerState state, Gradients gradients) {
    super(problem, state, gradients);
    this.linear = problem.activation == Activation.IDENTITY;
    this.flips = new Flips(problem);
    this.squares = new ActiveSquares(problem, flips);
  }

  KinkKernels(KinkKernels other, LayerState state, Gradients gradients) {
    super(other, state, gradients);
    this.linear = other.linear;
    this.flips = other.flips.forDraw();
    this.squares = new ActiveSquares(other.squares, flips);
  }

  /** Has {@link #flips} look at a row as it is. */
  final void start(int row) {
    flips.start(row, state.a[row], state.largest[row], largestEta(row));
  }

  final double quadratic(int unit, double extra) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    double up = problem.up[unit];
    double down = problem.down[unit];
    double p = problem.chance[unit];
    double variance = p * up * up + (1 - p) * down * down;
    double energy = linear ? problem.squaredInput[column] : squares.of(row)[column];
    double norm = problem.norms[row];
    // 0 times what has overflowed is NaN: such units are chosen last.
    return norm * norm * ((variance * energy + extra) / problem.samples) + 0 * state.largest[row];
  }

  /**
   * Whether sums in single precision tell something of the row that {@link #flips} has started
   * with. Else they may have overflowed, or the next layer's weights vanish: units are scored
   * exactly.
   */
  final boolean areFloatsOfUse(int row) {
    double norm = problem.norms[row];
    return flips.inRange && (norm == 0 || norm > LEAST_NORM);
  }

  /** More than gradients, and their products with shifts, lose where they vanish as floats. */
  final double vanishingProducts(int unit) {
    return 2 * Float.MIN_NORMAL * (1 + (problem.outputs + 2) * mass[unit] / problem.samples);
  }

  final double exactQuadraticError(int unit) {
    return quadraticError(unit, Double.POSITIVE_INFINITY);
  }

  /**
   * Of a unit's two outcomes the one that moves samples with {@code z = sigma x > 0} towards the
   * kink, then the one for {@code z < 0}, and their chances.
   */
  private void toward(int unit) {
    double up = problem.up[unit];
    double down = problem.down[unit];
    int lower = up < down ? 0 : 1;
    outcomes[lower] = up;
    chances[lower] = problem.chance[unit];
    outcomes[1 - lower] = down;
    chances[1 - lower] = 1 - problem.chance[unit];
  }

  /** {@code max(value, 0)} without a branch; exact, since a sum of equal numbers is. */
  private static double positive(double value) {
    return 0.5 * (value + Math.abs(value));
  }

  /** {@link #exact} of a unit whose support, or more, is listed. */
  final double exact(int unit, int[] places, int from, int end) {
    int row = unit / problem.inputs;
    if (exactShifts.length < end) {
      exactShifts = new double[places.length];
    }
    double[] a = state.a[row];
    double[] x = problem.x[unit - row * problem.inputs];
    toward(unit);
    double total = 0;
    double extra = 0;
    for (int k = from; k < end; k++) {
      int s = places[k];
      double side = side(a[s]);
      double size = Math.abs(a[s]);
      double z = side * x[s];
      int sign = signBit(z);
      double beyond = positive(-(size + outcomes[sign] * z));
      double m = chances[sign] * beyond;
      exactShifts[k] = m;
      total += m;
      extra -= side * m * beyond + (1 + side) * m * size;
    }
    double linearPart = 2.0 / problem.samples * gradients.sum(row, places, exactShifts, from, end);
    double roundings = end - from + problem.outputs + 16.0;
    double off = eta(unit) * (end - from) + roundings * Rounding.UNIT * total;
    exactMargin =
        2.0
                / problem.samples
                * problem.norms[row]
                * (state.residual.size * off + state.residual.error * total)
            + exactQuadraticError(unit);
    return linearPart + quadratic(unit, extra);
  }

  @Override
  boolean scoresIdleExactly() {
    return true;
  }

  @Override
  double activationError(int row) {
    return 0;
  }
}
