package io.github.widesweep.job.certify;

import io.github.widesweep.network.Network;
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
    if (!about.containsKey("run_id") || !about.containsKey("target")) {
      return Optional.empty();
    }
    String scheme =
        about.containsKey("levels")
            ? "quantize k " + about.get("levels")
            : "prune p " + about.get("keep_probability");
    return Optional.of(
        "%s by %s, %s, run %s of sweep %s"
            .formatted(
                about.get("target"),
                about.get("method"),
                scheme,
                about.get("run_id"),
                about.get("sweep")));
  }
}
