package io.github.widesweep.job.store;

import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.job.table.Views;
import org.apache.spark.sql.SparkSession;

/** The tables and views of an output, under their names in SQL. */
public final class Catalog {
  private Catalog() {}

  /** Registers what is committed now; call again to see what was committed since. */
  public static void register(SparkSession spark, Output output) {
    output
        .waves(Tables.RUNS)
        .read(spark, Tables.RUNS.schema())
        .createOrReplaceTempView(Tables.RUNS.name());
    output
        .waves(Tables.NETWORKS)
        .read(spark, Tables.NETWORKS.schema())
        .createOrReplaceTempView(Tables.NETWORKS.name());
    Provenance.table(spark, output).createOrReplaceTempView(Tables.PROVENANCE.name());
    output
        .waves(Summary.TABLE)
        .readLatest(spark, Summary.TABLE.schema())
        .createOrReplaceTempView(Summary.TABLE.name());
    Views.register(spark);
  }

  /** Commits the summary of the runs registered in {@code spark}. */
  public static void summarize(SparkSession spark, Output output, Waves.Origin origin) {
    output.waves(Summary.TABLE).write(Summary.of(spark), Waves.newName(), origin);
  }
}
