package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.ExportArguments;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.export.TablesExport;
import io.github.widesweep.job.store.NewDirectory;
import io.github.widesweep.job.store.Output;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "export-tables",
    mixinStandardHelpOptions = true,
    description = {
      "Writes every table and view of an output as one plain file, Parquet or CSV, for pandas,",
      "DuckDB, R and others: committed rows only, each once. Written whole or not at all."
    })
public final class ExportTablesCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Mixin private ExportArguments arguments;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "parquet, or csv with a header. Default: ${DEFAULT-VALUE}.")
  private TablesExport.Format format;

  @Option(
      names = "--tables",
      paramLabel = "NAMES",
      split = ",",
      description = "Only these tables and views, separated by commas. Default: all.")
  private List<String> names = TablesExport.NAMES;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    for (String name : names) {
      require(
          TablesExport.NAMES.contains(name),
          "--tables",
          name,
          "one of " + String.join(", ", TablesExport.NAMES));
    }
    Output output = argument.open();
    try (NewDirectory directory = arguments.directory()) {
      List<TablesExport.Written> tables =
          new TablesExport(argument.session(), output, format).write(names, directory);
      PrintWriter out = command.commandLine().getOut();
      tables.forEach(
          table -> out.printf("%-24s %s%n", table.name(), Messages.count(table.rows(), "row")));
      out.printf(
          "tables in %s, columns explained in %s%n",
          Messages.plain(directory.path().toString()), NewDirectory.MARK);
      out.flush();
    }
    return ExitStatus.DONE;
  }
}
