package io.github.widesweep.job.query;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Csv;
import io.github.widesweep.job.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

/**
 * Answers queries that only read, and prints the rows.
 *
 * @param spark the session whose tables and views are asked
 * @param tables told the tables and views that a query is about before they are looked up, nothing
 *     where these are all: it may register them
 * @param format how rows are printed
 * @param limit most rows of a table
 * @param out where rows go
 * @param err where it is said that a table was cut
 */
public record Query(
    SparkSession spark,
    Consumer<Optional<Set<String>>> tables,
    Format format,
    int limit,
    PrintWriter out,
    PrintWriter err) {
  /** How rows are printed. */
  public enum Format {
    table,
    csv,
    json
  }

  /** Prints the rows of a query; a {@link UserException} if it is wrong, or does more than read. */
  public void answer(String query) throws Exception {
    try {
      tables.accept(ReadOnlyQuery.require(spark, query));
      print(spark.sql(query));
    } catch (UserException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof SparkThrowable problem && !problem.isInternalError()) {
        throw new UserException("query: " + Messages.firstLine(e), e);
      }
      throw e;
    }
    out.flush();
  }

  private void print(Dataset<Row> rows) {
    switch (format) {
      case table -> printTable(rows);
      case json -> printJson(rows);
      case csv -> printCsv(rows);
    }
  }

  /** A table needs all its rows for its columns' widths: so there is a limit, and it is said. */
  private void printTable(Dataset<Row> rows) {
    String text = ErrorTable.show(rows, limit);
    int cut = text.lastIndexOf("only showing top " + limit + " row");
    out.print(cut < 0 ? text : text.substring(0, cut));
    if (cut >= 0) {
      err.printf(
          "widesweep: the first %,d rows; --limit shows more, --format csv or json all%n", limit);
    }
  }

  private void printJson(Dataset<Row> rows) {
    Column whole = functions.struct(functions.col("*"));
    rows.select(functions.to_json(whole, Map.of("ignoreNullFields", "false")))
        .toLocalIterator()
        .forEachRemaining(row -> out.println(row.getString(0)));
  }

  /** NULL is an empty field; arrays and other structures are written as JSON. */
  private void printCsv(Dataset<Row> rows) {
    StructField[] fields = rows.schema().fields();
    String[] numbered = new String[fields.length];
    Column[] texts = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      // A query may name two columns alike.
      numbered[i] = "_" + i;
      texts[i] = text(functions.col(numbered[i]), fields[i].dataType());
    }
    try {
      CSVPrinter printer = new CSVPrinter(out, Csv.FORMAT);
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
