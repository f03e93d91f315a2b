package io.github.widesweep.job.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sweeps that rows of an output may belong to.
 *
 * @param fingerprints those in provenance; where provenance was lost, that of the latest rows
 * @param since when the first invocation began, as in {@link Waves#time}; empty if none is recorded
 */
public record Origins(Set<String> fingerprints, String since) {
  /** What is wrong with a wave that belongs to none of them. */
  public static final String UNKNOWN = "is of a sweep that provenance does not know";

  /**
   * What provenance knows; where it was lost, the sweep of the latest rows.
   *
   * @param invocations those in provenance, by their start
   * @param runs waves of {@code runs}, by name
   */
  public static Origins of(List<Provenance.Recorded> invocations, List<Wave> runs) {
    if (!invocations.isEmpty()) {
      return new Origins(
          invocations.stream().map(Provenance.Recorded::fingerprint).collect(Collectors.toSet()),
          Waves.time(invocations.get(0).id()));
    }
    List<String> found =
        runs.stream().flatMap(wave -> wave.manifest().stream()).map(Manifest::fingerprint).toList();
    return new Origins(found.isEmpty() ? Set.of() : Set.of(found.get(found.size() - 1)), "");
  }

  /** These and the sweep of one more fingerprint. */
  Origins and(String fingerprint) {
    Set<String> all = new HashSet<>(fingerprints);
    all.add(fingerprint);
    return new Origins(Set.copyOf(all), since);
  }

  /** Whether no invocation is recorded. */
  public boolean isEmpty() {
    return since.isEmpty();
  }

  /**
   * Whether a wave belongs to one of the sweeps. One without manifest does unless it is older than
   * everything that is recorded.
   */
  public boolean include(Wave wave) {
    return wave.manifest()
        .map(manifest -> fingerprints.contains(manifest.fingerprint()))
        .orElse(!since.isEmpty() && since.compareTo(Waves.time(wave.name())) <= 0);
  }
}
