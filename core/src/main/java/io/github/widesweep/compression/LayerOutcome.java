package io.github.widesweep.compression;

import io.github.widesweep.compression.format.Values;
import io.github.widesweep.network.Layer;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * A compressed layer, and how its units were chosen.
 *
 * @param layer the layer with its weights replaced
 * @param order the units in the order they were offered: row-major index for weights; of methods
 *     that do not choose one after the other, those that were removed, ascending
 * @param scores the score of each at the moment it was chosen
 * @param nonzeros weights that are not zero
 * @param distinctValues distinct weights, 0 and -0 being one
 * @param fallback what the method could not do as its paper says, and did instead, in a few words:
 *     {@code singular moments damped}, {@code dead inputs}; the run's status then says so
 */
public record LayerOutcome(
    Layer layer,
    int[] order,
    double[] scores,
    long nonzeros,
    int distinctValues,
    Optional<String> fallback) {
  /** An outcome as the method's paper says. */
  public LayerOutcome(
      Layer layer, int[] order, double[] scores, long nonzeros, int distinctValues) {
    this(layer, order, scores, nonzeros, distinctValues, Optional.empty());
  }

  /**
   * A layer's weights replaced, and counted.
   *
   * @param weights the new weights, in the order of the layer's own
   */
  public static LayerOutcome of(
      Layer layer, double[] weights, int[] order, double[] scores, Optional<String> fallback) {
    Values values = Values.of(weights);
    R064Store store = R064Store.wrap(weights, layer.weights().getRowDim());
    return new LayerOutcome(
        layer.withWeights(store, layer.bias()),
        order,
        scores,
        values.nonzeros(),
        values.distinct(),
        fallback);
  }
}
