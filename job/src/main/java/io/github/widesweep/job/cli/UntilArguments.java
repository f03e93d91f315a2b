package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.TextTable;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.until.Goal;
import io.github.widesweep.job.until.Limits;
import io.github.widesweep.job.until.Until;
import io.github.widesweep.sweep.grid.Cell;
import io.github.widesweep.sweep.spec.GridSpec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** What {@code run} asks for to go on until intervals are tight. */
public final class UntilArguments {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smh])");
  private static final int MOST_DRAWS = 100;

  @Option(
      names = "--until",
      paramLabel = "GOAL",
      description = {
        "Adds trained networks and draws until the 95 %% interval of a measure is tight enough in",
        "every cell: \"halfwidth(delta_logits) <= 5%%\" of the mean, \"halfwidth(metric_drop) <=",
        "0.005\" without the sign. It begins with the spec's networks, at least 10, and two draws."
      })
  private String goal;

  @Option(
      names = "--most-networks",
      paramLabel = "N",
      defaultValue = "1000",
      description = "With --until: most trained networks of a width. Default: ${DEFAULT-VALUE}.")
  private int networks;

  @Option(
      names = "--most-runs",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "With --until: most runs in all. Default: ${DEFAULT-VALUE}.")
  private long runs;

  @Option(
      names = "--most-time",
      paramLabel = "T",
      description =
          "With --until: begins nothing that would end later than that, such as 90s, 30m or 8h.")
  private String time;

  private Goal parsed;

  boolean isGiven() {
    return goal != null;
  }

  /** Refuses what is wrong with them, before anything else is done. */
  void check() {
    if (!isGiven()) {
      return;
    }
    parsed = Goal.parse("--until", goal);
    require(networks >= 2, "--most-networks", networks, "at least 2: intervals are over networks");
    require(runs >= 1, "--most-runs", runs, "at least 1");
    time();
  }

  private Optional<Duration> time() {
    if (time == null) {
      return Optional.empty();
    }
    Matcher form = TIME.matcher(time);
    require(form.matches(), "--most-time", time, "a whole number of s, m or h, such as 30m");
    long number = Long.parseLong(form.group(1));
    return Optional.of(
        switch (form.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }

  /** The values that make of a spec's grid the largest that there may be. */
  Map<String, String> most(GridSpec grid) {
    return Map.of(
        "grid.networks", String.valueOf(Math.max(networks, grid.networks())),
        "grid.draws", String.valueOf(Math.max(MOST_DRAWS, grid.draws())));
  }

  /** Refuses limits that leave no room; parameters as of {@link #inquiry}. */
  void requireRoom(Sweep sweep, GridSpec first) {
    Until.requireRoom(sweep.grid(), first.networks(), limits(sweep));
  }

  /**
   * What is to be done.
   *
   * @param sweep with the grid of {@link #most}
   * @param first the grid that the spec asks for
   */
  Until inquiry(SparkSession spark, Output output, Sweep sweep, GridSpec first) {
    return new Until(
        spark, output, sweep, first.networks(), parsed, limits(sweep), System::nanoTime);
  }

  private Limits limits(Sweep sweep) {
    GridSpec largest = sweep.spec().grid();
    return new Limits(largest.networks(), largest.draws(), runs, time());
  }

  /**
   * Says what came of it.
   *
   * @return the exit code: {@link ExitStatus#NOT_VERIFIED} if the goal is not met in every cell
   */
  int print(Until until, PrintWriter out) {
    List<Until.Result> results = until.results();
    List<Until.Result> missed = results.stream().filter(result -> !result.met()).toList();
    out.printf(
        "%s: met in %s of %,d%s%n",
        parsed,
        Messages.count(results.size() - missed.size(), "cell"),
        results.size(),
        until.limit().map(limit -> "; ended by " + limit).orElse(""));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("cell", "width", "networks", "draws", "mean", "half width", ""));
    for (Until.Result result : results) {
      rows.add(
          List.of(
              name(result.cell()),
              String.valueOf(result.cell().width()),
              String.valueOf(result.networks()),
              String.valueOf(result.draws()),
              String.format(Locale.ROOT, "%.4g", result.interval().mean()),
              parsed.describe(result.interval()),
              result.met() ? "" : "not met"));
    }
    out.print(TextTable.align(rows));
    return missed.isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_VERIFIED;
  }

  private static String name(Cell cell) {
    CompressionSpec how = cell.compression();
    String amount =
        how.scheme() instanceof Scheme.Prune prune
            ? "p=" + prune.keepProbability()
            : "k=" + ((Scheme.Quantize) how.scheme()).levels();
    return Stream.concat(
            Stream.of(
                how.target().toString(),
                how.unit().name().toLowerCase(Locale.ROOT),
                how.method().name(),
                how.scheme() + " " + amount),
            how.method().parameters().stream()
                .map(parameter -> parameter.name() + " " + parameter.value()))
        .collect(Collectors.joining(" "));
  }
}
