package io.github.widesweep.network;

import java.util.ArrayList;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/** Takes samples through one network, or through several together, in blocks. */
public final class Forward {
  private Forward() {}

  /** The logits, the last layer's pre-activations, of samples: samples x outputs. */
  public static R064Store logits(Network network, R064Store samples) {
    return logits(List.of(network), 1, Activations.of(samples));
  }

  /**
   * The logits of several networks, which differ in weights only.
   *
   * @param networks at least one
   * @param first the first layer to go through, from 1 to the last
   * @param inputs what that layer is given in all of them
   * @return stacked, (networks x samples) x outputs, the first network's samples first
   */
  public static R064Store logits(List<Network> networks, int first, Activations inputs) {
    Network some = networks.get(0);
    int size = networks.size();
    List<LayerStack> layers = new ArrayList<>();
    long widest = 1;
    for (int l = first; l <= some.depth(); l++) {
      int number = l;
      layers.add(LayerStack.of(networks.stream().map(network -> network.layer(number)).toList()));
      widest = Math.max(widest, (long) size * some.layer(l).outputs());
    }
    int samples = inputs.samples();
    R064Store logits = LinearAlgebra.zeros(size * samples, some.outputs());
    inputs.forEachBlock(
        widest,
        (from, rows) -> {
          R064Store block = logits(layers, rows);
          int count = rows.getRowDim();
          boolean same = block.getRowDim() == count;
          for (int k = 0; k < size; k++) {
            LinearAlgebra.copyRows(block, same ? 0 : k * count, logits, k * samples + from, count);
          }
        });
    return logits;
  }

  /** Stacked from the first layer on in which the networks differ, if there is one. */
  private static R064Store logits(List<LayerStack> layers, R064Store inputs) {
    boolean stacked = false;
    R064Store z = inputs;
    for (int i = 0; i < layers.size(); i++) {
      LayerStack layer = layers.get(i);
      boolean spread = !stacked && !layer.isShared();
      R064Store preactivations = spread ? layer.spread(z) : layer.preactivations(z);
      stacked |= spread;
      z = i == layers.size() - 1 ? preactivations : layer.activateInPlace(preactivations);
    }
    return z;
  }
}
