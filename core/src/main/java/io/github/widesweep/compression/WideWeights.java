package io.github.widesweep.compression;

import io.github.widesweep.network.Dense;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy order of a W layer's weights. {@code Psi} is quadratic in every entry with constant
 * curvature, so the score of an entry is {@code Var(t_ij) mean_s zh_sj^2} whatever was drawn
 * before: the whole order is one sort, and independent of the draws (digest section 3, consequence
 * 1).
 *
 * <p>Not thread-safe: orders are kept between calls.
 */
final class WideWeights implements WideLayer {
  private final Dense layer;
  private final R064Store weights;
  private final double[] secondMoments;
  private final Map<Object, int[]> orders = new HashMap<>();

  /**
   * @param inputs the layer's compressed inputs {@code zh}, samples x inputs
   */
  WideWeights(Dense layer, R064Store inputs) {
    this.layer = layer;
    this.weights = layer.weights();
    this.secondMoments = new double[inputs.getColDim()];
    int samples = inputs.getRowDim();
    for (int j = 0; j < secondMoments.length; j++) {
      double sum = 0;
      for (int s = j * samples; s < (j + 1) * samples; s++) {
        sum += inputs.data[s] * inputs.data[s];
      }
      secondMoments[j] = sum / samples;
    }
  }

  @Override
  public LayerOutcome compress(Draw draw) {
    Replacement replacement = draw.replacement();
    int[] order = orders.computeIfAbsent(orderKey(replacement), key -> order(replacement));
    R064Store compressed = weights.copy();
    int[] offered = new int[draw.steps()];
    double[] scores = new double[offered.length];
    for (int step = 0; step < offered.length; step++) {
      int unit = order[step];
      int entry = entry(unit);
      double w = weights.data[entry];
      offered[step] = unit;
      scores[step] = replacement.variance(w) * secondMoments[unit % weights.getColDim()];
      compressed.data[entry] = draw.outcome(unit, w);
    }
    return new LayerOutcome(layer.withWeights(compressed), offered, scores);
  }

  /** Pruning multiplies every score by the same (1-p)/p: one order serves every p. */
  private static Object orderKey(Replacement replacement) {
    return replacement instanceof Replacement.Pruning ? Replacement.Pruning.class : replacement;
  }

  private int[] order(Replacement replacement) {
    int units = weights.data.length;
    double[] scores = new double[units];
    double[] sizes = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double w = weights.data[entry(unit)];
      double moment = secondMoments[unit % weights.getColDim()];
      scores[unit] = replacement.variance(w) * moment;
      sizes[unit] = replacement.varianceScale(w) * moment;
    }
    return Ranking.least(IntStream.range(0, units).toArray(), scores, sizes, units);
  }

  /** Where the unit of this row-major index lies in the column-major store. */
  private int entry(int unit) {
    int inputs = weights.getColDim();
    return (unit % inputs) * weights.getRowDim() + unit / inputs;
  }
}
