package io.github.widesweep.job.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Versions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's own rendering of query results, no value cut. */
public final class ErrorTable {
  private ErrorTable() {}

  /** What a screen holds, with the table's frame and what is said below it. */
  private static final int MOST_LINES = 40;

  private static final int OTHER_LINES = 6;

  /**
   * Error against width for people: the view {@code error_by_width} with few digits. Of many rows
   * the first, and how to see the others.
   *
   * @param directory the output, as the user named it
   */
  public static String render(SparkSession spark, String directory) {
    Dataset<Row> rows = spark.sql(Versions.resource(ErrorTable.class, "error_table.sql"));
    int most = MOST_LINES - OTHER_LINES;
    String text = show(rows, most);
    int cut = text.lastIndexOf("only showing top " + most + " row");
    return cut < 0
        ? text
        : text.substring(0, cut)
            + "%,d of %,d rows; all: sql %s \"SELECT * FROM error_by_width\"%n"
                .formatted(most, rows.count(), directory);
  }

  /** The view {@code error_by_width}, all of it in full. */
  public static ArrayNode json(SparkSession spark) {
    ArrayNode rows = Json.object().arrayNode();
    for (Row row : spark.table("error_by_width").collectAsList()) {
      ObjectNode node = rows.addObject();
      for (String name : row.schema().fieldNames()) {
        node.set(name, Json.node(row.<Object>getAs(name)));
      }
    }
    return rows;
  }

  /** The first rows; a line below says if there are more. */
  static String show(Dataset<Row> rows, int most) {
    // The public show() prints to Scala's console and nowhere else.
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).showString(most, 0, false);
  }
}
