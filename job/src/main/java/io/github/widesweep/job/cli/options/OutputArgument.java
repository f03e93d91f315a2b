package io.github.widesweep.job.cli.options;

import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Output;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that read an output ask for. */
public final class OutputArgument {
  @Parameters(index = "0", paramLabel = "DIR", description = "Output of run.")
  private String directory;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The output; a {@link io.github.widesweep.UserException} if no sweep is there. */
  public Output open() {
    return open(directory);
  }

  /** The output in a directory of any file system; refused as by {@link #open()}. */
  public static Output open(String directory) {
    Output output = Output.of(directory, Sessions.hadoop());
    output.requireSweep();
    return output;
  }

  /** A session to read it. */
  public SparkSession session() {
    return Sessions.open(command.name());
  }
}
