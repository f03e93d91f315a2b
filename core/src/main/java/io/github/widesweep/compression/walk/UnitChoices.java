package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.format.TwoValues;
import io.github.widesweep.compression.format.Values;
import io.github.widesweep.network.Layer;
import org.ojalgo.matrix.store.R064Store;

/** Makes a layer of its units' choices between their two values. */
final class UnitChoices {
  private final Layer layer;
  private final int[] order;
  private final double[] scores;
  private final TwoValues values;

  /** Where the weights of unit u begin, how far apart and how many they are. */
  private final int[] from;

  private final int step;
  private final int width;

  /**
   * Prepares the two values of every weight.
   *
   * @param order the units that are offered; the others stay as they are, whatever their choice
   * @param scores of those, as in {@link LayerOutcome}
   */
  UnitChoices(
      LayerProblem problem, Unit unit, Replacement replacement, int[] order, double[] scores) {
    this.layer = problem.layer();
    this.order = order;
    this.scores = scores;
    double[] weights = layer.weights().data;
    int rows = layer.weights().getRowDim();
    int units = problem.units(unit);
    this.from = new int[units];
    this.width = weights.length / units;
    boolean columns = problem.role() == Role.WIDE;
    this.step = columns ? 1 : rows;
    boolean single = unit == Unit.WEIGHT;
    int perRow = weights.length / rows;
    for (int u = 0; u < units; u++) {
      from[u] = single ? u % perRow * rows + u / perRow : columns ? u * width : u;
    }
    double[] high = weights.clone();
    double[] low = weights.clone();
    for (int u : order) {
      for (int k = 0; k < width; k++) {
        int entry = from[u] + k * step;
        double w = weights[entry];
        high[entry] = single ? replacement.high(w) : w * replacement.high(1);
        low[entry] = single ? replacement.low(w) : w * replacement.low(1);
      }
    }
    this.values = new TwoValues(high, low);
  }

  /** Whether all weights of a unit are 0, so that it is removed whatever is chosen. */
  boolean isZero(int unit) {
    double[] weights = layer.weights().data;
    for (int k = 0; k < width; k++) {
      if (weights[from[unit] + k * step] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The layer of these choices.
   *
   * @param high by unit, whether it takes its upper value
   */
  LayerOutcome outcome(boolean[] high) {
    byte[] choices = new byte[layer.weights().data.length];
    for (int u = 0; u < high.length; u++) {
      for (int k = 0; k < width && !high[u]; k++) {
        choices[from[u] + k * step] = 1;
      }
    }
    Values drawn = values.pick(choices);
    R064Store weights = R064Store.wrap(drawn.weights(), layer.weights().getRowDim());
    return new LayerOutcome(
        layer.withWeights(weights, layer.bias()),
        order,
        scores,
        drawn.nonzeros(),
        drawn.distinct());
  }
}
