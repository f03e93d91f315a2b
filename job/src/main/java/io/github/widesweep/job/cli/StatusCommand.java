package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.Grid;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says what is done, failed and missing, also while a run is going on.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    Provenance.Recorded invocation = Provenance.latest(output);
    Grid grid = invocation.grid();
    Done done = Done.read(output, grid, argument::session);
    PrintWriter out = command.commandLine().getOut();
    out.printf("sweep      %s%n", invocation.spec().name());
    List<StoredWeights> networks =
        grid.networks().stream()
            .map(key -> done.networks().get(key.id()))
            .filter(Objects::nonNull)
            .toList();
    long untrained = networks.stream().filter(network -> !network.isThere()).count();
    print("networks", grid.networkCount(), networks.size(), untrained, out);
    print("runs", grid.runCount(), done.runs(), done.failedRuns(), out);
    List<Wave> waves = output.waves(Tables.RUNS).committed();
    if (!waves.isEmpty()) {
      Instant last = waves.get(waves.size() - 1).committed().truncatedTo(ChronoUnit.SECONDS);
      out.printf(
          "last wave  %s, %s ago%n",
          last, Messages.duration(Duration.between(last, Instant.now()).toMillis() / 1000.0));
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private static void print(String what, long all, long done, long failed, PrintWriter out) {
    out.printf(
        "%-10s %,d: done %,d, failed %,d, missing %,d%n", what, all, done, failed, all - done);
  }
}
