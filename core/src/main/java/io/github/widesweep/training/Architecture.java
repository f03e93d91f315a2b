package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * The shape of a dense network and how its weights start.
 *
 * @param sizes numbers of units from the inputs to the outputs, at least two, each at least 1
 * @param activations one a layer, so one fewer than sizes; softmax on the last layer only
 * @param init how weights start
 * @param bias whether layers have a bias, which the paper's have not
 */
public record Architecture(
    List<Integer> sizes, List<Activation> activations, Initialization init, boolean bias)
    implements Serializable {
  public Architecture {
    sizes = List.copyOf(sizes);
    activations = List.copyOf(activations);
    require(sizes.size() >= 2, "sizes", sizes, "at least two sizes, of the inputs and the outputs");
    for (int i = 0; i < sizes.size(); i++) {
      require(sizes.get(i) >= 1, "sizes[" + i + "]", sizes.get(i), "a whole number of at least 1");
    }
    int layers = sizes.size() - 1;
    require(
        activations.size() == layers, "activations", activations, layers + " of them, one a layer");
    for (int l = 0; l < layers - 1; l++) {
      require(
          activations.get(l).isEntrywise(),
          "activations[" + l + "]",
          activations.get(l),
          "an entrywise activation: softmax is allowed on the last layer only");
    }
    require(init != null, "init", init, "uniform or glorot");
  }

  /**
   * A network with random weights: layer by layer, row-major, one uniform draw a weight. Biases are
   * 0.
   */
  public Network initialize(RandomGenerator random) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < activations.size(); l++) {
      int inputs = sizes.get(l);
      int outputs = sizes.get(l + 1);
      double limit = init.limit(inputs, outputs);
      R064Store weights = LinearAlgebra.zeros(outputs, inputs);
      for (int i = 0; i < outputs; i++) {
        for (int j = 0; j < inputs; j++) {
          weights.data[j * outputs + i] = limit * (2 * random.nextDouble() - 1);
        }
      }
      Optional<double[]> biases = bias ? Optional.of(new double[outputs]) : Optional.empty();
      layers.add(new Dense(weights, biases, activations.get(l), Double.POSITIVE_INFINITY));
    }
    return new Network(layers);
  }
}
