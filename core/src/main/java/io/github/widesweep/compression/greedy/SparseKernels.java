package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Keeps every unit's support and the shifts on it: what a search needs whose steps change one row
 * and move the scores of all others a little.
 */
final class SparseKernels extends KinkKernels {
  private final InputClasses classes;

  /** Where supports start in their row's lists: {@code inputs + 1} numbers a row. */
  private final int[] starts;

  /** By row, as of when it was last scored, unit by unit: samples, and {@code m} of each. */
  private final int[][] places;

  private final float[][] shifts;

  /** By row: whether its lists are this draw's, not the plan's. */
  private final boolean[] own = new boolean[problem.rows];

  /** By sample where the row last scored has a support. */
  private final double[] rowGradients = new double[problem.samples];

  /** By place in a support: pre-activation and input. */
  private final float[] atValues = new float[Lanes.widthOf(problem.samples)];

  private final float[] atInputs = new float[atValues.length];
  private final float[] singleOutcomes = new float[2];
  private final float[] halves = new float[2];
  private final float[] scoreSums = new float[2 * Lanes.WIDTH];

  /** Supports of a row. */
  private int[] found = new int[problem.samples + Lanes.WIDTH];

  private float[] foundShifts = new float[found.length];
  private final float[] envelopes;
  private final float[] envelopeSizes;

  SparseKernels(Problem problem, LayerState state, Gradients gradients) {
    super(problem, state, gradients);
    this.classes = InputClasses.of(problem);
    this.starts = new int[problem.units + problem.rows];
    this.places = new int[problem.rows][0];
    this.shifts = new float[problem.rows][0];
    this.envelopes = new float[classes.width()];
    this.envelopeSizes = new float[classes.width()];
  }

  private SparseKernels(SparseKernels other, LayerState state, Gradients gradients) {
    super(other, state, gradients);
    this.classes = other.classes;
    this.starts = other.starts.clone();
    this.places = other.places.clone();
    this.shifts = other.shifts.clone();
    this.envelopes = new float[classes.width()];
    this.envelopeSizes = new float[classes.width()];
  }

  @Override
  Kernels forDraw(LayerState drawn, Gradients ofDraw) {
    return new SparseKernels(this, drawn, ofDraw);
  }

  @Override
  void rescore(int row, BitSet offered) {
    start(row);
    if (!linear) {
      squares.update(row);
    }
    int first = row * problem.inputs;
    int start = first + row;
    for (int j = 0; j < problem.inputs; j++) {
      int at = starts[start + j];
      int end = at;
      if (!offered.get(first + j)) {
        end = linear ? at : find(row, j, at);
        score(row, j, at, end);
      }
      starts[start + j + 1] = end;
    }
    gradients.at(row, flips.listUnion(), flips.unionSize(), rowGradients);
    for (int j = 0; j < problem.inputs; j++) {
      double sum = sum(found, foundShifts, starts[start + j], starts[start + j + 1], rowGradients);
      value[first + j] = quadratic[first + j] + 2.0 / problem.samples * sum;
    }
    keep(row, starts[start + problem.inputs]);
  }

  private int find(int row, int column, int at) {
    if (found.length < at + problem.samples + Lanes.WIDTH) {
      found = Arrays.copyOf(found, 2 * (at + problem.samples + Lanes.WIDTH));
      foundShifts = Arrays.copyOf(foundShifts, found.length);
    }
    return flips.find(row, column, found, at);
  }

  private void keep(int row, int count) {
    if (!own[row] || places[row].length < count) {
      int size = count + count / 8;
      places[row] = new int[size];
      shifts[row] = new float[size];
      own[row] = true;
    }
    System.arraycopy(found, 0, places[row], 0, count);
    System.arraycopy(foundShifts, 0, shifts[row], 0, count);
  }

