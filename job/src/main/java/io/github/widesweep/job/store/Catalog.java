package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.github.widesweep.job.table.Layers;
import io.github.widesweep.job.table.RunOrigin;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.job.table.Views;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/** The tables and views of an output, under their names in SQL. */
public final class Catalog {
  /** What columns are in files from before they were there. */
  private static final Map<String, Column> DEFAULTS =
      Map.of(
          // There was no choice of methods: runs are the greedy algorithm's, not refit.
          "refit", lit(false),
          "class", lit("fixed"),
          "metric_drop", col("metric_dense").minus(col("metric_compressed")));

  private Catalog() {}

  /** Registers what is committed now; call again to see what was committed since. */
  public static void register(SparkSession spark, Output output) {
    Dataset<Row> stored = output.waves(Tables.RUNS).read(spark, RunOrigin.stored(Tables.RUNS));
    runs(stored).createOrReplaceTempView(Tables.RUNS.name());
    stored
        .select(stored.col("run_id"), explode(stored.col(Layers.NAME)).as("l"))
        .select("run_id", "l.*")
        .createOrReplaceTempView(Layers.NAME);
    stored.select("run_id", RunOrigin.COLUMN + ".*").createOrReplaceTempView(RunOrigin.NAME);
    output
        .waves(Tables.NETWORKS)
        .read(spark, Tables.NETWORKS.schema())
        .createOrReplaceTempView(Tables.NETWORKS.name());
    Provenance.table(spark, output).createOrReplaceTempView(Tables.PROVENANCE.name());
    withDefaults(output.waves(Summary.TABLE).readLatest(spark, Summary.TABLE.schema()))
        .createOrReplaceTempView(Summary.TABLE.name());
    Views.register(spark);
  }

  /** The table {@code runs} of what is committed now. */
  public static Dataset<Row> runs(SparkSession spark, Output output) {
    return runs(output.waves(Tables.RUNS).read(spark, RunOrigin.stored(Tables.RUNS)));
  }

  /** The table {@code provenance} of what is committed now. */
  public static Dataset<Row> provenance(SparkSession spark, Output output) {
    return Provenance.table(spark, output);
  }

  private static Dataset<Row> runs(Dataset<Row> stored) {
    return withDefaults(stored).drop(Layers.NAME, RunOrigin.COLUMN);
  }

  private static Dataset<Row> withDefaults(Dataset<Row> stored) {
    return stored.select(
        Arrays.stream(stored.schema().fields()).map(Catalog::withDefault).toArray(Column[]::new));
  }

  private static Column withDefault(StructField field) {
    Column value = DEFAULTS.get(field.name());
    Column column = col(field.name());
    return value == null ? column : coalesce(column, value).as(field.name(), field.metadata());
  }

  /** Whether there is a summary that is not older than any run. */
  public static boolean isSummarized(Output output) {
    Optional<Instant> summary = latest(output.waves(Summary.TABLE));
    Optional<Instant> runs = latest(output.waves(Tables.RUNS));
    return summary.isPresent() && !(runs.isPresent() && runs.get().isAfter(summary.get()));
  }

  private static Optional<Instant> latest(Waves waves) {
    return waves.committed().stream().map(Wave::committed).max(Comparator.naturalOrder());
  }

  /** Commits the summary of the runs registered in {@code spark}. */
  public static void summarize(SparkSession spark, Output output, Waves.Origin origin) {
    output.waves(Summary.TABLE).write(Summary.of(spark), Waves.newName(), origin);
  }
}
