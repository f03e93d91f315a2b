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
 * outcome flips: the support. The identity has none, and its scores never change. {@code Q_j}, the
 * sum of {@code x_j^2} over samples with {@code a >= 0}, follows the samples that change sides.
 */
final class SparseKernels extends Kernels {
  private static final int FRESH_EVERY = 16;

  private final boolean linear;
  private final InputClasses classes;
  private final float[][] shifts;
  private final int[][] places;
  private final int[][] starts;
  private final boolean[] shared;

  /** {@code Q_j} by unit, and by row how often it has been updated since it was summed. */
  private final double[] activeSquares;

  private final int[] updates;
  private final boolean[][] active;

  /** {@code zh} in single precision. */
  private final float[][] singleInputs;

  /** Whether single precision can tell sides. */
  private boolean inRange;

  private final float[] far;
  private final float[] sides;
  private final float[] reachable;
  private int[] foundPlaces;
  private float[] foundShifts;

  SparseKernels(Problem problem, LayerState state) {
    super(problem, state);
    this.linear = problem.activation == Activation.IDENTITY;
    this.classes = InputClasses.of(problem);
    this.shifts = new float[problem.rows][0];
    this.places = new int[problem.rows][0];
    this.starts = new int[problem.rows][problem.inputs + 1];
    this.shared = new boolean[problem.rows];
    this.activeSquares = new double[problem.units];
    this.updates = new int[problem.rows];
    this.active = new boolean[problem.rows][problem.samples];
    Arrays.fill(updates, FRESH_EVERY);
    this.singleInputs = new float[problem.inputs][problem.samples];
    for (int j = 0; j < problem.inputs; j++) {
      for (int s = 0; s < problem.samples; s++) {
        singleInputs[j][s] = (float) problem.x[j][s];
      }
    }
    this.far = new float[problem.samples];
    this.sides = new float[problem.samples];
    this.reachable = new float[problem.samples];
    this.foundPlaces = new int[problem.samples];
    this.foundShifts = new float[problem.samples];
  }

  private SparseKernels(SparseKernels other, LayerState state) {
    super(other, state);
    this.linear = other.linear;
    this.classes = other.classes;
    this.shifts = other.shifts.clone();
    this.places = other.places.clone();
    this.starts = other.starts.clone();
    this.shared = new boolean[problem.rows];
    Arrays.fill(shared, true);
    this.activeSquares = other.activeSquares.clone();
    this.updates = other.updates.clone();
    this.active = new boolean[problem.rows][];
    for (int row = 0; row < problem.rows; row++) {
      active[row] = other.active[row].clone();
    }
    this.singleInputs = other.singleInputs;
    this.far = new float[problem.samples];
    this.sides = new float[problem.samples];
    this.reachable = new float[problem.samples];
    this.foundPlaces = new int[other.foundPlaces.length];
    this.foundShifts = new float[other.foundShifts.length];
  }

  @Override
  Kernels forDraw(LayerState drawn) {
    return new SparseKernels(this, drawn);
  }

  @Override
  void rescore(int row, BitSet offered) {
    if (!linear) {
      moveSquares(row);
      measureSides(row);
    }
    int found = 0;
    int[] from = shared[row] ? new int[problem.inputs + 1] : starts[row];
    for (int j = 0; j < problem.inputs; j++) {
      int unit = row * problem.inputs + j;
      from[j] = found;
      if (!offered.get(unit)) {
        int end = linear ? found : find(row, j, found);
        score(row, j, found, end);
        found = end;
      }
    }
    from[problem.inputs] = found;
    starts[row] = from;
    if (shared[row] || places[row].length < found) {
      places[row] = new int[found + found / 4];
      shifts[row] = new float[found + found / 4];
      shared[row] = false;
    }
    System.arraycopy(foundPlaces, 0, places[row], 0, found);
    System.arraycopy(foundShifts, 0, shifts[row], 0, found);
  }

  private void moveSquares(int row) {
    int samples = problem.samples;
    int inputs = problem.inputs;
    boolean fresh = updates[row] >= FRESH_EVERY;
    double[] a = state.a[row];
    boolean[] was = active[row];
    int q = row * inputs;
    if (fresh) {
      Arrays.fill(activeSquares, q, q + inputs, 0);
      updates[row] = 0;
    }
    updates[row]++;
    for (int s = 0; s < samples; s++) {
      boolean now = a[s] >= 0;
      if (fresh ? now : now != was[s]) {
        double sign = now ? 1 : -1;
        for (int j = 0; j < inputs; j++) {
          double x = problem.xBySample[s * inputs + j];
          activeSquares[q + j] += sign * (x * x);
        }
      }
      was[s] = now;
    }
  }

  /** Writes the samples whose sign an outcome may flip, rounding included, from {@code at} on. */
  private int find(int row, int column, int at) {
    int samples = problem.samples;
    int unit = row * problem.inputs + column;
    double up = problem.up[unit];
    double down = problem.down[unit];
    if ((up == 0 && down == 0) || problem.largestInput[column] == 0) {
      return at;
    }
    if (foundPlaces.length < at + samples) {
      foundPlaces = Arrays.copyOf(foundPlaces, 2 * (at + samples));
      foundShifts = Arrays.copyOf(foundShifts, 2 * (at + samples));
    }
    if (!inRange) {
      for (int s = 0; s < samples; s++) {
        foundPlaces[at + s] = s;
      }
      return at + samples;
    }
    double center = 0.5 * (up + down);
    double width = 0.5 * Math.abs(up - down);
    beyond(far, sides, (float) center, (float) width, singleInputs[column], reachable);
    return gather(reachable, foundPlaces, at);
  }

