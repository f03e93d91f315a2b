package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.upkeep.Repair;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Moves what verify finds damaged or doubled out of the way, into DIR/damaged/TIME. Nothing is",
      "deleted. The command that began the sweep then does again what is missing."
    })
final class RepairCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    SparkSession spark = argument.session();
    // What cannot be read is a finding; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    Repair.Outcome outcome = Repair.of(spark, output, Instant.now());
    PrintWriter out = command.commandLine().getOut();
    outcome.lines().forEach(line -> out.println("found: " + line));
    out.println(
        outcome.moved() == 0
            ? "nothing to move aside"
            : "moved aside: %,d, to %s; run does again what is missing now"
                .formatted(outcome.moved(), Messages.plain(outcome.folder().toString())));
    out.flush();
    return ExitStatus.DONE;
  }
}
