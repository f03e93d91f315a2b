package io.github.widesweep.job.cli;

import io.github.widesweep.job.Versions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's own rendering of query results, whole: all rows, no value cut. */
public final class ErrorTable {
  private ErrorTable() {}

  /** Error against width for people: the view {@code error_by_width} with few digits. */
  static String render(SparkSession spark) {
    return show(spark.sql(Versions.resource(ErrorTable.class, "error_table.sql")));
  }

  static String show(Dataset<Row> rows) {
    // The public show() prints to Scala's console and nowhere else.
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .showString(Integer.MAX_VALUE, 0, false);
  }
}
