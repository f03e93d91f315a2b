package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.format.TwoValues;
import io.github.widesweep.compression.format.Values;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy order of a W layer's weights. {@code Psi} is quadratic in every entry with constant
 * curvature, so the score of an entry is {@code Var(t_ij) mean_s zh_sj^2} whatever was drawn before
 * (the expectation in the proof of Proposition 20): the whole order is one sort, independent of the
 * draws.
 *
 * <p>Units are numbered row-major, stores are column-major.
 */
final class WideWeights implements LayerPlan {
  private final Dense layer;
  private final int rows;
  private final int columns;
  private final int[] order;
  private final double[] scores;
  private final double[] variances;
  private final double psiAdded;

  /** Chance of the first value of each unit; 1 where it is not offered. */
  private final double[] chances;

  private final TwoValues values;

  WideWeights(LayerProblem problem, Replacement replacement, int steps) {
    this.layer = problem.requireDense();
    this.rows = layer.outputs();
    this.columns = layer.inputs();
    double[] weights = layer.weights().data;
    double[] moments = problem.inputs().meanSquares();
    int[] all =
        problem.shared(
            orderKey(replacement),
            () ->
                Ranking.byAddedLoss(
                    weights.length,
                    unit -> weights[entry(unit)],
                    unit -> moments[unit % columns],
                    replacement,
                    (problem.inputs().samples() + 8) * Rounding.UNIT));
    this.order = Arrays.copyOf(all, steps);
    this.scores = new double[steps];
    this.variances = new double[weights.length];
    this.chances = new double[weights.length];
    Arrays.fill(chances, 1);
    double[] first = weights.clone();
    double[] second = weights.clone();
    for (int step = 0; step < steps; step++) {
      int unit = order[step];
      int entry = entry(unit);
      double w = weights[entry];
      variances[unit] = replacement.variance(w);
      scores[step] = variances[unit] * moments[unit % columns];
      chances[unit] = replacement.probability(w);
      first[entry] = replacement.high(w);
      second[entry] = replacement.low(w);
    }
    this.psiAdded = Arrays.stream(scores).sum();
    this.values = new TwoValues(first, second);
  }

  @Override
  public LayerOutcome draw(double[] uniforms) {
    byte[] choices = new byte[uniforms.length];
    for (int i = 0; i < rows; i++) {
      int unit = i * columns;
      for (int entry = i; entry < choices.length; entry += rows) {
        // The sign bit of the difference: 0 for the first value, which a smaller uniform selects.
        long difference = Double.doubleToRawLongBits(uniforms[unit] - chances[unit]);
        choices[entry] = (byte) (1 + (int) (difference >> 63));
        unit++;
      }
    }
    Values drawn = values.pick(choices);
    return new LayerOutcome(
        layer.withWeights(R064Store.wrap(drawn.weights(), rows)),
        order,
        scores,
        drawn.nonzeros(),
        drawn.distinct());
  }

  @Override
  public double psiAdded() {
    return psiAdded;
  }

  @Override
  public Optional<double[]> variances() {
    return Optional.of(variances);
  }

  /** Pruning multiplies every score by the same (1-p)/p: one order serves every p. */
  private static Object orderKey(Replacement replacement) {
    return replacement instanceof Replacement.Pruning ? Replacement.Pruning.class : replacement;
  }

  /** Where the unit of this row-major index lies in the column-major store. */
  private int entry(int unit) {
    return (unit % columns) * rows + unit / columns;
  }
}
