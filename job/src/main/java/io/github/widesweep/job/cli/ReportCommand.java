package io.github.widesweep.job.cli;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.report.SweepReport;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Summary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the results of one output or several on one page that needs no network and no script:",
      "error and metric against width and sparsity, methods side by side, bounds, failures and",
      "provenance. Also while a run is going on."
    })
public final class ReportCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Outputs of run.")
  private List<String> directories;

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
    List<Output> outputs = directories.stream().map(OutputArgument::open).toList();
    requireParent("--html", html);
    requireParent("--csv", csv);
    SparkSession spark = Sessions.open(command.name());
    List<SweepReport> reports = new ArrayList<>();
    for (Output output : outputs) {
      Catalog.register(spark, output);
      // Of the runs that are there now; the table is of the last invocation that came to its end.
      Summary.of(spark).createOrReplaceTempView(Summary.TABLE.name());
      reports.add(SweepReport.of(spark));
    }
    String page = SweepReport.html(reports);
    write("--html", html, out -> out.write(page));
    if (csv != null) {
      write("--csv", csv, out -> SweepReport.writeCsv(reports, out));
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
