package io.github.widesweep.training;

import io.github.widesweep.network.LinearAlgebra;
import java.util.ArrayList;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * Loss and gradients of a batch of a fixed number of samples. Holds all matrices a batch needs, so
 * that a step allocates nothing large. Not thread-safe.
 */
final class Backpropagation {
  private final List<TrainableLayer> layers;
  private final BatchLoss loss;
  private final R064Store inputs;
  private final R064Store targets;

  /** Per layer: pre-activations, outputs, derivative of the loss by the pre-activations. */
  private final List<R064Store> preactivations = new ArrayList<>();

  private final List<R064Store> gradients = new ArrayList<>();

  Backpropagation(List<TrainableLayer> layers, BatchLoss loss, int batchSize) {
    this.layers = layers;
    this.loss = loss;
    this.inputs = LinearAlgebra.zeros(batchSize, layers.get(0).inputs());
    this.targets = LinearAlgebra.zeros(batchSize, layers.get(layers.size() - 1).outputs());
    for (TrainableLayer layer : layers) {
      preactivations.add(LinearAlgebra.zeros(batchSize, layer.outputs()));
      gradients.add(LinearAlgebra.zeros(batchSize, layer.outputs()));
    }
  }

  /** Where to write a batch's samples, batch size x features. */
  R064Store inputs() {
    return inputs;
  }

  /** Where to write a batch's targets, batch size x outputs. */
  R064Store targets() {
    return targets;
  }

  /** The mean loss over the batch; writes the layers' gradients. */
  double run() {
    int last = layers.size() - 1;
    List<R064Store> outputs = new ArrayList<>();
    for (int l = 0; l <= last; l++) {
      layers.get(l).forward(inputsOf(l, outputs), preactivations.get(l));
      outputs.add(layers.get(l).activation().apply(preactivations.get(l)));
    }
    double mean = loss.mean(preactivations.get(last), outputs.get(last), targets);
    loss.gradient(
        layers.get(last).activation(),
        preactivations.get(last),
        outputs.get(last),
        targets,
        gradients.get(last));
    for (int l = last; l >= 0; l--) {
      layers.get(l).backward(inputsOf(l, outputs), gradients.get(l));
      if (l > 0) {
        R064Store below = gradients.get(l - 1);
        layers.get(l).backwardToInputs(gradients.get(l), below);
        layers
            .get(l - 1)
            .activation()
            .multiplyByDerivative(
                preactivations.get(l - 1).data, outputs.get(l - 1).data, below.data);
      }
    }
    return mean;
  }

  private R064Store inputsOf(int l, List<R064Store> outputs) {
    return l == 0 ? inputs : outputs.get(l - 1);
  }
}
