package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.Activation;
import java.util.Arrays;
import java.util.BitSet;

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
final class SparseKernels extends Kernels {
  private final boolean linear;
  private final InputClasses classes;

  /** By row, as of when it was last scored. Draws share the plan's until they score a row. */
  private final Support[] supports;

  private final boolean[] shared;
  private final ActiveSquares squares;
  private final Flips flips;

  /** What {@link #toward} found. */
  private final double[] outcomes = new double[2];

  private final double[] chances = new double[2];

  /** By place in a support: pre-activation, input and gradient. */
  private final double[] atValues;

  private final double[] atInputs;
  private final double[] atGradients;
  private final double[] scoreSums = new double[24];
  private int[] found;
  private float[] foundShifts;

  /** {@code m} in double precision, beside the support last looked at. */
  private double[] doubleShifts;

  private final double[] sums;
  private final float[] singleSums;
  private final float[] envelopes;
  private final float[] envelopeSizes;

  /**
   * The supports of a row's units.
   *
   * @param starts by column and one more
   * @param places samples, column by column
   * @param shifts {@code m} of each
   */
  private record Support(int[] starts, int[] places, float[] shifts) {}

  SparseKernels(Problem problem, LayerState state, Gradients gradients) {
    super(problem, state, gradients);
    this.linear = problem.activation == Activation.IDENTITY;
    this.classes = InputClasses.of(problem);
    this.supports = new Support[problem.rows];
    this.shared = new boolean[problem.rows];
    Arrays.fill(shared, true);
    this.flips = new Flips(problem);
    this.squares = new ActiveSquares(problem, flips);
    this.atValues = new double[problem.samples + 8];
    this.atInputs = new double[problem.samples + 8];
    this.atGradients = new double[problem.samples + 8];
    this.found = new int[problem.samples + Lanes.WIDTH];
    this.foundShifts = new float[problem.samples + Lanes.WIDTH];
    this.doubleShifts = new double[0];
    this.sums = new double[state.residual.stride];
    this.singleSums = new float[state.residual.singleStride];
    this.envelopes = new float[classes.width()];
    this.envelopeSizes = new float[classes.width()];
  }

  private SparseKernels(SparseKernels other, LayerState state, Gradients gradients) {
    super(other, state, gradients);
    this.linear = other.linear;
    this.classes = other.classes;
    this.supports = other.supports.clone();
    this.shared = new boolean[problem.rows];
    Arrays.fill(shared, true);
    this.flips = other.flips.forDraw();
    this.squares = new ActiveSquares(other.squares, flips);
    this.atValues = new double[problem.samples + 8];
    this.atInputs = new double[problem.samples + 8];
    this.atGradients = new double[problem.samples + 8];
    this.found = new int[other.found.length];
    this.foundShifts = new float[other.found.length];
    this.doubleShifts = new double[0];
    this.sums = new double[state.residual.stride];
    this.singleSums = new float[state.residual.singleStride];
    this.envelopes = new float[classes.width()];
    this.envelopeSizes = new float[classes.width()];
  }

  @Override
  Kernels forDraw(LayerState drawn, Gradients ofDraw) {
    return new SparseKernels(this, drawn, ofDraw);
  }

  @Override
  void rescore(int row, BitSet offered) {
    if (!linear) {
      startFlips(row);
      squares.update(row);
    }
    int[] starts = shared[row] ? new int[problem.inputs + 1] : supports[row].starts;
    for (int j = 0; j < problem.inputs; j++) {
      int at = starts[j];
      int end = at;
      if (!offered.get(row * problem.inputs + j)) {
        end = linear ? at : find(row, j, at);
        score(row, j, at, end);
      }
      starts[j + 1] = end;
    }
    keep(row, starts);
  }

  private void startFlips(int row) {
    double eta = 0;
    for (int j = 0; j < problem.inputs; j++) {
      eta = Math.max(eta, eta(row * problem.inputs + j));
    }
    flips.start(row, state.a[row], state.largest[row], eta);
  }

  private int find(int row, int column, int at) {
    if (found.length < at + problem.samples + Lanes.WIDTH) {
      found = Arrays.copyOf(found, 2 * (at + problem.samples + Lanes.WIDTH));
      foundShifts = Arrays.copyOf(foundShifts, found.length);
    }
    return flips.find(row, column, found, at);
  }

  private void keep(int row, int[] starts) {
    int count = starts[problem.inputs];
    if (shared[row] || supports[row].places.length < count) {
      int room = count + count / 8;
      supports[row] = new Support(starts, new int[room], new float[room]);
      shared[row] = false;
    }
    System.arraycopy(found, 0, supports[row].places, 0, count);
    System.arraycopy(foundShifts, 0, supports[row].shifts, 0, count);
  }

