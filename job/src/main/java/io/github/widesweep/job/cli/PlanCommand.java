package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Sources;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKind;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Says what a sweep would take, and runs nothing.")
public final class PlanCommand implements Callable<Integer> {
  @Mixin private SpecArguments arguments;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Sweep sweep = arguments.load(Sources.of(Sessions.hadoop(), () -> Sessions.open("plan")));
    Grid grid = sweep.grid();
    CostModel cost = arguments.cost(sweep, Runtime.getRuntime().maxMemory());
    Chunker.Totals compression = Chunker.of(grid, cost, arguments.chunkSeconds()).totals();
    List<NetworkKind> kinds = grid.kinds();
    double training =
        kinds.stream().mapToDouble(kind -> kind.count() * cost.trainingSeconds(kind.some())).sum();
    double longestTraining =
        kinds.stream().mapToDouble(kind -> cost.trainingSeconds(kind.some())).max().orElse(0);
    long trainingBytes =
        kinds.stream().mapToLong(kind -> cost.trainingBytes(kind.some())).max().orElse(0);
    PrintWriter out = command.commandLine().getOut();
    out.printf("sweep             %s%n", sweep.spec().name());
    out.printf(
        "data              %s: %d training and %d test samples, %d features, %d outputs%n",
        sweep.data().name(),
        sweep.data().train().count(),
        sweep.data().test().count(),
        sweep.data().train().features(),
        sweep.data().train().targets().getColDim());
    out.printf("cells             %,d%n", grid.cellCount());
    out.printf("networks          %,d%n", grid.networkCount());
    out.printf("runs              %,d%n", grid.runCount());
    out.printf("chunks            %,d%n", compression.chunks());
    out.printf("core time         %s%n", Messages.duration(training + compression.seconds()));
    out.printf("  training        %s%n", Messages.duration(training));
    out.printf("  compression     %s%n", Messages.duration(compression.seconds()));
    out.printf(
        "longest task      %s%n",
        Messages.duration(Math.max(longestTraining, compression.longestSeconds())));
    out.printf(
        "memory per task   %s%n",
        Messages.bytes(Math.max(trainingBytes, compression.memoryBytes())));
    out.flush();
    return ExitStatus.DONE;
  }
}
