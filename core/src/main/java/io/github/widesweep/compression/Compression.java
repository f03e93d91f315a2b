package io.github.widesweep.compression;

import io.github.widesweep.network.Network;
import java.util.List;

/**
 * What a compression did.
 *
 * @param network the compressed network, projections included
 * @param layers the compressed layers, ascending
 */
public record Compression(Network network, List<LayerCompression> layers) {
  public Compression {
    layers = List.copyOf(layers);
  }

  /** The last compressed layer: its {@code Psi} carries the error of all compressed before it. */
  public LayerCompression last() {
    return layers.get(layers.size() - 1);
  }
}
