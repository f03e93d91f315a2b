package io.github.widesweep.job.compress;

import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Bytes that a compressed network's numbers need, biases included, file headers left out.
 *
 * @param dense every number in full
 * @param sparse compressed layers as compressed sparse rows: the weights that are not zero, four
 *     bytes for the column of each, and four for each row
 * @param coded compressed layers as codes of equal length and a table of their distinct values
 */
record StoredSize(long dense, long sparse, long coded) {
  private static final int INDEX = Integer.BYTES;

  /**
   * @param numberBytes bytes of a number by layer, from 1
   */
  static StoredSize of(
      Network network, List<LayerCompression> compressed, IntUnaryOperator numberBytes) {
    long dense = 0;
    for (int l = 1; l <= network.depth(); l++) {
      dense += network.layer(l).parameters() * numberBytes.applyAsInt(l);
    }
    long sparse = dense;
    long coded = dense;
    for (LayerCompression layer : compressed) {
      Layer now = network.layer(layer.layer());
      int bytes = numberBytes.applyAsInt(layer.layer());
      long weights = now.weights().data.length;
      long rows = now.weights().getRowDim();
      sparse += now.nonzeroWeights() * (bytes + INDEX) + (rows + 1) * INDEX - weights * bytes;
      int values = Math.max(2, layer.distinctValues());
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
      coded += (weights * bits + 7) / 8 + (long) values * bytes - weights * bytes;
    }
    return new StoredSize(dense, sparse, coded);
  }
}