  /**
   * The smaller of both outcomes' distances to the kink, {@code |a| + min(up z, down z)} with
   * {@code z = sigma x}.
   */
  private static void beyond(
      float[] far, float[] sides, float center, float width, float[] inputs, float[] result) {
    for (int s = 0; s < result.length; s++) {
      float x = inputs[s];
      result[s] = far[s] + (center * (sides[s] * x) - width * Math.abs(x));
    }
  }

  /** Writes the places of negative values from {@code at} on; returns where they end. */
  private static int gather(float[] values, int[] places, int at) {
    int end = at;
    for (int s = 0; s < values.length; s++) {
      places[end] = s;
      end += Float.floatToRawIntBits(values[s]) >>> 31;
    }
    return end;
  }

  /**
   * By sample, {@code |a|} less what single precision and rounding may hide, and the sign of {@code
   * a}. Of {@code far + (c z - w |x|)} each part is rounded by {@code 2^-24} of at most {@code |a|
   * + 2 reach}, six times, the conversions included.
   */
  private void measureSides(int row) {
    double eta = 0;
    for (int j = 0; j < problem.inputs; j++) {
      eta = Math.max(eta, eta(row * problem.inputs + j));
    }
    double room =
        2 * eta + 0x1p-20 * (state.largest[row] + 2 * problem.reach[row]) + Float.MIN_NORMAL;
    inRange = room < 1e30;
    double[] values = state.a[row];
    for (int s = 0; s < far.length; s++) {
      double a = values[s];
      far[s] = (float) (Math.abs(a) - room);
      sides[s] = a >= 0 ? 1 : -1;
    }
  }

  /** Scores a unit whose support has been found, and writes its shifts. */
  private void score(int row, int column, int from, int end) {
    int unit = row * problem.inputs + column;
    double[] values = state.a[row];
    double[] x = problem.x[column];
    double[] g = gradients.of(row);
    double up = problem.up[unit];
    double down = problem.down[unit];
    double p = problem.chance[unit];
    double q = 1 - p;
    double sum = 0;
    double extra = 0;
    double total = 0;
    double inputs = 0;
    for (int k = from; k < end; k++) {
      int s = foundPlaces[k];
      double a = values[s];
      double input = x[s];
      double sigma = a >= 0 ? 1 : -1;
      double high = positive(-sigma * (a + up * input));
      double low = positive(-sigma * (a + down * input));
      double m = p * high + q * low;
      extra -= sigma * (p * high * high + q * low * low) + 2 * m * positive(a);
      total += m;
      inputs += Math.abs(input);
      foundShifts[k] = (float) m;
      sum += g[s] * m;
    }
    double variance = p * up * up + q * down * down;
    double squares = linear ? problem.squaredInput[column] : activeSquares[unit];
    double norm = problem.norms[row];
    // 0 times what has overflowed is NaN: such units are chosen last.
    quadratic[unit] =
        norm * norm * ((variance * squares + extra) / problem.samples) + 0 * state.largest[row];
    value[unit] = 2.0 / problem.samples * sum + quadratic[unit];
    mass[unit] = total;
    setErrors(unit, end - from, Math.abs(up) + Math.abs(down), inputs);
  }

  /** {@code max(value, 0)} without a branch; exact, since a sum of equal numbers is. */
  private static double positive(double value) {
    return 0.5 * (value + Math.abs(value));
  }

  @Override
  double linear(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    linearError =
        Rounding.SINGLE
            * 2
            / problem.samples
            * mass[unit]
            * problem.norms[row]
            * state.residualSize;
    return 2.0
        / problem.samples
        * times(row, starts[row][column], starts[row][column + 1], gradients.of(row));
  }

  @Override
  double exact(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    double[] values = state.a[row];
    double[] x = problem.x[column];
    double[] g = gradients.of(row);
    double up = problem.up[unit];
    double down = problem.down[unit];
    double p = problem.chance[unit];
    int from = starts[row][column];
    int end = starts[row][column + 1];
    double sum = 0;
    double terms = 0;
    double sizes = 0;
    for (int k = from; k < end; k++) {
      int s = places[row][k];
      double a = values[s];
      double input = x[s];
      double sigma = a >= 0 ? -1 : 1;
      double m =
          p * positive(sigma * (a + up * input)) + (1 - p) * positive(sigma * (a + down * input));
      double gradient = g[s];
      sum += gradient * m;
      terms += Math.abs(gradient * m);
      sizes += Math.abs(gradient);
    }
    exactMargin = exactMargin(unit, end - from, terms, sizes);
    return 2.0 / problem.samples * sum + quadratic[unit];
  }

  @Override
  boolean follows() {
    return true;
  }

  @Override
  double follow(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    return times(row, starts[row][column], starts[row][column + 1], state.change);
  }

  private double times(int row, int from, int end, double[] by) {
    int[] place = places[row];
    float[] shift = shifts[row];
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
    classes.spread(places[row], shifts[row], starts[row][column], starts[row][column + 1], upDown);
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
