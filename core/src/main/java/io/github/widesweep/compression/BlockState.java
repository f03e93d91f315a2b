package io.github.widesweep.compression;

import dev.ludovic.netlib.blas.BLAS;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * A B layer part way through the greedy algorithm: its weights {@code U}, what they make of the
 * samples, and the residual of the next layer's output, all kept current by {@link #apply}.
 *
 * <p>With {@code a_i(s)} the pre-activation of row i, {@code v_i} the next layer's column i, {@code
 * r(s)} the residual {@code V phi(U zh) - V phi(W z)}, {@code g_i = v_i^T r} and {@code d(s)} the
 * change of {@code phi(a_i)} when entry (i, j) becomes t, the score (digest section 3, consequence
 * 3) is
 *
 * <pre>  | E_t mean_s ( 2 g_i d + |v_i|^2 d^2 ) | = | linear + quadratic |</pre>
 *
 * where only {@code linear} depends on other rows, and only through {@code g_i}. Both expectations
 * over the two outcomes are exact.
 *
 * <p>Arrays are allocated once; a step allocates nothing. Not thread-safe.
 */
final class BlockState {
  private final BLAS blas = LinearAlgebra.blas();

  private final int samples;
  private final int inputs;
  private final int rows;
  private final int outputs;
  private final Dense layer;
  private final R064Store weights;
  private final double[] zh;
  private final double[] preactivations;
  private final double[] activations;
  private final double[] residual;
  private final double[] next;
  private final double[] squaredNorms;
  private final Activation activation;
  private final Draw draw;

  /** Row i's {@code g_i}, valid for {@link #gradientRow} only. */
  private final double[] gradient;

  private int gradientRow = -1;
  private final double[] firstMoment;
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
    this.next = next.data;
    this.activation = layer.activation();
    this.draw = draw;
    this.squaredNorms = new double[rows];
    for (int i = 0; i < rows; i++) {
      squaredNorms[i] = blas.ddot(outputs, this.next, i * outputs, 1, this.next, i * outputs, 1);
    }
    this.gradient = new double[samples];
    this.firstMoment = new double[samples];
    this.secondMoment = new double[samples];
    this.high = new double[samples];
    this.low = new double[samples];
    this.ones = new double[samples];
    Arrays.fill(ones, 1);
  }

  int rows() {
    return rows;
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
    if (gradientRow != row) {
      loadGradient(row);
    }
    double mean = 2.0 / samples;
    scores.set(
        row * inputs + column,
        mean * blas.ddot(samples, gradient, 1, firstMoment, 1),
        quadratic,
        mean * Math.sqrt(blas.ddot(samples, firstMoment, 1, firstMoment, 1)));
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
      firstMoment[s] = p * up + q * down;
      secondMoment[s] = p * up * up + q * down * down;
    }
    return squaredNorms[row] * blas.ddot(samples, secondMoment, 1, ones, 1) / samples;
  }

  private void loadGradient(int row) {
    blas.dgemv(
        "N",
        samples,
        outputs,
        1.0,
        residual,
        0,
        samples,
        next,
        row * outputs,
        1,
        0.0,
        gradient,
        0,
        1);
    gradientRow = row;
  }

  /**
   * Draws an entry and brings everything up to date.
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
    double[] change = high;
    System.arraycopy(preactivations, a, change, 0, samples);
    activation.apply(change, change, 0, samples);
    for (int s = 0; s < samples; s++) {
      double value = change[s];
      change[s] = value - activations[a + s];
      activations[a + s] = value;
    }
    blas.dger(samples, outputs, 1.0, change, 0, 1, next, row * outputs, 1, residual, 0, samples);
    gradientRow = -1;
    return Math.sqrt(blas.ddot(samples, change, 1, change, 1));
  }

  /** Adds {@code norm |v_k . v_row|} to {@code drift[k]} for every row k: how far g_k may move. */
  void addDrift(int row, double norm, double[] products, double[] drift) {
    blas.dgemv(
        "T", outputs, rows, norm, next, 0, outputs, next, row * outputs, 1, 0.0, products, 0, 1);
    for (int k = 0; k < rows; k++) {
      drift[k] += Math.abs(products[k]);
    }
  }
}
