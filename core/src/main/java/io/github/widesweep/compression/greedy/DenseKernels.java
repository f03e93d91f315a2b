package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;
import java.util.BitSet;

/**
 * Smooth activations: {@code m} is nowhere 0, so the gradients of all rows are kept up to date and
 * a linear term is one product over all samples. A step moves it by {@code (2/S) (v_k . v_i) sum_s
 * m change}, at most {@code |m| |change|} (Cauchy-Schwarz): one class of inputs.
 */
final class DenseKernels extends Kernels {
  private final RoutedBlas blas = LinearAlgebra.blas();

  /** By row, column and sample. */
  private final float[][][] shifts;

  /** By row: whether its shifts are this draw's, not the plan's. */
  private final boolean[] own = new boolean[problem.rows];

  /** By unit: {@code |m|}, rounded upwards. */
  private final float[] norms;

  private final LogisticChanges logistic;
  private int startedRow = -1;
  private boolean started;
  private final double[] sums = new double[32];
  private final double[] high = new double[problem.samples];
  private final double[] low = new double[problem.samples];

  private DenseKernels(DenseKernels other, LayerState state, Gradients gradients) {
    super(other, state, gradients);
    this.shifts = other.shifts.clone();
    this.norms = other.norms.clone();
    this.logistic = other.logistic == null ? null : other.logistic.forDraw();
  }

  DenseKernels(Problem problem, LayerState state, Gradients gradients) {
    super(problem, state, gradients);
    this.shifts = new float[problem.rows][][];
    this.norms = new float[problem.units];
    this.logistic = LogisticChanges.of(problem);
  }

  @Override
  Kernels forPasses(LayerState drawn) {
    return new DenseKernels(this, drawn, new Gradients.Stale(drawn));
  }

  @Override
  void renew() {
    stale().renew();
  }

  private Gradients.Stale stale() {
    return (Gradients.Stale) gradients;
  }

  @Override
  double move(int row) {
    return 0;
  }

  @Override
  double moveReach(int row) {
    return stale().move(row);
  }

  @Override
  Kernels forDraw(LayerState drawn, Gradients ofDraw) {
    return new DenseKernels(this, drawn, ofDraw);
  }

  @Override
  void rescore(int row, BitSet offered) {
    if (!own[row]) {
      shifts[row] = new float[problem.inputs][problem.samples];
      own[row] = true;
    }
    startedRow = -1;
    for (int j = 0; j < problem.inputs; j++) {
      if (!offered.get(row * problem.inputs + j)) {
        score(row, j);
      }
    }
  }

  private void score(int row, int column) {
    int samples = problem.samples;
    int unit = row * problem.inputs + column;
    float[] shift = shifts[row][column];
    double linear;
    double total;
    double second;
    double squares;
    if (isLogistic(row)) {
      logistic.score(unit, gradients.of(row), shift, sums);
      linear = 2.0 / samples * Lanes.sumOfEight(sums, 0);
      total = Lanes.sumOfEight(sums, 8);
      second = Lanes.sumOfEight(sums, 16);
      squares = Lanes.sumOfEight(sums, 24);
    } else {
      evaluate(row, column);
      moments(problem.chance[unit], high, low, shift);
      linear = 2.0 / samples * blas.ddot(samples, gradients.of(row), 1, low, 1);
      total = blas.dasum(samples, low, 1);
      second = blas.dasum(samples, high, 1);
      squares = blas.ddot(samples, low, 1, low, 1);
    }
    double norm = problem.norms[row];
    // 0 times what has overflowed is NaN: such units are chosen last.
    quadratic[unit] = norm * norm * (second / samples) + 0 * state.largest[row];
    value[unit] = linear + quadratic[unit];
    mass[unit] = total;
    norms[unit] = Rounding.up(Math.sqrt(squares)) + Float.MIN_NORMAL;
    slack[unit] = eta(unit) * samples + (samples + problem.outputs + 16) * Rounding.UNIT * total;
    doubt[unit] = Rounding.SINGLE * total;
    quadraticError[unit] = quadraticError(unit, range());
  }