  /** Scores a unit whose support has been found, and writes its shifts. */
  private void score(int row, int column, int from, int end) {
    int unit = row * problem.inputs + column;
    double[] values = state.a[row];
    double[] x = problem.x[column];
    double[] g = gradients.of(row);
    toward(unit);
    for (int k = from; k < end; k++) {
      int s = found[k];
      atValues[k - from] = values[s];
      atInputs[k - from] = x[s];
      atGradients[k - from] = g[s];
    }
    for (int k = end - from; k % 8 != 0; k++) {
      atValues[k] = 0;
      atInputs[k] = 0;
      atGradients[k] = 0;
    }
    Lanes.BEST.score(
        atValues,
        atInputs,
        atGradients,
        end - from,
        outcomes,
        chances,
        foundShifts,
        from,
        scoreSums);
    double total = Lanes.sumOfEight(scoreSums, 0);
    double sum = Lanes.sumOfEight(scoreSums, 8);
    double extra = -Lanes.sumOfEight(scoreSums, 16);
    double up = problem.up[unit];
    double down = problem.down[unit];
    double p = problem.chance[unit];
    double variance = p * up * up + (1 - p) * down * down;
    double energy = linear ? problem.squaredInput[column] : squares.of(row)[column];
    double norm = problem.norms[row];
    // 0 times what has overflowed is NaN: such units are chosen last.
    quadratic[unit] =
        norm * norm * ((variance * energy + extra) / problem.samples) + 0 * state.largest[row];
    value[unit] = 2.0 / problem.samples * sum + quadratic[unit];
    mass[unit] = total;
    double inputs =
        Math.min((end - from) * problem.largestInput[column], problem.absoluteInput[column]);
    setErrors(unit, end - from, Math.abs(up) + Math.abs(down), inputs);
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

  @Override
  double linear(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    linearError = singleError(unit);
    return 2.0
        / problem.samples
        * times(support, support.starts[column], support.starts[column + 1], gradients.of(row));
  }

  /**
   * In single precision. A component of the sum is off by at most {@code (n + 3) 2^-24} of the sum
   * of its n absolute terms (shifts, residual and each product and sum being rounded), so all of it
   * by that of {@code sum_s m |r(s)|}; terms that vanish are below the least normal float.
   */
  @Override
  double look(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    int from = support.starts[column];
    int end = support.starts[column + 1];
    double size = state.residual.size;
    linearError =
        2.0
            / problem.samples
            * problem.norms[row]
            * (Rounding.SINGLE * (end - from + 8) * mass[unit] * size
                + Float.MIN_NORMAL * (1 + mass[unit] + size));
    if (from == end) {
      return 0;
    }
    Residual residual = state.residual;
    Lanes.BEST.combine(
        residual.single(),
        residual.singleStride,
        support.places,
        support.shifts,
        from,
        end,
        singleSums);
    double sum = 0;
    for (int o = 0; o < problem.outputs; o++) {
      sum += problem.next[row * problem.outputs + o] * singleSums[o];
    }
    return 2.0 / problem.samples * sum;
  }

  @Override
  double lookCloser(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    int from = support.starts[column];
    int end = support.starts[column + 1];
    reserve(support);
    for (int k = from; k < end; k++) {
      doubleShifts[k] = support.shifts[k];
    }
    linearError = singleError(unit);
    return fromResidual(row, support, from, end);
  }

  private double singleError(int unit) {
    return Rounding.SINGLE
        * 2
        / problem.samples
        * mass[unit]
        * problem.norms[unit / problem.inputs]
        * state.residual.size;
  }

  /** {@code (2/S) v . sum_s m(s) r(s)}, {@code m} being in {@link #doubleShifts}. */
  private double fromResidual(int row, Support support, int from, int end) {
    if (from == end) {
      return 0;
    }
    Residual residual = state.residual;
    Lanes.BEST.combine(
        residual.values, residual.stride, support.places, doubleShifts, from, end, sums);
    double sum = 0;
    for (int o = 0; o < problem.outputs; o++) {
      sum += problem.next[row * problem.outputs + o] * sums[o];
    }
    return 2.0 / problem.samples * sum;
  }

  private void reserve(Support support) {
    if (doubleShifts.length < support.places.length) {
      doubleShifts = new double[support.places.length];
    }
  }

  @Override
  double exact(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    int from = support.starts[column];
    int end = support.starts[column + 1];
    reserve(support);
    measureShifts(row, column, from, end);
    exactMargin = margin(unit, state.residual.size, state.residual.error);
    return fromResidual(row, support, from, end) + quadratic[unit];
  }

  private void measureShifts(int row, int column, int from, int end) {
    double[] values = state.a[row];
    double[] x = problem.x[column];
    int[] places = supports[row].places;
    toward(row * problem.inputs + column);
    for (int k = from; k < end; k++) {
      int s = places[k];
      double z = side(values[s]) * x[s];
      int sign = signBit(z);
      doubleShifts[k] = chances[sign] * positive(-(Math.abs(values[s]) + outcomes[sign] * z));
    }
  }

  @Override
  boolean follows() {
    return true;
  }

  @Override
  double follow(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    return times(support, support.starts[column], support.starts[column + 1], state.change);
  }

  private static double times(Support support, int from, int end, double[] by) {
    int[] place = support.places;
    float[] shift = support.shifts;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int k = from;
    for (; k < end - 3; k += 4) {
      sum0 += shift[k] * by[place[k]];
      sum1 += shift[k + 1] * by[place[k + 1]];
      sum2 += shift[k + 2] * by[place[k + 2]];
      sum3 += shift[k + 3] * by[place[k + 3]];
    }
    for (; k < end; k++) {
      sum0 += shift[k] * by[place[k]];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  @Override
  int classes() {
    return classes.count();
  }

  @Override
  int classOf(int column) {
    return classes.of(column);
  }

  @Override
  void spread(int unit, float[] upDown) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    Support support = supports[row];
    classes.spread(
        support.places,
        support.shifts,
        support.starts[column],
        support.starts[column + 1],
        envelopes,
        envelopeSizes,
        upDown);
  }

  @Override
  double stepSize() {
    return Math.abs(state.step);
  }

  @Override
  double activationError(int row) {
    return 0;
  }
}
