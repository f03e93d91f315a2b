package io.github.widesweep.job.certify;

import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network that is to be certified.
 *
 * @param name its file or its id
 * @param width its width; empty if it was not trained by a spec
 * @param network itself
 * @param about what its file says about itself; empty if it says nothing or there is no file
 */
public record Subject(String name, OptionalInt width, Network network, Map<String, String> about) {
  /** What else is told of a compression, and how, in this order. */
  private static final List<Map.Entry<String, String>> NAMES =
      List.of(
          Map.entry("keep_probability", "prune p"),
          Map.entry("levels", "quantize k"),
          Map.entry("alpha", "alpha"),
          Map.entry("run_id", "run"),
          Map.entry("sweep", "sweep"));

  /** One that a spec trained. */
  public static Subject trained(String name, int width, Network network) {
    return new Subject(name, OptionalInt.of(width), network, Map.of());
  }

  /** One from a file. */
  public static Subject stored(String name, Network network, Map<String, String> about) {
    return new Subject(name, OptionalInt.empty(), network, Map.copyOf(about));
  }

  /** What compressed it, if its file says that it is compressed. */
  Optional<String> compressedBy() {
    if (!about.containsKey("target") || !about.containsKey("method")) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    parts.add(about.get("target") + " by " + about.get("method"));
    for (Map.Entry<String, String> name : NAMES) {
      if (about.containsKey(name.getKey())) {
        parts.add(name.getValue() + " " + about.get(name.getKey()));
      }
    }
    return Optional.of(String.join(", ", parts));
  }
}
