package io.github.widesweep.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.run.Remaining;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Lease;
import io.github.widesweep.job.store.Manifest;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether a run is going on, what is done, failed and missing, and what that takes by the",
      "times that were measured."
    })
public final class StatusCommand implements Callable<Integer> {
  /** Tasks whose costs are added up: their number decides nothing here. */
  private static final double CHUNK_SECONDS = 5;

  @Mixin private OutputArgument argument;
  @Mixin private FormatOption format;
  @Spec private CommandSpec command;

  /** How much of something is done. */
  private record Count(long all, long done, long failed) {
    long missing() {
      return all - done;
    }

    @Override
    public String toString() {
      return "%,d: done %,d, failed %,d, missing %,d".formatted(all, done, failed, missing());
    }

    ObjectNode json() {
      return Json.object()
          .put("all", all)
          .put("done", done)
          .put("failed", failed)
          .put("missing", missing());
    }
  }

  /**
   * What the answer says.
   *
   * @param outside rows of runs that the latest grid does not ask for
   * @param left what is missing; empty if nothing is, or its data cannot be read here
   */
  private record Status(
      String sweep,
      Optional<Lease.Held> held,
      Count networks,
      Count runs,
      long outside,
      Optional<Instant> lastWave,
      Optional<Remaining> left,
      OptionalInt cores) {
    String state() {
      return held.isPresent() ? "running" : runs.missing() == 0 ? "complete" : "stopped";
    }
  }

  @Override
  public Integer call() {
    Status status = status();
    format.print(command.commandLine().getOut(), out -> print(status, out), () -> json(status));
    return ExitStatus.DONE;
  }

  private Status status() {
    Output output = argument.open();
    Provenance.Recorded invocation = Provenance.latest(output);
    Grid grid = invocation.grid();
    Done done = Done.read(output, grid, argument::session);
    List<StoredWeights> networks =
        grid.networks().stream()
            .map(key -> done.networks().get(key.id()))
            .filter(Objects::nonNull)
            .toList();
    long untrained = networks.stream().filter(network -> !network.isThere()).count();
    List<Wave> waves = output.waves(Tables.RUNS).committed();
    long rows =
        waves.stream()
            .flatMap(wave -> wave.manifest().stream())
            .flatMap(manifest -> manifest.files().stream())
            .mapToLong(Manifest.File::rows)
            .sum();
    Count runs = new Count(grid.runCount(), done.runs(), done.failedRuns());
    return new Status(
        invocation.spec().name(),
        Lease.held(output),
        new Count(grid.networkCount(), networks.size(), untrained),
        runs,
        Math.max(0, rows - runs.done()),
        waves.isEmpty()
            ? Optional.empty()
            : Optional.of(waves.get(waves.size() - 1).committed().truncatedTo(ChronoUnit.SECONDS)),
        runs.missing() == 0 ? Optional.empty() : left(output, invocation, grid, done),
        Sessions.localCores());
  }

  /** What remains, at the rates that chunks of the last invocation to end have shown. */
  private static Optional<Remaining> left(
      Output output, Provenance.Recorded invocation, Grid grid, Done done) {
    Sweep sweep;
    try {
      sweep = Sources.recorded(output, invocation.spec());
    } catch (RuntimeException e) {
      // The data is elsewhere: what is done is known all the same.
      return Optional.empty();
    }
    CostModel cost =
        CostModel.of(sweep.spec(), sweep.data(), Provenance.rates(output).orElse(Rates.DEFAULT));
    return Optional.of(
        Remaining.of(
            grid, cost, Chunker.of(grid, cost, CHUNK_SECONDS), done.networks().keySet(), done));
  }

  private static void print(Status status, PrintWriter out) {
    out.printf("sweep      %s%n", status.sweep());
    out.printf("state      %s%n", status.state());
    status
        .held()
        .ifPresent(
            held ->
                out.printf(
                    "by         %s; last sign of life %s%n", held.holder(), ago(held.renewed())));
    out.printf("networks   %s%n", status.networks());
    out.printf("runs       %s%n", status.runs());
    if (status.outside() > 0) {
      out.printf(
          "outside    %,d runs that this grid does not ask for: kept, and checked by verify%n",
          status.outside());
    }
    status.lastWave().ifPresent(last -> out.printf("last wave  %s, %s%n", last, ago(last)));
    status
        .left()
        .ifPresent(
            left -> {
              out.printf("remains    %s of core time", Messages.duration(left.seconds()));
              status
                  .cores()
                  .ifPresent(
                      cores ->
                          out.printf(
                              ", about %s on %s of this machine",
                              Messages.duration(left.seconds(cores)),
                              Messages.count(cores, "core")));
              out.println();
            });
  }

  private static String ago(Instant moment) {
    double seconds = Duration.between(moment, Instant.now()).toMillis() / 1000.0;
    return Messages.duration(Math.max(0, seconds)) + " ago";
  }

  private static ObjectNode json(Status status) {
    ObjectNode root = Json.object();
    root.put("sweep", status.sweep());
    root.put("state", status.state());
    status
        .held()
        .ifPresent(
            held -> root.put("held_by", held.holder()).put("renewed", held.renewed().toString()));
    root.set("networks", status.networks().json());
    root.set("runs", status.runs().json());
    root.put("runs_outside_grid", status.outside());
    status.lastWave().ifPresent(last -> root.put("last_wave", last.toString()));
    status
        .left()
        .ifPresent(
            left -> {
              root.put("remaining_core_seconds", left.seconds());
              status
                  .cores()
                  .ifPresent(cores -> root.put("remaining_wall_seconds", left.seconds(cores)));
            });
    return root;
  }
}
