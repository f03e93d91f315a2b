package io.github.widesweep.job.solve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.Grid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** A column of {@code summary}, over the runs of a grid alone: whatever else an output holds. */
final class Estimates {
  private static final String LOW = "_low";
  private static final String HIGH = "_high";
  private static final String MEAN = "_mean";

  private Estimates() {}

  /** Columns that can be asked for: all numbers. */
  static List<String> columns() {
    return Summary.TABLE.columns().stream()
        .filter(column -> !Summary.CELL.contains(column.name()))
        .map(io.github.widesweep.job.table.Column::name)
        .toList();
  }

  /** Whether a column is a mean with an interval beside it. */
  static boolean hasInterval(String column) {
    return columns().contains(measure(column) + LOW);
  }

  private static String measure(String column) {
    return column.endsWith(MEAN) ? column.substring(0, column.length() - MEAN.length()) : column;
  }

  /** The column in the cells of a grid, by {@link io.github.widesweep.sweep.grid.Cell#id()}. */
  static Map<String, Estimate> of(
      SparkSession spark, Output output, Grid grid, int networks, String column) {
    Object[] widths = grid.networks().stream().map(key -> key.width()).distinct().toArray();
    Dataset<Row> runs =
        Catalog.runs(spark, output)
            .where(
                col("width")
                    .isin(widths)
                    .and(col("network").lt(networks))
                    .and(col("draw").lt(grid.drawsPerNetwork())));
    runs.createOrReplaceTempView(Tables.RUNS.name());
    Map<List<Object>, String> ids = new HashMap<>();
    for (Row row :
        select(runs.where("network = 0 AND draw = 0"), List.of(col("run_id"))).collectAsList()) {
      ids.put(cell(row, 1), row.getString(0));
    }
    Column none = lit(null).cast(DataTypes.DoubleType);
    boolean interval = hasInterval(column);
    List<Column> numbers =
        List.of(
            col(column).cast(DataTypes.DoubleType),
            interval ? col(measure(column) + LOW) : none,
            interval ? col(measure(column) + HIGH) : none);
    Map<String, Estimate> estimates = new HashMap<>();
    for (Row row : select(Summary.of(spark), numbers).collectAsList()) {
      estimates.put(
          ids.get(cell(row, numbers.size())),
          new Estimate(number(row, 0), number(row, 1), number(row, 2)));
    }
    return estimates;
  }

  /** Some columns, and behind them those of a cell. */
  private static Dataset<Row> select(Dataset<Row> rows, List<Column> first) {
    return rows.select(
        Stream.concat(first.stream(), Summary.CELL.stream().map(name -> col(name)))
            .toArray(Column[]::new));
  }

  /** A cell's values, NULL among them, behind some columns. */
  private static List<Object> cell(Row row, int first) {
    List<Object> cell = new ArrayList<>();
    for (int i = first; i < row.length(); i++) {
      cell.add(row.get(i));
    }
    return cell;
  }

  private static double number(Row row, int column) {
    return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
  }
}
