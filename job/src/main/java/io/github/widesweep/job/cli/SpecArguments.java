package io.github.widesweep.job.cli;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.sweep.spec.SpecReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code plan} and {@code run} ask for: a spec, and values that replace some of its own. */
public final class SpecArguments {
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
      description = "How long a task should take; no effect on rows. Default: ${DEFAULT-VALUE}.")
  private double chunkSeconds;

  Sweep load() {
    return Sweep.of(
        quick ? SpecReader.readQuick(file, overrides) : SpecReader.read(file, overrides));
  }

  double chunkSeconds() {
    return chunkSeconds;
  }
}
