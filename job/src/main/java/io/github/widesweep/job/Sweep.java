package io.github.widesweep.job;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.sweep.grid.Canonical;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A spec with everything that follows from it: what a driver knows before it asks Spark for
 * anything.
 *
 * @param spec the spec
 * @param yaml the spec as resolved YAML
 * @param data its data
 * @param grid its runs
 * @param fingerprint what gives rows their meaning, see {@link Canonical#fingerprint}
 * @param files where networks of the user's own are, by what they contain; without those that the
 *     output keeps
 */
public record Sweep(
    SweepSpec spec,
    String yaml,
    Dataset data,
    Grid grid,
    String fingerprint,
    Map<String, String> files) {
  /** Loads the spec's data; errors in them are the user's. */
  public static Sweep of(SweepSpec spec, LocalData data) {
    return of(spec, Grid.loadData(data, spec.seed()), Map.of());
  }

  /** A sweep over its data; {@code files} as above. */
  public static Sweep of(SweepSpec spec, Dataset data, Map<String, String> files) {
    Grid grid = Grid.of(spec, data);
    String fingerprint = Canonical.fingerprint(spec, data.fingerprint());
    return new Sweep(spec, spec.toYaml(), data, grid, fingerprint, Map.copyOf(files));
  }

  /**
   * Whether rows of this sweep mean what those of a recorded one mean.
   *
   * @param recorded the fingerprint that was recorded, of today's form or of the first one
   * @param dataset the dataset's name that was recorded, of which the first form knows nothing
   */
  public boolean isOf(String recorded, String dataset) {
    return dataset.equals(data.name())
        && (recorded.equals(fingerprint)
            || recorded.equals(Canonical.formerFingerprint(spec, data.fingerprint())));
  }

  /** What the user may not have meant, a sentence each. */
  public List<String> warnings() {
    return FarTargets.warning(spec, data).stream().toList();
  }

  public String specSha256() {
    return Hashes.sha256(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
