package io.github.widesweep.network;

import java.util.Collections;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/** Takes many samples through a network in blocks, so that wide layers need little memory. */
public final class Forward {
  /** Entries of the widest activation matrix: 16 MiB. */
  private static final int BLOCK_ENTRIES = 1 << 21;

  /** Samples of a block, however wide the network. */
  public static final int SMALLEST_BLOCK = 64;

  private Forward() {}

  /** Samples per block in a network of these sizes. */
  public static int block(List<Integer> sizes) {
    return Math.max(SMALLEST_BLOCK, BLOCK_ENTRIES / Collections.max(sizes));
  }

  /**
   * The last layer's pre-activations, samples x outputs.
   *
   * @param first the first layer to go through, from 1 to the last
   * @param inputs that layer's inputs, samples x inputs
   */
  public static R064Store logits(Network network, int first, R064Store inputs) {
    List<Layer> layers = network.layers().subList(first - 1, network.depth());
    int samples = inputs.getRowDim();
    int block = block(layers.stream().map(Layer::outputs).toList());
    R064Store logits = LinearAlgebra.zeros(samples, network.outputs());
    for (int from = 0; from < samples; from += block) {
      int count = Math.min(block, samples - from);
      R064Store z = count == samples ? inputs : rows(inputs, from, count);
      for (Layer layer : layers.subList(0, layers.size() - 1)) {
        z = layer.forward(z);
      }
      z = layers.get(layers.size() - 1).preactivations(z);
      for (int j = 0; j < z.getColDim(); j++) {
        System.arraycopy(z.data, j * count, logits.data, j * samples + from, count);
      }
    }
    return logits;
  }

  private static R064Store rows(R064Store matrix, int from, int count) {
    R064Store rows = LinearAlgebra.zeros(count, matrix.getColDim());
    for (int j = 0; j < matrix.getColDim(); j++) {
      System.arraycopy(matrix.data, j * matrix.getRowDim() + from, rows.data, j * count, count);
    }
    return rows;
  }
}
