package io.github.widesweep.sweep.run;

import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.io.Serializable;
import java.util.List;

/**
 * How large a network is, in four ways that are not the same.
 *
 * @param parameters trained numbers, biases included, zeros too
 * @param nonzeros weights that are not zero; biases do not count
 * @param neurons hidden neurons; filters of convolutions
 * @param multiplyAdds multiplications of one sample's way through the network as dense matrices,
 *     zeros too
 */
public record Sizes(long parameters, long nonzeros, long neurons, long multiplyAdds)
    implements Serializable {
  /** Of no network. */
  static final Sizes NONE = new Sizes(0, 0, 0, 0);

  /** Measures a network. */
  public static Sizes of(Network network) {
    List<Layer> layers = network.layers();
    return new Sizes(
        network.parameters(),
        layers.stream().mapToLong(Layer::nonzeroWeights).sum(),
        layers.stream().limit(network.depth() - 1).mapToLong(Layer::outputUnits).sum(),
        layers.stream().mapToLong(Layer::multiplyAdds).sum());
  }
}
