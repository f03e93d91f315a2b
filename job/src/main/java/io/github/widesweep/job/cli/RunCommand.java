package io.github.widesweep.job.cli;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.run.WaveWriter;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.network.LinearAlgebra;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    SpecArguments.requireSeconds("--wave-seconds", waveSeconds);
    // Everything that may be the user's mistake comes before anything is written: a BLAS too.
    LinearAlgebra.blas();
    Sweep sweep = arguments.load();
    Output output = Output.of(directory, Sessions.hadoop());
    output.requireWritable();
    SparkSession spark = Sessions.open(sweep.spec().name());
    arguments.cost(sweep, Sessions.taskHeapBytes(spark));
    RunAction.Settings settings =
        new RunAction.Settings(arguments.chunkSeconds(), WaveWriter.Pace.ofSeconds(waveSeconds));
    PrintWriter err = command.commandLine().getErr();
    RunAction.Outcome outcome = new RunAction(spark, output, sweep, settings, err).run();
    PrintWriter out = command.commandLine().getOut();
    out.print(ErrorTable.render(spark));
    out.printf(
        "%,d runs done now, %,d in all, %,d failed; tables in %s%n",
        outcome.runs(), sweep.grid().runCount(), outcome.failed(), directory);
    out.flush();
    return outcome.exitStatus();
  }
}
