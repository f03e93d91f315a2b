package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv (with a header) or json (a line per row). Default: table.")
  private Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most rows of a table; csv and json have none. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Spec private CommandSpec command;

  /** How rows are printed. */
  enum Format {
    table,
    csv,
    json
  }

  @Override
  public Integer call() throws Exception {
    require(limit > 0 && limit < Integer.MAX_VALUE, "--limit", limit, "at least 1");
    Output opened = output.open();
    SparkSession spark = output.session();
    Catalog.register(spark, opened);
    // A query that fails is reported in one line; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    PrintWriter out = command.commandLine().getOut();
    try {
      ReadOnlyQuery.require(spark, query);
      print(spark.sql(query), out);
    } catch (UserException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof SparkThrowable problem && !problem.isInternalError()) {
        throw new UserException("query: " + Messages.firstLine(e), e);
      }
      throw e;
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private void print(Dataset<Row> rows, PrintWriter out) {
    switch (format) {
      case table -> printTable(rows, out);
      case json -> printJson(rows, out);
      case csv -> printCsv(rows, out);
    }
  }

  /** A table needs all its rows for its columns' widths: so there is a limit, and it is said. */
  private void printTable(Dataset<Row> rows, PrintWriter out) {
    String text = ErrorTable.show(rows, limit);
    int cut = text.lastIndexOf("only showing top " + limit + " row");
    out.print(cut < 0 ? text : text.substring(0, cut));
    if (cut >= 0) {
      command
          .commandLine()
          .getErr()
          .printf(
              "widesweep: the first %,d rows; --limit shows more, --format csv or json all%n",
              limit);
    }
  }

  private static void printJson(Dataset<Row> rows, PrintWriter out) {
    Column whole = functions.struct(functions.col("*"));
    rows.select(functions.to_json(whole, Map.of("ignoreNullFields", "false")))
        .toLocalIterator()
        .forEachRemaining(row -> out.println(row.getString(0)));
  }

  /** NULL is an empty field; arrays and other structures are written as JSON. */
  private static void printCsv(Dataset<Row> rows, PrintWriter out) {
    StructField[] fields = rows.schema().fields();
    String[] numbered = new String[fields.length];
    Column[] texts = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      // A query may name two columns alike.
      numbered[i] = "_" + i;
      texts[i] = text(functions.col(numbered[i]), fields[i].dataType());
    }
    try {
      CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
      printer.printRecord((Object[]) rows.schema().fieldNames());
      Iterator<Row> iterator = rows.toDF(numbered).select(texts).toLocalIterator();
      while (iterator.hasNext()) {
        Row row = iterator.next();
        for (int i = 0; i < row.length(); i++) {
          printer.print(row.get(i));
        }
        printer.println();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Column text(Column column, DataType type) {
    boolean nested =
        type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    return nested ? functions.to_json(column) : column.cast("string");
  }
}
