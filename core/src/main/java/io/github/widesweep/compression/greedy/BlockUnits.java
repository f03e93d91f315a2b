package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.format.Values;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy algorithm for a B layer's output units, rows or output filters, whose activation bends
 * between the two outcomes. Unit i multiplied by {@code t} changes {@code phi(a_i)} by {@code d_t}
 * and the watched output by {@code V_i d_t}, so its score is
 *
 * <pre>  | 2 mean_s r . V_i E_t d + E_t mean_s |V_i d_t|^2 | = | linear + quadratic |</pre>
 *
 * <p>A unit's own activations change only when it is drawn itself: {@code quadratic} and {@code E_t
 * d} belong to the plan, {@code linear} follows the residual r during a draw. {@link StaticUnits}
 * has the units whose {@code E_t d} is 0.
 */
final class BlockUnits implements LayerPlan {
  private final Layer layer;
  private final Layer next;
  private final Replacement replacement;
  private final int steps;
  private final int period;
  private final Score score;
  private final int units;
  private final int samples;
  private final R064Store preactivations;
  private final R064Store activations;

  /** {@code a - b}: what the factor multiplies. */
  private final R064Store products;

  /** {@code E_t d}, samples x outputs. */
  private final R064Store meanChange;

  private final double[] quadratic;

  /** The linear parts before the first step. */
  private final Linear linear;

  /**
   * The linear parts of all units' scores.
   *
   * @param parts by unit
   * @param margins by unit: bounds of what rounding has done to each part
   */
  private record Linear(double[] parts, double[] margins) {
    Linear copy() {
      return new Linear(parts.clone(), margins.clone());
    }
  }

  BlockUnits(
      BlockProblem problem, Replacement replacement, int steps, Ordering ordering, Score score) {
    this.layer = problem.layer();
    this.next = problem.next();
    this.replacement = replacement;
    this.steps = steps;
    this.period = ordering.period(steps);
    this.score = score;
    this.units = layer.outputUnits();
    this.samples = problem.inputs().samples();
    this.preactivations = problem.preactivations();
    this.activations = layer.activation().apply(preactivations);
    this.products = preactivations.copy();
    layer.bias().ifPresent(this::subtractBias);
    this.quadratic = new double[units];
    this.meanChange = LinearAlgebra.zeros(samples, layer.outputs());
    double p = replacement.probability(1);
    addOutcome(replacement.high(1), p);
    addOutcome(replacement.low(1), 1 - p);
    this.linear = new Linear(new double[units], new double[units]);
    addLinear(problem.residual(), linear);
  }

  @Override
  public LayerOutcome draw(double[] uniforms) {
    Linear current = linear.copy();
    double[] factors = new double[units];
    Arrays.fill(factors, 1);
    int[] order = new int[steps];
    double[] chosen = new double[steps];
    boolean[] offered = new boolean[units];
    for (int step = 0; step < steps; step += period) {
      int batch = Math.min(period, steps - step);
      double[] scores = new double[units];
      double[] margins = new double[units];
      for (int unit = 0; unit < units; unit++) {
        scores[unit] = score.of(current.parts()[unit] + quadratic[unit]);
        margins[unit] = current.margins()[unit] + rounding() * quadratic[unit];
      }
      int[] remaining = IntStream.range(0, units).filter(u -> !offered[u]).toArray();
      int[] least = Ranking.least(remaining, scores, margins, batch);
      for (int i = 0; i < batch; i++) {
        int unit = least[i];
        order[step + i] = unit;
        chosen[step + i] = scores[unit];
        offered[unit] = true;
        factors[unit] = replacement.draw(1, uniforms[unit]);
        addLinear(next.contribution(unit, units, change(unit, factors[unit])), current);
      }
    }
    Layer drawn = layer.scaleOutputs(factors);
    Values values = Values.of(drawn.weights().data);
    return new LayerOutcome(drawn, order, chosen, values.nonzeros(), values.distinct());
  }

  @Override
  public double psiAdded() {
    return Double.NaN;
  }

  @Override
  public Optional<double[]> variances() {
    return Optional.empty();
  }

  /** Of all units' factors: which are offered depends on the draws. */
  @Override
  public Optional<double[]> covarianceBound() {
    double[] variances = new double[units];
    Arrays.fill(variances, replacement.variance(1));
    return Optional.of(variances);
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

  /** Adds what a change of the residual means for every unit's linear part. */
  private void addLinear(R064Store residualChange, Linear sums) {
    R064Store gradient = next.adjoint(residualChange);
    int width = gradient.data.length / units;
    for (int unit = 0; unit < units; unit++) {
      int from = unit * width;
      double[] g = gradient.data;
      double[] m = meanChange.data;
      sums.parts()[unit] +=
          2.0 / samples * LinearAlgebra.blas().ddot(width, g, from, 1, m, from, 1);
      // Rounding is relative to the sum of absolute terms, which the lengths bound.
      sums.margins()[unit] +=
          rounding()
              * (2.0 / samples)
              * LinearAlgebra.blas().dnrm2(width, g, from, 1)
              * LinearAlgebra.blas().dnrm2(width, m, from, 1);
    }
  }

  /** Relative error of a sum over samples of what went through the next layer. */
  private double rounding() {
    return 4 * ((double) samples + layer.outputs() + next.outputs()) * Rounding.UNIT;
  }

  private void subtractBias(double[] bias) {
    int width = products.data.length / units;
    for (int e = 0; e < products.data.length; e++) {
      products.data[e] -= bias[e / width];
    }
  }
}
