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
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

  /** What is in the files of runs. */
  private static final List<String> OF_RUNS =
      List.of(Tables.RUNS.name(), Layers.NAME, RunOrigin.NAME);

  private static final List<String> OTHERS =
      List.of(Tables.NETWORKS.name(), Tables.PROVENANCE.name(), Summary.TABLE.name());

  private Catalog() {}

  /** Registers what is committed now; call again to see what was committed since. */
  public static void register(SparkSession spark, Output output) {
    register(
        spark,
        output,
        Stream.of(OF_RUNS, OTHERS, Views.NAMES).flatMap(Collection::stream).toList());
  }

  /**
   * Registers the tables and views among some names, and what these views read: a view takes Spark
   * longer than a small table takes to answer.
   */
  public static void register(SparkSession spark, Output output, Collection<String> names) {
    Set<String> needed = Views.withWhatTheyRead(names);
    OF_RUNS.stream()
        .filter(needed::contains)
        .findFirst()
        .map(any -> output.waves(Tables.RUNS).read(spark, RunOrigin.stored(Tables.RUNS)))
        .ifPresent(
            stored ->
                OF_RUNS.stream()
                    .filter(needed::contains)
                    .forEach(name -> ofRuns(name, stored).createOrReplaceTempView(name)));
    OTHERS.stream()
        .filter(needed::contains)
        .forEach(name -> other(name, spark, output).createOrReplaceTempView(name));
    Views.register(spark, needed);
  }

  private static Dataset<Row> ofRuns(String name, Dataset<Row> stored) {
    if (name.equals(Layers.NAME)) {
      return stored
          .select(stored.col("run_id"), explode(stored.col(Layers.NAME)).as("l"))
          .select("run_id", "l.*");
    }
    return name.equals(RunOrigin.NAME)
        ? stored.select("run_id", RunOrigin.COLUMN + ".*")
        : runs(stored);
  }

  private static Dataset<Row> other(String name, SparkSession spark, Output output) {
    if (name.equals(Tables.NETWORKS.name())) {
      return output.waves(Tables.NETWORKS).read(spark, Tables.NETWORKS.schema());
    }
    return name.equals(Tables.PROVENANCE.name())
        ? Provenance.table(spark, output)
        : withDefaults(output.waves(Summary.TABLE).readLatest(spark, Summary.TABLE.schema()));
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
