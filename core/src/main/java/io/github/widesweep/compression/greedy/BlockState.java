package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * A B layer part way through the greedy algorithm: its weights {@code U}, what they make of the
 * samples, the residual of the next layer's output, and the gradients {@code g_i}.
 *
 * <p>With {@code a_i(s)} the pre-activation of row i, {@code v_i} the next layer's column i, {@code
 * r(s)} the residual {@code V phi(U zh) - V phi(W z)}, {@code g_i = v_i^T r} and {@code d(s)} the
 * change of {@code phi(a_i)} when entry (i, j) becomes t, the score (digest section 3, consequence
 * 3) is
 *
 * <pre>  | E_t mean_s ( 2 g_i d + |v_i|^2 d^2 ) | = | linear + quadratic |</pre>
 *
 * where only {@code linear} depends on other rows, and only through {@code g_i}. Both expectations
 * over the two outcomes are exact. A step in row i moves {@code g_k} by {@code v_k . v_i} times the
 * change of {@code phi(a_i)}.
 *
 * <p>Not thread-safe.
 */
final class BlockState {
  /** Relative to a row's largest activation: means of {@code d} up to this are rounding. */
  private static final double ROUNDING = 1e-15;

  private final RoutedBlas blas = LinearAlgebra.blas();

  private final int samples;
  private final int inputs;
  private final int rows;
  private final int outputs;
  private final Dense layer;
  private final R064Store weights;
  private final double[] zh;
  private final double[] preactivations;
  private final double[] activations;

  /** The largest {@code |phi(a_i)|} of each row. */
  private final double[] largest;

  private final double[] residual;

  /** {@code g_i}, samples x rows. */
  private final double[] gradients;

  private final double[] next;
  private final double[] squaredNorms;
  private final Activation activation;
  private final Draw draw;

  /** {@code E_t d} of the unit scored last. */
  private final double[] meanShift;

  /** The change of {@code phi(a_i)} by the entry drawn last. */
  private final double[] change;

  /** {@code v_k . v_i} for the row i whose change the gradients followed last. */
  private final double[] products;

  private final double[] secondMoment;
  private final double[] high;
  private final double[] low;
  private final double[] ones;

  /**
   * Starts at the dense weights.
   *
   * @param layer the layer, at its dense weights {@code W_l}, rows x inputs; copied
   * @param preactivations {@code W_l zh + b} at the dense weights, samples x rows; copied
   * @param zh compressed inputs, samples x inputs
   * @param residual {@code V phi(W_l zh) - V phi(W_l z)}, samples x outputs; copied
   * @param next the next layer's weights {@code V = W_{l+1}}, outputs x rows
   */
  BlockState(
      Dense layer,
      R064Store preactivations,
      R064Store zh,
      R064Store residual,
      R064Store next,
      Draw draw) {
    this.samples = zh.getRowDim();
    this.inputs = zh.getColDim();
    this.rows = layer.outputs();
    this.outputs = next.getRowDim();
    this.layer = layer;
    this.weights = layer.weights().copy();
    this.zh = zh.data;
    this.preactivations = preactivations.data.clone();
    this.activations = new double[this.preactivations.length];
    layer.activation().apply(this.preactivations, activations, 0, activations.length);
    this.residual = residual.data.clone();
    this.gradients = LinearAlgebra.times(residual, next).data;
    this.next = next.data;
    this.activation = layer.activation();
    this.draw = draw;
    this.squaredNorms = new double[rows];
    this.largest = new double[rows];
    for (int i = 0; i < rows; i++) {
      findLargest(i);
      squaredNorms[i] = blas.ddot(outputs, this.next, i * outputs, 1, this.next, i * outputs, 1);
    }
    this.meanShift = new double[samples];
    this.change = new double[samples];
    this.products = new double[rows];
    this.secondMoment = new double[samples];
    this.high = new double[samples];
    this.low = new double[samples];
    this.ones = new double[samples];
    Arrays.fill(ones, 1);
  }

  int rows() {
    return rows;
  }

  int samples() {
    return samples;
  }

  int inputs() {
    return inputs;
  }

  int units() {
    return rows * inputs;
  }

  /** How many units are to be offered. */
  int steps() {
    return draw.steps();
  }

  /** The layer at its weights as they are now. */
  Dense layer() {
    return layer.withWeights(weights);
  }

