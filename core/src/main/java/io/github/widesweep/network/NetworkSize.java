package io.github.widesweep.network;

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
public record NetworkSize(long parameters, long nonzeros, long neurons, long multiplyAdds)
    implements Serializable {
  /** Of no network. */
  public static final NetworkSize NONE = new NetworkSize(0, 0, 0, 0);

  /** Measures a network. */
  public static NetworkSize of(Network network) {
    List<Layer> layers = network.layers();
    return new NetworkSize(
        network.parameters(),
        layers.stream().mapToLong(Layer::nonzeroWeights).sum(),
        layers.stream().limit(network.depth() - 1).mapToLong(Layer::outputUnits).sum(),
        layers.stream().mapToLong(Layer::multiplyAdds).sum());
  }
}
