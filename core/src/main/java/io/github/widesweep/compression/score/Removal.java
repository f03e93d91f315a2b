package io.github.widesweep.compression.score;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Layer;
import java.util.Arrays;
import java.util.Optional;

/** Layers some units of which are gone, the others as they were. */
final class Removal {
  private Removal() {}

  /**
   * A layer without some units.
   *
   * @param removed the units, in the order they were chosen
   * @param scores their scores
   */
  static LayerOutcome of(LayerProblem problem, Unit unit, int[] removed, double[] scores) {
    double[] weights =
        unit == Unit.WEIGHT
            ? withoutWeights(problem.requireDense(), removed)
            : withoutNeurons(problem, removed);
    return LayerOutcome.of(problem.layer(), weights, removed, scores, Optional.empty());
  }

  /** Units are numbered row-major, stores are column-major. */
  private static double[] withoutWeights(Layer layer, int[] removed) {
    double[] weights = layer.weights().data.clone();
    int columns = layer.inputs();
    for (int unit : removed) {
      weights[(unit % columns) * layer.outputs() + unit / columns] = 0;
    }
    return weights;
  }

  private static double[] withoutNeurons(LayerProblem problem, int[] removed) {
    double[] factors = new double[problem.units(Unit.NEURON)];
    Arrays.fill(factors, 1);
    for (int unit : removed) {
      factors[unit] = 0;
    }
    Layer layer = problem.layer();
    return (problem.role() == Role.WIDE ? layer.scaleInputs(factors) : layer.scaleOutputs(factors))
        .weights()
        .data;
  }
}