  /** No change of the activation is larger. */
  private double range() {
    return switch (problem.activation) {
      case TANH -> 2;
      case SIGMOID, CENTERED_SIGMOID -> 1;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  private static void move(double[] a, double step, double[] x, double[] result) {
    for (int s = 0; s < result.length; s++) {
      result[s] = a[s] + step * x[s];
    }
  }

  /** Of the changes by both outcomes makes {@code E d^2} (in high) and {@code E d} (in low). */
  private static void moments(double p, double[] high, double[] low, float[] shift) {
    double q = 1 - p;
    for (int s = 0; s < low.length; s++) {
      double up = high[s];
      double down = low[s];
      low[s] = p * up + q * down;
      high[s] = p * up * up + q * down * down;
    }
    for (int s = 0; s < low.length; s++) {
      shift[s] = (float) low[s];
    }
  }

  private static void subtract(double[] from, double[] values) {
    for (int s = 0; s < from.length; s++) {
      from[s] -= values[s];
    }
  }

  /** The change of {@code phi} by both outcomes. */
  private void evaluate(int row, int column) {
    int samples = problem.samples;
    int unit = row * problem.inputs + column;
    double up = problem.up[unit];
    double down = problem.down[unit];
    if (isLogistic(row)) {
      logistic.changes(unit, high, low);
      return;
    }
    move(state.a[row], up, problem.x[column], high);
    move(state.a[row], down, problem.x[column], low);
    problem.activation.apply(high, high, 0, samples);
    problem.activation.apply(low, low, 0, samples);
    subtract(high, state.activations[row]);
    subtract(low, state.activations[row]);
  }

  /** Whether {@link #logistic} has started with this row. */
  private boolean isLogistic(int row) {
    if (logistic == null) {
      return false;
    }
    if (startedRow != row) {
      started = logistic.start(row, state);
      startedRow = row;
    }
    return started;
  }

  @Override
  double linear(int unit) {
    int row = unit / problem.inputs;
    int samples = problem.samples;
    float[] shift = shifts[row][unit - row * problem.inputs];
    double sum = Lanes.BEST.dot(shift, gradients.of(row));
    return 2.0 / samples * sum;
  }

  @Override
  double exact(int unit) {
    int row = unit / problem.inputs;
    evaluate(row, unit - row * problem.inputs);
    int samples = problem.samples;
    double p = problem.chance[unit];
    double q = 1 - p;
    double[] gradient = gradients.of(row);
    double sum = 0;
    double terms = 0;
    double sizes = 0;
    for (int s = 0; s < samples; s++) {
      double g = gradient[s];
      double term = g * (p * high[s] + q * low[s]);
      sum += term;
      terms += Math.abs(term);
      sizes += Math.abs(g);
    }
    exactMargin = exactMargin(unit, terms, sizes);
    return 2.0 / samples * sum + quadratic[unit];
  }

  private double exactMargin(int unit, double sumOfTerms, double sumOfGradients) {
    double norm = problem.norms[unit / problem.inputs];
    double gradientError =
        norm * (state.residual.error + (problem.outputs + 4) * Rounding.UNIT * state.residual.size);
    return 2.0
            / problem.samples
            * ((problem.samples + 10) * Rounding.UNIT * sumOfTerms
                + eta(unit) * sumOfGradients
                + gradientError * mass[unit])
        + quadraticError[unit];
  }

  @Override
  boolean scoresIdleExactly() {
    return false;
  }

  @Override
  int classes() {
    return 1;
  }

  @Override
  int classOf(int column) {
    return 0;
  }

  @Override
  void spread(int unit, float[] up, float[] down) {
    up[0] = norms[unit];
    down[0] = norms[unit];
  }

  @Override
  double stepSize() {
    return Math.sqrt(Problem.sumOfSquares(state.change, 0, problem.samples)) * (1 + 1e-12);
  }

  @Override
  double activationError(int row) {
    double size =
        problem.activation == Activation.SOFTPLUS ? 1 + state.largest[row] + problem.reach[row] : 1;
    return 16 * Rounding.UNIT * size;
  }
}
