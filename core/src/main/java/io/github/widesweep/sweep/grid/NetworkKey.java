package io.github.widesweep.sweep.grid;

import java.io.Serializable;
import java.util.Locale;

/**
 * The coordinates of a trained network.
 *
 * @param dataset the dataset's short name
 * @param architecture sizes and activations with {@code w} where the width goes: {@code 64-w-40-10
 *     relu softmax}, {@code 1x8x8-conv(w,3)-10 relu softmax}
 * @param width the width {@code w}
 * @param network number of the network among those trained at this width, from 0
 */
public record NetworkKey(String dataset, String architecture, int width, int network)
    implements Serializable {
  /** A name unique in its sweep and fit for a file: {@code width-00100-network-002}. */
  public String id() {
    return String.format(Locale.ROOT, "width-%05d-network-%03d", width, network);
  }
}
