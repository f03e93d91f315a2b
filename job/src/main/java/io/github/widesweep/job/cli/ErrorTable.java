package io.github.widesweep.job.cli;

import io.github.widesweep.job.Versions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's own rendering of query results, no value cut. */
public final class ErrorTable {
  private ErrorTable() {}

  /** Error against width for people: the view {@code error_by_width} with few digits. */
  static String render(SparkSession spark) {
    return show(
        spark.sql(Versions.resource(ErrorTable.class, "error_table.sql")), Integer.MAX_VALUE);
  }

  /** The first rows; a line below says if there are more. */
  static String show(Dataset<Row> rows, int most) {
    // The public show() prints to Scala's console and nowhere else.
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).showString(most, 0, false);
  }
}
