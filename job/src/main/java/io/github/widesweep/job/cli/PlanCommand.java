package io.github.widesweep.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.SpecArguments;
import io.github.widesweep.job.run.Remaining;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a sweep would take, and runs nothing; with --output, what remains to be done"
          + " there,",
      "by the times that were measured there."
    })
public final class PlanCommand implements Callable<Integer> {
  @Mixin private SpecArguments arguments;
  @Mixin private FormatOption format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Output of run, or where it would be.")
  private String directory;

  @Spec private CommandSpec command;

  /** What the answer says. */
  private record Plan(
      Sweep sweep,
      Remaining all,
      Optional<Remaining> remaining,
      long memoryBytes,
      OptionalInt cores,
      List<String> warnings) {
    Remaining toDo() {
      return remaining.orElse(all);
    }
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    format.print(command.commandLine().getOut(), out -> print(plan, out), () -> json(plan));
    return ExitStatus.DONE;
  }

  private Plan plan() {
    Sweep sweep = arguments.load(Sources.of(Sessions.hadoop(), () -> Sessions.open("plan")));
    Grid grid = sweep.grid();
    long heap = Runtime.getRuntime().maxMemory();
    arguments.cost(sweep, heap);
    Optional<Output> output =
        Optional.ofNullable(directory)
            .map(name -> Output.of(name, Sessions.hadoop()))
            .filter(Output::holdsSweep);
    output.ifPresent(there -> Provenance.requireSame(there, sweep));
    Rates rates = output.flatMap(Provenance::rates).orElse(Rates.DEFAULT);
    CostModel cost = CostModel.of(sweep.spec(), sweep.data(), rates);
    OptionalInt cores = Sessions.localCores();
    Chunker wanted = Chunker.of(grid, cost, arguments.chunkSeconds());
    Chunker chunker = cores.isPresent() ? wanted.balanced(cores.getAsInt()) : wanted;
    long memory =
        Math.max(
            chunker.totals().memoryBytes(),
            grid.kinds().stream()
                .mapToLong(kind -> cost.trainingBytes(kind.some()))
                .max()
                .orElse(0));
    return new Plan(
        sweep,
        Remaining.all(grid, cost, chunker),
        output.map(
            there -> {
              Done done = Done.read(there, grid, () -> Sessions.open(command.name()));
              return Remaining.of(grid, cost, chunker, done.networks().keySet(), done);
            }),
        memory,
        cores,
        warnings(sweep, memory, heap, cores));
  }

  /** On this machine tasks share one heap, and wait where it does not hold them all. */
  private static List<String> warnings(Sweep sweep, long memory, long heap, OptionalInt cores) {
    List<String> warnings = new ArrayList<>(sweep.warnings());
    if (cores.isPresent() && memory * cores.getAsInt() > heap) {
      warnings.add(
          "%d tasks at once need up to %s, the heap is %s: some will wait; more with -- --driver-memory"
              .formatted(
                  cores.getAsInt(),
                  Messages.bytes(memory * cores.getAsInt()),
                  Messages.bytes(heap)));
    }
    return warnings;
  }

  private void print(Plan plan, PrintWriter out) {
    Dataset data = plan.sweep().data();
    Grid grid = plan.sweep().grid();
    out.printf("sweep             %s%n", plan.sweep().spec().name());
    out.printf(
        "data              %s: %,d training and %,d test samples, %s, %s%n",
        data.name(),
        data.train().count(),
        data.test().count(),
        Messages.count(data.train().features(), "feature"),
        Messages.count(data.train().targets().getColDim(), "output"));
    out.printf("cells             %,d%n", grid.cellCount());
    out.printf("networks          %,d%n", grid.networkCount());
    out.printf("runs              %,d%n", grid.runCount());
    if (directory != null) {
      out.printf(
          "in the output     %s and %s are done, %,d and %,d remain%n",
          Messages.count(grid.networkCount() - plan.toDo().networks(), "network"),
          Messages.count(grid.runCount() - plan.toDo().runs(), "run"),
          plan.toDo().networks(),
          plan.toDo().runs());
    }
    out.printf("chunks            %,d%n", plan.toDo().chunks());
    out.printf("core time         %s%n", Messages.duration(plan.toDo().seconds()));
    out.printf("  training        %s%n", Messages.duration(plan.toDo().trainingSeconds()));
    out.printf("  compression     %s%n", Messages.duration(plan.toDo().compressionSeconds()));
    out.printf("longest task      %s%n", Messages.duration(plan.toDo().longestSeconds()));
    plan.cores()
        .ifPresent(
            cores ->
                out.printf(
                    "wall time         about %s on %s of this machine%n",
                    Messages.duration(plan.toDo().seconds(cores)), Messages.count(cores, "core")));
    out.printf("memory per task   %s%n", Messages.bytes(plan.memoryBytes()));
    plan.warnings().forEach(warning -> out.println("note: " + warning));
  }

  private static ObjectNode json(Plan plan) {
    ObjectNode root = Json.object();
    Dataset data = plan.sweep().data();
    root.put("sweep", plan.sweep().spec().name());
    root.putObject("data")
        .put("name", data.name())
        .put("training_samples", data.train().count())
        .put("test_samples", data.test().count())
        .put("features", data.train().features())
        .put("outputs", data.train().targets().getColDim())
        .put("fingerprint", data.fingerprint());
    root.put("cells", plan.sweep().grid().cellCount());
    root.set("all", json(plan.all()));
    plan.remaining().ifPresent(remaining -> root.set("remaining", json(remaining)));
    root.put("memory_per_task_bytes", plan.memoryBytes());
    plan.cores()
        .ifPresent(
            cores -> root.put("cores", cores).put("wall_seconds", plan.toDo().seconds(cores)));
    plan.warnings().forEach(root.putArray("warnings")::add);
    return root;
  }

  private static ObjectNode json(Remaining remaining) {
    return Json.object()
        .put("networks", remaining.networks())
        .put("runs", remaining.runs())
        .put("chunks", remaining.chunks())
        .put("core_seconds", remaining.seconds())
        .put("training_seconds", remaining.trainingSeconds())
        .put("compression_seconds", remaining.compressionSeconds())
        .put("longest_task_seconds", remaining.longestSeconds());
  }
}