  /**
   * Scores a unit whose support has been found in single precision, writes its shifts, and bounds
   * what they are off by, with {@code u = 2^-24}, {@code b} the step of the outcome that goes
   * towards the kink, {@code F = max(|b| - |a|, 0)}: {@code F} by {@code 5 u |b|}, steps, inputs
   * and {@code a} being rounded, {@code m} by {@code 8 u |b|}; with {@code F + 2 |a| <= 2 |b|} on
   * the support a term of the extra part of {@code E d^2} by {@code 32 u b^2}; sums of n terms by
   * {@code (n / 16 + 6) u} of their sizes; and {@code F} by {@link Problem#vanishing} where numbers
   * vanish.
   */
  private void score(int row, int column, int from, int end) {
    int unit = row * problem.inputs + column;
    gather(column, from, end);
    singleOutcomes[0] = (float) problem.up[unit];
    singleOutcomes[1] = (float) problem.down[unit];
    halves[0] = (float) (0.5 * problem.chance[unit]);
    halves[1] = (float) (0.5 * (1 - problem.chance[unit]));
    Lanes.BEST.score(
        atValues, atInputs, end - from, singleOutcomes, halves, foundShifts, from, scoreSums);
    int support = end - from;
    double norm = problem.norms[row];
    double step = problem.step(unit);
    quadratic[unit] = quadratic(unit, -0.5 * Lanes.sumOfAll(scoreSums, Lanes.WIDTH));
    double least = problem.samples * problem.vanishing;
    double sum = areFloatsOfUse(row) ? Lanes.sumOfAll(scoreSums, 0) : Double.POSITIVE_INFINITY;
    mass[unit] = sum * (1 + (support + 8) * Rounding.SINGLE) + least;
    slack[unit] =
        eta(unit) * support + (support + problem.outputs + 16) * Rounding.UNIT * mass[unit];
    // Of residual, gradients, products and sums, here or in a look.
    int roundings = support + problem.outputs / Lanes.WIDTH + 16;
    doubt[unit] =
        4 * Rounding.SINGLE * step * problem.absoluteInput[column]
            + 0.5 * roundings * Rounding.SINGLE * mass[unit]
            + least;
    double squares = step * step * problem.squaredInput[column];
    quadraticError[unit] =
        exactQuadraticError(unit)
            + norm
                * norm
                / problem.samples
                * ((support / Lanes.WIDTH + 24) * Rounding.SINGLE * squares
                    + least * (1 + 16 * step * problem.largestInput[column]))
            + vanishingProducts(unit);
  }

  private void gather(int column, int from, int end) {
    float[] values = flips.values;
    float[] x = flips.inputs[column];
    int count = end - from;
    for (int k = 0; k < count; k++) {
      int s = found[from + k];
      atValues[k] = values[s];
      atInputs[k] = x[s];
    }
    for (int k = count; k % Lanes.WIDTH != 0; k++) {
      atValues[k] = 0;
      atInputs[k] = 0;
    }
  }

  @Override
  double linear(int unit) {
    int row = unit / problem.inputs;
    int start = unit + row;
    return 2.0
        / problem.samples
        * gradients.sum(row, places[row], shifts[row], starts[start], starts[start + 1]);
  }

  @Override
  double exact(int unit) {
    int row = unit / problem.inputs;
    return exact(unit, places[row], starts[unit + row], starts[unit + row + 1]);
  }

  @Override
  boolean follows() {
    return true;
  }

  @Override
  double follow(int unit) {
    int row = unit / problem.inputs;
    int start = unit + row;
    return sum(places[row], shifts[row], starts[start], starts[start + 1], state.change);
  }

  /** {@code sum m(s) by[s]} over places of a support. */
  static double sum(int[] place, float[] shift, int from, int end, double[] by) {
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
  void spread(int unit, float[] up, float[] down) {
    int row = unit / problem.inputs;
    int start = unit + row;
    classes.spread(
        places[row],
        shifts[row],
        starts[start],
        starts[start + 1],
        envelopes,
        envelopeSizes,
        doubt[unit],
        up,
        down);
  }

  @Override
  double stepSize() {
    return Math.abs(state.step);
  }
}
