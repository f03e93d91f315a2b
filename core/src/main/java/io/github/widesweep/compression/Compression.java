package io.github.widesweep.compression;

import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /** The fallbacks of all layers in a few words, such as {@code layer 2: dead inputs}. */
  public Optional<String> fallback() {
    String words =
        layers.stream()
            .flatMap(
                layer ->
                    layer.fallback().map(word -> "layer " + layer.layer() + ": " + word).stream())
            .collect(Collectors.joining("; "));
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }
}
