package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.upkeep.Cleaning;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    description = {
      "Removes what no committed row of an output needs: waves that were never committed or were",
      "merged, weights of no committed network, old summaries. DIR/damaged is left alone."
    })
final class CleanCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;

  @Option(names = "--dry-run", description = "Only says what would be removed.")
  private boolean dryRun;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    SparkSession spark = argument.session();
    List<Cleaning.Litter> litter = Cleaning.find(spark, output);
    PrintWriter out = command.commandLine().getOut();
    for (Cleaning.Litter piece : litter) {
      out.printf("%s: %s, %s%n", piece.path(), piece.what(), Messages.bytes(piece.bytes()));
    }
    if (!dryRun) {
      Cleaning.remove(output, litter);
    }
    out.printf(
        "%s: %s, %s%n",
        dryRun ? "would be removed" : "removed",
        Messages.count(litter.stream().mapToLong(Cleaning.Litter::files).sum(), "file"),
        Messages.bytes(litter.stream().mapToLong(Cleaning.Litter::bytes).sum()));
    out.flush();
    return ExitStatus.DONE;
  }
}
