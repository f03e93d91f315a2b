package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.upkeep.Compaction;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = {
      "Merges the many small files of an output into few large ones. Rows stay the same, and count",
      "once whenever it is killed."
    })
final class CompactCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    SparkSession spark = argument.session();
    PrintWriter out = command.commandLine().getOut();
    for (Compaction.Merged merged : Compaction.of(spark, output)) {
      out.printf(
          "%s: %s of %s became %,d, %s to %s, %s%n",
          merged.table(),
          Messages.count(merged.filesBefore(), "file"),
          Messages.count(merged.waves(), "wave"),
          merged.filesAfter(),
          Messages.bytes(merged.bytesBefore()),
          Messages.bytes(merged.bytesAfter()),
          Messages.count(merged.rows(), "row"));
    }
    out.flush();
    return ExitStatus.DONE;
  }
}
