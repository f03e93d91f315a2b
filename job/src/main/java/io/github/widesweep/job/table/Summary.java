package io.github.widesweep.job.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.github.widesweep.job.Versions;
import io.github.widesweep.job.statistics.SqlFunctions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * The table {@code summary}: a row per cell, computed by {@code summary.sql} from {@code runs} at
 * the end of an invocation, as a wave that replaces the one before.
 */
public final class Summary {
  /** Columns that name a cell: all of {@code runs} that is neither repetition nor measurement. */
  public static final List<String> CELL =
      List.of(
          "dataset",
          "architecture",
          "width",
          "label",
          "target",
          "unit",
          "method",
          "scheme",
          "keep_probability",
          "levels",
          "alpha",
          "ordering",
          "parameters",
          "refit",
          "class",
          "projections",
          "calibration_samples");

  public static final Table<Row> TABLE = new Table<>("summary", columns());

  private Summary() {}

  private static List<Column<Row>> columns() {
    Stream<Column<Row>> cell =
        CELL.stream()
            .map(
                name ->
                    Tables.RUNS.columns().stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
            .map(column -> column(column.name(), column.type(), column.comment()));
    Stream<Column<Row>> counts =
        Stream.of(
            column("networks", LongType, "Trained networks with a run that is ok or a fallback"),
            column(
                "runs", LongType, "Runs that are ok or a fallback: the statistics are over these"),
            column("failed", LongType, "All other runs"),
            column(
                "sparsity_target", DoubleType, "Expected fraction of zeros; NULL under quantize"),
            column("sparsity_actual", DoubleType, "Mean fraction of zeros there"),
            column("metric_dense", DoubleType, "Mean R^2 or accuracy of the dense networks"),
            low("metric_dense"),
            high("metric_dense"),
            column("metric_compressed", DoubleType, "Mean R^2 or accuracy after compression"),
            low("metric_compressed"),
            high("metric_compressed"),
            column(
                "metric_drop",
                DoubleType,
                "Mean of metric_drop: what of the metric is lost, network by network"),
            low("metric_drop"),
            high("metric_drop"));
    Stream<Column<Row>> measures =
        Stream.of("delta", "delta_logits", "psi").flatMap(Summary::statistics);
    return Stream.of(cell, counts, measures).flatMap(part -> part).toList();
  }

  private static Stream<Column<Row>> statistics(String measure) {
    return Stream.of(
        column(measure + "_mean", DoubleType, "Mean of " + measure + ", networks weighing equally"),
        column(measure + "_sd", DoubleType, "Standard deviation of " + measure + " over runs"),
        column(measure + "_q05", DoubleType, "5 % quantile of " + measure + " over runs"),
        column(measure + "_median", DoubleType, "Median of " + measure + " over runs"),
        column(measure + "_q95", DoubleType, "95 % quantile of " + measure + " over runs"),
        low(measure),
        high(measure));
  }

  private static Column<Row> low(String measure) {
    return column(
        measure + "_low",
        DoubleType,
        "Lower end of the 95 % interval of the mean over networks; NULL for fewer than two");
  }

  private static Column<Row> high(String measure) {
    return column(measure + "_high", DoubleType, "Upper end of that interval");
  }

  private static Column<Row> column(String name, DataType type, String comment) {
    return new Column<>(name, type, comment, row -> row.getAs(name));
  }

  /** The summary of the runs registered in {@code spark}. */
  public static Dataset<Row> of(SparkSession spark) {
    SqlFunctions.register(spark);
    return spark
        .sql(sql())
        .select(
            TABLE.columns().stream()
                .map(column -> col(column.name()).cast(column.type()))
                .toArray(org.apache.spark.sql.Column[]::new));
  }

  /** The query: {@code ${cell}} stands for the columns of a cell, {@code ${o.cell}} for o's. */
  private static String sql() {
    return Versions.resource(Summary.class, "summary.sql")
        .replace("${measured}", Views.measured())
        .replace("${cell}", String.join(", ", CELL))
        .replace("${o.cell}", "o." + String.join(", o.", CELL))
        .replace("${b.cell}", "b." + String.join(", b.", CELL));
  }
}
