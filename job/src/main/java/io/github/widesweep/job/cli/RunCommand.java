package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.UserException;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.PatienceOption;
import io.github.widesweep.job.cli.options.SpecArguments;
import io.github.widesweep.job.query.ErrorTable;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.until.Until;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.sweep.spec.GridSpec;
import io.github.widesweep.sweep.spec.OwnNetworks;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Does what is missing of a sweep, and prints error against width.")
public final class RunCommand implements Callable<Integer> {
  @Mixin private SpecArguments arguments;
  @Mixin private PatienceOption patience;
  @Mixin private FormatOption format;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Directory of the tables and weights, on any file system that Hadoop knows.")
  private String directory;

  @Option(
      names = "--wave-seconds",
      paramLabel = "X",
      defaultValue = "20",
      description = {
        "How often finished runs are committed: what a kill may cost. Default: ${DEFAULT-VALUE}."
      })
  private double waveSeconds;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      defaultValue = "9223372036854775807",
      description = "Ends as soon as more runs than that have failed. Default: never.")
  private long mostFailures;

  @Option(
      names = "--fresh",
      description = "Removes what is there first; asks, unless --yes is given too.")
  private boolean fresh;

  @Option(
      names = "--retry-failed",
      description = {
        "Does runs again that failed for want of memory or by an exception. Those whose numbers"
            + " are",
        "not finite, or whose training diverged, would end the same way: they stay."
      })
  private boolean retryFailed;

  @Option(names = "--yes", description = "The answer to what would be asked.")
  private boolean yes;

  @Mixin private UntilArguments until;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    SpecArguments.requireSeconds("--wave-seconds", waveSeconds);
    require(mostFailures >= 0, "--max-failures", mostFailures, "a number from 0");
    Duration patient = patience.duration();
    require(!(fresh && retryFailed), "--retry-failed", "given with --fresh", "one of the two");
    // Everything that may be the user's mistake comes before anything is written: a BLAS too.
    LinearAlgebra.blas();
    until.check();
    PrintWriter err = command.commandLine().getErr();
    Output output = Output.of(directory, Sessions.hadoop());
    Sources looked = Sources.of(Sessions.hadoop(), () -> Sessions.open("run", patient));
    Sources sources =
        fresh ? looked : looked.orOf(output, note -> err.println("widesweep: " + note));
    Sweep sweep = arguments.load(sources);
    GridSpec first = sweep.spec().grid();
    if (until.isGiven()) {
      requireTrained(sweep);
      sweep = arguments.load(sources, until.most(first));
      until.requireRoom(sweep, first);
    }
    output.requireWritable();
    sweep.warnings().forEach(warning -> err.println("widesweep: note: " + warning));
    if (fresh && !yes && output.holdsSweep()) {
      ask();
    }
    SparkSession spark = Sessions.open(sweep.spec().name(), patient);
    RunAction.Settings settings =
        new RunAction.Settings(arguments.chunkSeconds(), waveSeconds, mostFailures, before());
    RunAction action = new RunAction(spark, output, sweep, settings, err);
    String name = "run " + sweep.spec().name();
    PrintWriter out = command.commandLine().getOut();
    if (until.isGiven()) {
      Until inquiry = until.inquiry(spark, output, sweep, first);
      RunAction.Outcome outcome = action.run(name, inquiry);
      int exitStatus = until.print(inquiry, format.words(out, err));
      int worst = Math.max(exitStatus, outcome.exitStatus());
      print(outcome, inquiry.runs(), worst, () -> "", spark);
      return worst;
    }
    RunAction.Outcome outcome = action.run(name);
    print(
        outcome,
        sweep.grid().runCount(),
        outcome.exitStatus(),
        () -> ErrorTable.render(spark, directory),
        spark);
    return outcome.exitStatus();
  }

  private void print(
      RunAction.Outcome outcome,
      long all,
      int exitStatus,
      Supplier<String> table,
      SparkSession spark) {
    format.print(
        command.commandLine().getOut(),
        out -> {
          out.print(table.get());
          if (outcome.outside() > 0) {
            out.printf(
                "%s in %s outside of this grid, kept%n",
                Messages.count(outcome.outside(), "run"), directory);
          }
          out.printf(
              "%s done now, %,d in all, %,d failed; tables in %s%n",
              Messages.count(outcome.runs(), "run"), all, outcome.failed(), directory);
        },
        () -> {
          ObjectNode root =
              Json.object()
                  .put("output", directory)
                  .put("runs_done_now", outcome.runs())
                  .put("runs", all)
                  .put("failed", outcome.failed())
                  .put("runs_outside_grid", outcome.outside())
                  .put("exit_status", exitStatus);
          root.set("error_by_width", ErrorTable.json(spark));
          return root;
        });
  }

  /** Intervals become tighter with more networks, and files hold as many as they hold. */
  private static void requireTrained(Sweep sweep) {
    if (sweep.spec().network() instanceof OwnNetworks own) {
      throw new UserException(
          "--until is there, expected a spec that trains its networks, without network.source %s"
              .formatted(own.source()));
    }
  }

  private RunAction.Before before() {
    if (retryFailed) {
      return RunAction.Before.RETRY;
    }
    return fresh ? RunAction.Before.REMOVE : RunAction.Before.KEEP;
  }

  /** Asks on a terminal whether to remove what is there. */
  // Where there is none, the console is null before Java 22 and its answer is afterwards.
  @SuppressWarnings("SystemConsoleNull")
  private void ask() {
    Console terminal = System.console();
    String answer =
        terminal == null
            ? ""
            : terminal.readLine("Remove all tables and weights in %s? (yes/no) ", directory);
    if (!"yes".equals(answer)) {
      throw new UserException(
          "output %s: holds a sweep, which --fresh removes; expected --yes with it, or yes"
                  .formatted(directory)
              + " as the answer");
    }
  }
}
