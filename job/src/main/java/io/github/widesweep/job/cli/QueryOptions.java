package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.query.Query;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Tables;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the rows of queries are printed. */
public final class QueryOptions {
  private static final long FEW_ROWS = 50_000;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv (with a header) or json (a line per row). Default: table.")
  private Query.Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most rows of a table; csv and json have none. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Opens a session that knows an output's tables and views. */
  Query open(OutputArgument argument) {
    require(limit > 0 && limit < Integer.MAX_VALUE, "--limit", limit, "at least 1");
    Output output = argument.open();
    SparkSession spark = argument.session();
    if (output.waves(Tables.RUNS).rows() < FEW_ROWS) {
      // Code that is compiled for a query takes longer to compile than so few rows take without.
      spark = spark.newSession();
      spark.conf().set("spark.sql.codegen.wholeStage", "false");
      spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
    Catalog.register(spark, output);
    // A query that fails is reported in one line; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    return new Query(
        spark, format, limit, command.commandLine().getOut(), command.commandLine().getErr());
  }
}
