package io.github.widesweep.job.report;

import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Rows of SQL as text. */
final class RowTable {
  private static final List<String> INVOCATION =
      List.of(
          "invocation_id",
          "start",
          "end",
          "exit_status",
          "networks_done",
          "runs_done",
          "widesweep_version",
          "spark_version",
          "java_version",
          "os",
          "blas",
          "hosts",
          "master",
          "spec_sha256",
          "fingerprint");

  private RowTable() {}

  /** A column per invocation, after one of what stands in each line. */
  static List<List<String>> invocations(List<Row> invocations) {
    List<List<String>> rows = new ArrayList<>();
    for (String column : INVOCATION) {
      List<String> row = new ArrayList<>(List.of(column));
      invocations.forEach(invocation -> row.add(text(invocation.getAs(column))));
      rows.add(row);
    }
    return rows;
  }

  /** The header of {@link #invocations}. */
  static List<String> invocationHeader(List<Row> invocations) {
    List<String> header = new ArrayList<>(List.of("invocation"));
    for (int i = 1; i <= invocations.size(); i++) {
      header.add(String.valueOf(i));
    }
    return header;
  }

  static List<List<String>> texts(List<Row> rows) {
    List<List<String>> texts = new ArrayList<>();
    for (Row row : rows) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        fields.add(text(row.get(i)));
      }
      texts.add(fields);
    }
    return texts;
  }

  private static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
    return value instanceof scala.collection.Seq<?> list ? list.mkString(", ") : value.toString();
  }
}
