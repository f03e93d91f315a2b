package io.github.widesweep.sweep.grid;

import io.github.widesweep.sweep.spec.OwnNetwork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The coordinates of a network.
 *
 * @param dataset the dataset's short name
 * @param architecture sizes and activations with {@code w} where the width goes: {@code 64-w-40-10
 *     relu softmax}, {@code 1x8x8-conv(w,3)-10 relu softmax}
 * @param width the width {@code w}
 * @param network number of the network among those trained at this width, from 0; of somebody's
 *     own, one that its content gives, {@link OwnNetwork#number}
 * @param content of a network of somebody's own, {@link OwnNetwork#content}; empty for those that
 *     the sweep trains
 * @param label what tables call it beside its width, no coordinate; null for nothing
 */
public record NetworkKey(
    String dataset, String architecture, int width, int network, String content, String label)
    implements Serializable {
  /** A network that the sweep trains. */
  public NetworkKey(String dataset, String architecture, int width, int network) {
    this(dataset, architecture, width, network, "", null);
  }

  /** A network of somebody's own. */
  static NetworkKey of(String dataset, OwnNetwork own) {
    return new NetworkKey(
        dataset, own.architecture(), own.width(), own.number(), own.content(), own.label());
  }

  /** Whether somebody brought it along. */
  public boolean isOwn() {
    return !content.isEmpty();
  }

  /** What tells it apart, as names and values. */
  List<Object> coordinates() {
    List<Object> coordinates =
        new ArrayList<>(
            List.of(
                "dataset", dataset,
                "architecture", architecture,
                "width", width,
                "network", network));
    if (isOwn()) {
      coordinates.addAll(List.of("content", content));
    }
    return coordinates;
  }

  /** A name unique in its sweep and fit for a file: {@code width-00100-network-002}. */
  public String id() {
    return String.format(Locale.ROOT, "width-%05d-network-%03d", width, network);
  }
}
