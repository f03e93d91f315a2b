package io.github.widesweep.job.cli.options;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.query.Query;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Tables;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  /** For many queries: in a session that knows all tables and views of an output, as it is now. */
  public Query openForMany(OutputArgument argument) {
    Output output = open(argument);
    SparkSession spark = session(argument, output);
    Catalog.register(spark, output);
    return query(spark, names -> {});
  }

  /** For one query, whose session gets to know what it names. */
  public Query openForOne(OutputArgument argument) {
    Output output = open(argument);
    SparkSession spark = session(argument, output);
    return query(
        spark,
        names ->
            names.ifPresentOrElse(
                some -> Catalog.register(spark, output, some),
                () -> Catalog.register(spark, output)));
  }

  private Output open(OutputArgument argument) {
    require(limit > 0 && limit < Integer.MAX_VALUE, "--limit", limit, "at least 1");
    return argument.open();
  }

  private static SparkSession session(OutputArgument argument, Output output) {
    SparkSession spark = argument.session();
    if (output.waves(Tables.RUNS).rows() < FEW_ROWS) {
      // So few rows are read before code for the query is compiled or its plan is changed.
      spark = spark.newSession();
      spark.conf().set("spark.sql.adaptive.enabled", "false");
      spark.conf().set("spark.sql.shuffle.partitions", "1");
      spark.conf().set("spark.sql.codegen.wholeStage", "false");
      spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
    // A query that fails is reported in one line; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    return spark;
  }

  private Query query(SparkSession spark, Consumer<Optional<Set<String>>> tables) {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    return new Query(spark, tables, format, limit, out, err);
  }
}
