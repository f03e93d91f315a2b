package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.ArrayList;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * A network {@code Phi(x) = phi_m(W_m phi_{m-1}(... phi_1(W_1 x)))} (1) of {@code m} layers. Layers
 * are numbered from 1, as in the paper.
 *
 * @param layers from input to output; each takes what the one before gives, softmax last or not at
 *     all
 */
public record Network(List<Layer> layers) {
  public Network {
    layers = List.copyOf(layers);
    require(!layers.isEmpty(), "layers", layers, "at least one layer");
    for (int l = 1; l < layers.size(); l++) {
      Layer before = layers.get(l - 1);
      require(
          before.outputs() == layers.get(l).inputs(),
          "layers[" + l + "]",
          layers.get(l).inputs() + " inputs",
          before.outputs() + " inputs, as many as layer " + l + " has outputs");
      require(
          before.activation().isEntrywise(),
          "layers[" + (l - 1) + "].activation",
          before.activation(),
          "an entrywise activation: softmax is allowed on the last layer only");
    }
  }

  /** Number of layers {@code m}. */
  public int depth() {
    return layers.size();
  }

  /** Layer {@code l}, {@code 1 <= l <= depth()}. */
  public Layer layer(int l) {
    return layers.get(l - 1);
  }

  public int inputs() {
    return layers.get(0).inputs();
  }

  public int outputs() {
    return layers.get(layers.size() - 1).outputs();
  }

  /** The same network with another layer {@code l}. */
  public Network withLayer(int l, Layer layer) {
    List<Layer> changed = new ArrayList<>(layers);
    changed.set(l - 1, layer);
    return new Network(changed);
  }

  /** The same network with other layers {@code l} and {@code l + 1}. */
  Network withLayers(int l, Layer layer, Layer next) {
    List<Layer> changed = new ArrayList<>(layers);
    changed.set(l - 1, layer);
    changed.set(l, next);
    return new Network(changed);
  }

  /** {@code Phi(x)} for each sample: (samples x inputs) to (samples x outputs). */
  public R064Store outputs(R064Store samples) {
    return layers.get(layers.size() - 1).activate(logits(samples));
  }

  /** The last layer's pre-activations: what a softmax would be applied to. */
  public R064Store logits(R064Store samples) {
    return layers.get(layers.size() - 1).preactivations(activations(samples, depth() - 1));
  }

  /** {@code z_l}, the outputs of the first {@code l} layers (2); the samples themselves for 0. */
  public R064Store activations(R064Store samples, int l) {
    R064Store z = samples;
    for (Layer layer : layers.subList(0, l)) {
      z = layer.forward(z);
    }
    return z;
  }

  /** {@code c = max_l sigma_l}, the scale of {@code Delta} and of the projections' radii. */
  public double c() {
    double largest = 0;
    for (Layer layer : layers) {
      largest = Math.max(largest, layer.operatorNorm());
    }
    return largest;
  }

  /** Number of trained numbers, biases included. */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }
}
