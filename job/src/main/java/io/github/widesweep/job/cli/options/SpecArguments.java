package io.github.widesweep.job.cli.options;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.spec.PlacedSpec;
import io.github.widesweep.sweep.spec.SpecReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A spec, and values that replace some of its own. */
public final class SpecArguments {
  private static final double MOST_SECONDS = 86_400;

  @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the sweep.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the spec: --set grid.draws=10. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--quick",
      description =
          "Puts the values of the spec's section quick in place: fewer widths, networks, draws."
              + " --set wins over them.")
  private boolean quick;

  @Option(
      names = "--chunk-seconds",
      paramLabel = "X",
      defaultValue = "5",
      description = {
        "How long a task should take, less where a sweep is short; no effect on rows.",
        "Default: ${DEFAULT-VALUE}."
      })
  private double chunkSeconds;

  private PlacedSpec placed;

  /** Values that are wrong are the user's mistakes, at the lines where they were written. */
  public Sweep load(Sources sources) {
    return load(sources, Map.of());
  }

  /** The same with some more values in place of the spec's, by path. */
  public Sweep load(Sources sources, Map<String, String> more) {
    requireSeconds("--chunk-seconds", chunkSeconds);
    Map<String, String> all = new LinkedHashMap<>(overrides);
    all.putAll(more);
    placed = quick ? SpecReader.readQuick(file, all) : SpecReader.readPlaced(file, all);
    return sources.sweep(placed);
  }

  /**
   * The costs of what was loaded.
   *
   * @param heapBytes memory of a task: a width of which one plan alone needs more is refused
   */
  public CostModel cost(Sweep sweep, long heapBytes) {
    CostModel cost = CostModel.of(sweep.spec(), sweep.data());
    return placed.make(
        spec -> {
          cost.requireFits(sweep.grid(), heapBytes);
          return cost;
        });
  }

  /** Refuses what is no time to wait. */
  public static void requireSeconds(String option, double seconds) {
    require(
        seconds > 0 && seconds <= MOST_SECONDS,
        option,
        seconds,
        "seconds, above 0 and at most %.0f, a day".formatted(MOST_SECONDS));
  }

  /** How long a task should take. */
  public double chunkSeconds() {
    return chunkSeconds;
  }
}
