package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Waves;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @TempDir private Path directory;

  @Test
  void intervalsAreOverNetworkMeans() {
    SparkSession spark = Sweeps.spark();
    // Two networks whose means are 2 and 5, unequally many draws, and a failed run.
    spark
        .sql(
            """
            SELECT network, delta, status
            FROM VALUES (0, 1D, 'ok'), (0, 3D, 'ok'), (1, 5D, 'ok'), (1, NULL, 'failed')
              AS t(network, delta, status)
            """)
        .createOrReplaceTempView("few");
    StringBuilder columns = new StringBuilder();
    for (Column<?> column : Tables.RUNS.columns()) {
      columns
          .append(columns.length() == 0 ? "" : ", ")
          .append(
              switch (column.name()) {
                case "network", "delta", "status" -> column.name();
                case "delta_logits" -> "delta AS delta_logits";
                case "psi" -> "delta AS psi";
                case "dataset", "architecture", "target", "unit", "method", "scheme" ->
                    "'x' AS " + column.name();
                case "ordering", "projections" -> "'x' AS " + column.name();
                case "alpha" -> "0.9D AS alpha";
                case "width" -> "10 AS width";
                default -> "CAST(NULL AS %s) AS %s".formatted(column.type().sql(), column.name());
              });
    }
    spark.sql("SELECT " + columns + " FROM few").createOrReplaceTempView("runs");
    Output output = Sweeps.output(directory.resolve("out"));
    Catalog.summarize(spark, output, new Waves.Origin("invocation", "fingerprint"));
    List<Row> rows =
        output.waves(Summary.TABLE).readLatest(spark, Summary.TABLE.schema()).collectAsList();
    assertThat(rows).hasSize(1);
    Row row = rows.get(0);
    assertThat(row.<Long>getAs("networks")).isEqualTo(2);
    assertThat(row.<Long>getAs("runs")).isEqualTo(3);
    assertThat(row.<Long>getAs("failed")).isEqualTo(1);
    assertThat(row.<Double>getAs("delta_mean")).isEqualTo(3.5);
    MeanInterval expected = MeanInterval.ofErrors(2, 5);
    assertThat(row.<Double>getAs("delta_low")).isEqualTo(expected.low()).isPositive();
    assertThat(row.<Double>getAs("delta_high")).isEqualTo(expected.high());
    assertThat(row.<Double>getAs("psi_median")).isEqualTo(3.0);
    assertThat(row.<Double>getAs("delta_sd")).isEqualTo(2.0);
  }
}
