package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.cli.options.QueryOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Answers a Spark SQL query from an output's tables (runs, layers, origins, networks, summary,",
      "provenance) and views, and changes nothing. SHOW VIEWS names them, DESCRIBE runs explains every",
      "column of one."
    })
public final class SqlCommand implements Callable<Integer> {
  @Mixin private OutputArgument output;

  @Parameters(index = "1", paramLabel = "QUERY", description = "Spark SQL.")
  private String query;

  @Mixin private QueryOptions options;

  @Override
  public Integer call() throws Exception {
    options.openForOne(output).answer(query);
    return ExitStatus.DONE;
  }
}
