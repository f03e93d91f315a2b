package io.github.widesweep.job.until;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.github.widesweep.job.statistics.NetworkDraws;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What committed runs say of a measure, cell by cell. */
final class Measured {
  private Measured() {}

  /**
   * The networks of cells, by {@link io.github.widesweep.sweep.grid.Cell#id()}: of each cell as
   * much as its extent says, whatever else is committed. A network none of whose runs was measured
   * is not there.
   */
  static Map<String, List<NetworkDraws>> of(
      SparkSession spark, Output output, String value, Map<String, Extent> extents) {
    Column[] cell = Summary.CELL.stream().map(name -> col(name)).toArray(Column[]::new);
    Iterator<Row> rows =
        Catalog.runs(spark, output)
            .groupBy(cell)
            .agg(
                max(expr("IF(network = 0 AND draw = 0, run_id, NULL)")).as("id"),
                collect_list(struct(col("network"), col("draw"), expr(value))).as("runs"))
            .select("id", "runs")
            .toLocalIterator();
    Map<String, List<NetworkDraws>> measured = new HashMap<>();
    rows.forEachRemaining(
        row -> {
          Extent extent = extents.get(row.getString(0));
          if (extent != null) {
            measured.put(row.getString(0), networks(row.getList(1), extent));
          }
        });
    return measured;
  }

  private static List<NetworkDraws> networks(List<Row> runs, Extent extent) {
    Map<Integer, List<Double>> values = new HashMap<>();
    for (Row run : runs) {
      boolean within = run.getInt(0) < extent.networks() && run.getInt(1) < extent.draws();
      if (within && !run.isNullAt(2)) {
        values.computeIfAbsent(run.getInt(0), network -> new ArrayList<>()).add(run.getDouble(2));
      }
    }
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(
            network ->
                NetworkDraws.of(
                    network.getValue().stream().mapToDouble(Double::doubleValue).toArray()))
        .toList();
  }
}