  /**
   * Scores entry (row, column) as things are now and leaves the parts in {@code scores}.
   *
   * @param scores where to write, at the entry's row-major index
   */
  void score(int row, int column, BlockScores scores) {
    double quadratic = moments(row, column);
    double mean = 2.0 / samples;
    scores.set(
        row * inputs + column,
        mean * blas.ddot(samples, gradients, row * samples, 1, meanShift, 0, 1),
        quadratic,
        mean * Math.sqrt(blas.ddot(samples, meanShift, 1, meanShift, 1)));
  }

  /** The same, and keeps the entry's mean shift for {@link #rescore}. */
  void score(int row, int column, BlockScores scores, MeanShifts shifts) {
    score(row, column, scores);
    shifts.keep(row * inputs + column, meanShift, ROUNDING * largest[row]);
  }

  /** Scores an entry anew whose row has not changed since it was last scored. */
  void rescore(int row, int column, BlockScores scores, MeanShifts shifts) {
    int unit = row * inputs + column;
    if (shifts.has(unit)) {
      scores.setLinear(unit, 2.0 / samples * shifts.times(unit, gradients, row * samples));
    } else {
      score(row, column, scores, shifts);
    }
  }

  /** {@code E_t d} and {@code E_t d^2} per sample; returns {@code |v_i|^2 mean_s E_t d^2}. */
  private double moments(int row, int column) {
    double w = weights.data[column * rows + row];
    Replacement replacement = draw.replacement();
    double stepHigh = replacement.high(w) - w;
    double stepLow = replacement.low(w) - w;
    double p = replacement.probability(w);
    int a = row * samples;
    int z = column * samples;
    for (int s = 0; s < samples; s++) {
      high[s] = preactivations[a + s] + stepHigh * zh[z + s];
    }
    for (int s = 0; s < samples; s++) {
      low[s] = preactivations[a + s] + stepLow * zh[z + s];
    }
    activation.apply(high, high, 0, samples);
    activation.apply(low, low, 0, samples);
    double q = 1 - p;
    for (int s = 0; s < samples; s++) {
      double up = high[s] - activations[a + s];
      double down = low[s] - activations[a + s];
      meanShift[s] = p * up + q * down;
      secondMoment[s] = p * up * up + q * down * down;
    }
    return squaredNorms[row] * blas.ddot(samples, secondMoment, 1, ones, 1) / samples;
  }

  /**
   * Draws an entry. Gradients and residual stay behind: {@link #moveGradients}, or {@link
   * #moveResidual} at every step and {@link #computeGradients} before scoring, bring them up to
   * date.
   *
   * @param unit row-major index
   * @return the l2 norm over samples of the change of {@code phi(a_row)}: 0 if nothing changed
   */
  double apply(int unit) {
    int row = unit / inputs;
    int column = unit % inputs;
    int entry = column * rows + row;
    double w = weights.data[entry];
    double t = draw.outcome(unit, w);
    if (t == w) {
      return 0;
    }
    weights.data[entry] = t;
    int a = row * samples;
    blas.daxpy(samples, t - w, zh, column * samples, 1, preactivations, a, 1);
    System.arraycopy(preactivations, a, change, 0, samples);
    activation.apply(change, change, 0, samples);
    for (int s = 0; s < samples; s++) {
      double value = change[s];
      change[s] = value - activations[a + s];
      activations[a + s] = value;
    }
    findLargest(row);
    return Math.sqrt(blas.ddot(samples, change, 1, change, 1));
  }

  private void findLargest(int row) {
    largest[row] =
        Math.abs(activations[row * samples + blas.idamax(samples, activations, row * samples, 1)]);
  }

  /** Brings the gradients up to date after one drawn entry of this row, one update of rank one. */
  void moveGradients(int row) {
    blas.dgemv(
        "T", outputs, rows, 1.0, next, 0, outputs, next, row * outputs, 1, 0.0, products, 0, 1);
    blas.dger(samples, rows, 1.0, change, 0, 1, products, 0, 1, gradients, 0, samples);
  }

  /** Brings the residual up to date after one drawn entry of this row. */
  void moveResidual(int row) {
    blas.dger(samples, outputs, 1.0, change, 0, 1, next, row * outputs, 1, residual, 0, samples);
  }

  /** Brings the gradients up to date with the residual, by one product of matrices. */
  void computeGradients() {
    blas.dgemm(
        "N", "N", samples, rows, outputs, 1.0, residual, samples, next, outputs, 0.0, gradients,
        samples);
  }

  /**
   * {@code |v_k . v_i|}, i being the last row of {@link #moveGradients}: how much g_k follows it.
   */
  double coupling(int row) {
    return Math.abs(products[row]);
  }
}
