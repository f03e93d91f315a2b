package io.github.widesweep.compression;

import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy algorithm for a B layer's output units, rows or output filters. Unit i multiplied by
 * {@code t} changes {@code phi(a_i)} by {@code d_t} and the watched output by {@code V_i d_t}, so
 * its score is
 *
 * <pre>  | 2 mean_s r . V_i E_t d + E_t mean_s |V_i d_t|^2 | = | linear + quadratic |</pre>
 *
 * <p>A unit's own activations change only when it is drawn itself: {@code quadratic} and {@code E_t
 * d} stay, {@code linear} follows the residual r. For ReLU without bias {@code E_t d = 0}: the
 * scores never change.
 */
final class BlockUnits {
  /** Relative to the activations: means of {@code d} below this are rounding. */
  private static final double ROUNDING = 1e-14;

  private final Layer layer;
  private final Layer next;
  private final int units;
  private final int samples;
  private final R064Store activations;

  /** {@code a - b}: what the factor multiplies. */
  private final R064Store products;

  private final R064Store preactivations;
  private final Draw draw;
  private final double[] linear;
  private final double[] quadratic;

  /** {@code E_t d}, samples x outputs. */
  private final R064Store meanChange;

  private final boolean moves;

  private BlockUnits(
      Layer layer, Layer next, R064Store preactivations, R064Store residual, Draw draw) {
    this.layer = layer;
    this.next = next;
    this.units = layer.outputUnits();
    this.samples = preactivations.getRowDim();
    this.preactivations = preactivations;
    this.activations = layer.activation().apply(preactivations);
    this.products = preactivations.copy();
    layer.bias().ifPresent(this::subtractBias);
    this.draw = draw;
    this.linear = new double[units];
    this.quadratic = new double[units];
    this.meanChange = LinearAlgebra.zeros(samples, layer.outputs());
    double p = draw.replacement().probability(1);
    addOutcome(draw.replacement().high(1), p);
    addOutcome(draw.replacement().low(1), 1 - p);
    this.moves = LinearAlgebra.maxAbs(meanChange) > ROUNDING * LinearAlgebra.maxAbs(activations);
    if (moves) {
      addLinear(residual);
    }
  }

  /**
   * Offers {@code draw.steps()} units.
   *
   * @param preactivations {@code W_l zh + b} at the dense weights, samples x outputs
   * @param residual {@code V phi(W_l zh) - V phi(W_l z)}, samples x outputs of {@code next}
   * @param period steps between computations of the scores' order; 1 is the algorithm as written
   */
  static LayerOutcome run(
      Layer layer,
      Layer next,
      R064Store preactivations,
      R064Store residual,
      Draw draw,
      int period) {
    return new BlockUnits(layer, next, preactivations, residual, draw).run(period);
  }

  private LayerOutcome run(int period) {
    double[] factors = new double[units];
    Arrays.fill(factors, 1);
    int[] order = new int[draw.steps()];
    double[] chosen = new double[order.length];
    boolean[] offered = new boolean[units];
    for (int step = 0; step < order.length; step += period) {
      int batch = Math.min(period, order.length - step);
      double[] scores = new double[units];
      double[] sizes = new double[units];
      for (int unit = 0; unit < units; unit++) {
        scores[unit] = Math.abs(linear[unit] + quadratic[unit]);
        sizes[unit] = Math.abs(linear[unit]) + quadratic[unit];
      }
      int[] remaining = IntStream.range(0, units).filter(u -> !offered[u]).toArray();
      int[] least = Ranking.least(remaining, scores, sizes, batch);
      for (int i = 0; i < batch; i++) {
        int unit = least[i];
        order[step + i] = unit;
        chosen[step + i] = scores[unit];
        offered[unit] = true;
        factors[unit] = draw.outcome(unit, 1);
        if (moves) {
          addLinear(next.contribution(unit, units, change(unit, factors[unit])));
        }
      }
    }
    return new LayerOutcome(layer.scaleOutputs(factors), order, chosen);
  }

  /** One outcome's part of the expectations. */
  private void addOutcome(double factor, double chance) {
    int width = meanChange.data.length / units;
    for (int unit = 0; unit < units; unit++) {
      R064Store change = change(unit, factor);
      LinearAlgebra.blas()
          .daxpy(width, chance, change.data, 0, 1, meanChange.data, unit * width, 1);
      quadratic[unit] += chance * next.energy(unit, units, change);
    }
  }

  /** The change {@code d_t} of a unit's activations, samples x outputs of the unit. */
  private R064Store change(int unit, double factor) {
    int width = activations.data.length / units;
    int from = unit * width;
    R064Store change = LinearAlgebra.zeros(samples, width / samples);
    for (int e = 0; e < width; e++) {
      change.data[e] = preactivations.data[from + e] + (factor - 1) * products.data[from + e];
    }
    layer.activation().apply(change.data, change.data, 0, width);
    for (int e = 0; e < width; e++) {
      change.data[e] -= activations.data[from + e];
    }
    return change;
  }

  /** Adds a change of the residual to every unit's linear part. */
  private void addLinear(R064Store residualChange) {
    R064Store gradient = next.adjoint(residualChange);
    int width = gradient.data.length / units;
    for (int unit = 0; unit < units; unit++) {
      int from = unit * width;
      linear[unit] +=
          2.0
              / samples
              * LinearAlgebra.blas().ddot(width, gradient.data, from, 1, meanChange.data, from, 1);
    }
  }

  private void subtractBias(double[] bias) {
    int width = products.data.length / units;
    for (int e = 0; e < products.data.length; e++) {
      products.data[e] -= bias[e / width];
    }
  }
}
