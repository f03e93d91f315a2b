package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The measured constants of a network: all that its certificates depend on.
 *
 * @param layers from input to output
 */
public record NetworkConstants(List<LayerConstants> layers) {
  public NetworkConstants {
    layers = List.copyOf(layers);
    require(!layers.isEmpty(), "layers", layers, "at least one layer");
    for (int l = 1; l < layers.size(); l++) {
      long before = layers.get(l - 1).outputs();
      require(
          before == layers.get(l).inputs(),
          "layers[" + l + "]",
          layers.get(l).inputs() + " inputs",
          before + " inputs, as many as layer " + l + " has outputs");
    }
  }

  /**
   * Measures a network: one eigenvalue problem of each layer's narrow side, twice.
   *
   * @throws io.github.widesweep.InvalidValueException if a weight is not finite
   */
  public static NetworkConstants of(Network network) {
    return new NetworkConstants(network.layers().stream().map(LayerConstants::of).toList());
  }

  /** Number of layers {@code m}. */
  public int depth() {
    return layers.size();
  }

  /** Layer {@code l}, {@code 1 <= l <= depth()}. */
  public LayerConstants layer(int l) {
    return layers.get(l - 1);
  }

  /** {@code c_1 = max_l sigma_l} of Assumption 1, the {@code c} of {@code Delta} too. */
  public double c1() {
    return largest(LayerConstants::sigma);
  }

  /** {@code c_2 = max_l nu_l sqrt(max(n_l, n_{l+1}))} of Assumption 1 (convolutions: their own). */
  public double c2() {
    return largest(LayerConstants::c2);
  }

  private double largest(ToDoubleFunction<LayerConstants> constant) {
    return layers.stream().mapToDouble(constant).max().orElseThrow();
  }

  /**
   * The same architecture with another number of units in hidden layer {@code l} (its outputs, the
   * next layer's inputs), every {@code sigma} and {@code c2} as they are.
   *
   * @param l a layer before the last
   * @param width its new number of units: neurons, or filters of a convolution
   */
  NetworkConstants withWidth(int l, long width) {
    long units = Math.multiplyExact(width, (long) layer(l).block());
    List<LayerConstants> changed = new ArrayList<>(layers);
    changed.set(l - 1, layer(l).resized(layer(l).inputs(), units));
    changed.set(l, layer(l + 1).resized(units, layer(l + 1).outputs()));
    return new NetworkConstants(changed);
  }
}
