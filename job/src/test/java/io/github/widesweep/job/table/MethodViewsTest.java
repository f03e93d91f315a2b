package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.SqlFunctions;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The views that compare methods, on runs that are made up, against numbers worked out by hand. */
class MethodViewsTest {
  private static SparkSession spark;

  /** Two networks; greedy and random with two draws, magnitude with one, refit or not. */
  @BeforeAll
  static void runs() {
    spark = Sweeps.spark();
    spark
        .sql(
            """
            SELECT * FROM VALUES
              ('greedy', false, 0, 0, 1D, 'ok'), ('greedy', false, 0, 1, 3D, 'ok'),
              ('greedy', false, 1, 0, 4D, 'ok'), ('greedy', false, 1, 1, 4D, 'ok'),
              ('random', false, 0, 0, 2D, 'ok'), ('random', false, 0, 1, 6D, 'ok'),
              ('random', false, 1, 0, 8D, 'ok'), ('random', false, 1, 1, 9D, 'failed'),
              ('magnitude', false, 0, 0, 1D, 'ok'), ('magnitude', false, 1, 0, 4.4D, 'ok'),
              ('magnitude', true, 0, 0, 20D, 'fallback'), ('magnitude', true, 1, 0, 40D, 'ok')
              AS t(method, refit, network, draw, error, status)
            """)
        .createOrReplaceTempView("few");
    String columns =
        Tables.RUNS.columns().stream()
            .filter(column -> !column.name().equals(Layers.NAME))
            .map(
                column ->
                    switch (column.name()) {
                      case "method", "refit", "network", "draw", "status" -> column.name();
                      case "class" -> "if(refit, 'refit', 'fixed') AS class";
                      case "delta_logits", "logit_error_sq" -> "error AS " + column.name();
                      case "psi" -> "10 * error AS psi";
                      case "metric_compressed" -> "-error AS metric_compressed";
                      case "sparsity_target" -> "0.63D AS sparsity_target";
                      case "width" -> "10 AS width";
                      default ->
                          column.type().sql().equals("STRING")
                              ? "'x' AS " + column.name()
                              : "CAST(NULL AS %s) AS %s"
                                  .formatted(column.type().sql(), column.name());
                    })
            .collect(Collectors.joining(", "));
    spark.sql("SELECT " + columns + " FROM few").createOrReplaceTempView("runs");
    SqlFunctions.register(spark);
    List.of("leaderboard", "paired").forEach(view -> spark.sql(Views.sql(view)));
  }

  @Test
  void methodsAreRankedWithinTheirClass() {
    List<Row> rows = spark.sql("SELECT * FROM leaderboard ORDER BY class, rank").collectAsList();
    assertThat(rows)
        .extracting(row -> row.getAs("class") + " " + row.getAs("rank") + " " + row.getAs("method"))
        .containsExactly(
            "fixed 1 magnitude", "fixed 2 greedy", "fixed 3 random", "refit 1 magnitude");
    Row greedy = rows.get(1);
    // Network means 2 and 4.
    assertThat(greedy.<Double>getAs("delta_logits")).isEqualTo(3);
    assertThat(greedy.<Double>getAs("delta_logits_high"))
        .isEqualTo(MeanInterval.ofErrors(2, 4).high());
    assertThat(greedy.<Double>getAs("metric_compressed_low"))
        .isEqualTo(MeanInterval.ofSigned(-2, -4).low());
    assertThat(greedy.<Long>getAs("runs")).isEqualTo(4);
    // Network means 4 and 8, of three runs: that which failed does not count.
    assertThat(rows.get(2).<Double>getAs("delta_logits")).isEqualTo(6);
    assertThat(rows.get(2).<Long>getAs("runs")).isEqualTo(3);
    assertThat(rows.get(3).<Long>getAs("fallbacks")).isEqualTo(1);
  }

  @Test
  void methodsMeetGreedyOnTheSameNetworkAndDraw() {
    List<Row> rows = spark.sql("SELECT * FROM paired ORDER BY method, refit").collectAsList();
    assertThat(rows)
        .extracting(row -> row.getAs("method") + " " + row.getAs("refit"))
        .containsExactly("magnitude false", "magnitude true", "random false");
    Row magnitude = rows.get(0);
    // One draw, against greedy's means 2 and 4.
    double first = Math.log10(0.5);
    double second = Math.log10(1.1);
    assertThat(magnitude.<Double>getAs("decades")).isCloseTo((first + second) / 2, within(1e-12));
    assertThat(magnitude.<Double>getAs("decades_high") - magnitude.<Double>getAs("decades"))
        .isCloseTo(12.7062047 * Math.abs(first - second) / 2, within(1e-6));
    assertThat(magnitude.<Double>getAs("psi_decades"))
        .isCloseTo((first + second) / 2, within(1e-12));
    assertThat(magnitude.<Double>getAs("wins")).isEqualTo(0.5);
    assertThat(magnitude.<Double>getAs("metric_difference"))
        .isCloseTo((1 - 0.4) / 2, within(1e-12));
    Row random = rows.get(2);
    // Draw by draw twice greedy's error.
    assertThat(random.<Double>getAs("decades")).isCloseTo(Math.log10(2), within(1e-12));
    assertThat(random.<Double>getAs("decades_low")).isCloseTo(Math.log10(2), within(1e-9));
    assertThat(random.<Double>getAs("wins")).isZero();
    assertThat(random.<Long>getAs("pairs")).isEqualTo(3);
  }
}
