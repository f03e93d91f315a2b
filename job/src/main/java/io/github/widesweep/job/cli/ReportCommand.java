package io.github.widesweep.job.cli;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.report.SweepReport;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Summary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Draws an output's results on one page that needs no network and no script: error and metric",
      "against width, error against sparsity, frontiers, failures and provenance. Also while a run",
      "is going on."
    })
public final class ReportCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;

  @Option(
      names = "--html",
      required = true,
      paramLabel = "FILE",
      description = "The page; replaced if it exists.")
  private Path html;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Every plotted number, with a header; replaced if it exists.")
  private Path csv;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    // Charts are drawn without a display, whatever the environment says of one.
    System.setProperty("java.awt.headless", "true");
    Output output = argument.open();
    requireParent("--html", html);
    requireParent("--csv", csv);
    SparkSession spark = argument.session();
    Catalog.register(spark, output);
    // Of the runs that are there now; the table is of the last invocation that came to its end.
    Summary.of(spark).createOrReplaceTempView(Summary.TABLE.name());
    SweepReport report = SweepReport.of(spark);
    String page = report.html();
    write("--html", html, out -> out.write(page));
    if (csv != null) {
      write("--csv", csv, report::writeCsv);
    }
    command.commandLine().getOut().println("report in " + html + (csv == null ? "" : ", " + csv));
    command.commandLine().getOut().flush();
    return ExitStatus.DONE;
  }

  private static void requireParent(String option, Path file) {
    if (file == null) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
      throw new UserException(
          "%s %s: expected a file in a directory that exists".formatted(option, file));
    }
  }

  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private static void write(String option, Path file, Content content) {
    try (Writer out = Files.newBufferedWriter(file)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UserException("%s %s: %s".formatted(option, file, Messages.oneLine(e)), e);
    }
  }
}
