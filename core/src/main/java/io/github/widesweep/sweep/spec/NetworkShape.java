package io.github.widesweep.sweep.spec;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import java.util.List;

/**
 * A network without its numbers.
 *
 * @param layers from input to output
 * @param activations of each of them
 * @param bias whether a layer has biases
 */
public record NetworkShape(List<LayerShape> layers, List<Activation> activations, boolean bias) {
  public NetworkShape {
    layers = List.copyOf(layers);
    activations = List.copyOf(activations);
  }

  /** Number of layers {@code m}. */
  public int depth() {
    return layers.size();
  }

  /** Layer {@code l}, from 1. */
  public LayerShape layer(int l) {
    return layers.get(l - 1);
  }

  /** The activation of layer {@code l}, from 1. */
  public Activation activation(int l) {
    return activations.get(l - 1);
  }
}
