package io.github.widesweep.job.compare;

import static org.apache.spark.sql.functions.col;

import io.github.widesweep.job.table.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One of two sets of runs.
 *
 * @param name what messages call it
 * @param runs rows of the table {@code runs}
 * @param cells its cells: the values of {@link Summary#CELL}, as text
 */
record Side(String name, Dataset<Row> runs, List<Map<String, String>> cells) {
  static final String NULL = "NULL";

  static Side of(String name, Dataset<Row> runs) {
    Column[] columns = Summary.CELL.stream().map(column -> col(column)).toArray(Column[]::new);
    List<Map<String, String>> cells = new ArrayList<>();
    for (Row row : runs.select(columns).distinct().collectAsList()) {
      Map<String, String> cell = new TreeMap<>();
      for (int i = 0; i < columns.length; i++) {
        cell.put(Summary.CELL.get(i), row.isNullAt(i) ? NULL : String.valueOf(row.get(i)));
      }
      cells.add(cell);
    }
    return new Side(name, runs, List.copyOf(cells));
  }

  /** The values of a column. */
  Set<String> values(String column) {
    Set<String> values = new TreeSet<>();
    cells.forEach(cell -> values.add(cell.get(column)));
    return values;
  }
}
