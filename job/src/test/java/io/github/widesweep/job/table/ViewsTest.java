package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.statistics.DecayInterval;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.SqlFunctions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views on runs that are made up, against numbers worked out by hand. */
class ViewsTest {
  private static SparkSession spark;

  /** Runs of p = 0.3 and 0.5 at widths 10, 100, 1000: delta is 10 times delta_logits. */
  @BeforeAll
  static void runs() {
    spark = Sweeps.spark();
    spark
        .sql(
            """
            SELECT * FROM VALUES
              (10, 0, 0.3D, 0.4D, 'ok'), (10, 1, 0.3D, 0.6D, 'ok'), (10, 0, 0.3D, 9D, 'failed'),
              (100, 0, 0.3D, 0.005D, 'ok'), (1000, 0, 0.3D, 0.0002D, 'ok'),
              (10, 0, 0.5D, 0.05D, 'ok'), (100, 0, 0.5D, 0D, 'ok'),
              (10, 0, 0.7D, 0.2D, 'ok'), (10, 0, 0.7D, 0.4D, 'ok'), (10, 1, 0.7D, 0.5D, 'ok'),
              (1000, 0, 0.7D, 0.01D, 'ok'), (1000, 1, 0.7D, 0.03D, 'ok')
              AS t(width, network, keep_probability, error, status)
            """)
        .createOrReplaceTempView("few");
    String columns =
        Tables.RUNS.columns().stream()
            .map(
                column ->
                    switch (column.name()) {
                      case "width", "network", "keep_probability", "status" -> column.name();
                      case "delta" -> "10 * error AS delta";
                      case "metric_drop" -> "error / 10 AS metric_drop";
                      case "delta_logits" -> "error AS delta_logits";
                      case "sparsity_target" -> "0.9D * (1 - keep_probability) AS sparsity_target";
                      case "alpha" -> "0.9D AS alpha";
                      default ->
                          column.type().sql().equals("STRING")
                              ? "'x' AS " + column.name()
                              : "CAST(NULL AS %s) AS %s"
                                  .formatted(column.type().sql(), column.name());
                    })
            .collect(Collectors.joining(", "));
    spark.sql("SELECT " + columns + " FROM few").createOrReplaceTempView("runs");
    SqlFunctions.register(spark);
    for (String view : List.of("error_by_width", "decay_exponent", "frontier", "least_width")) {
      spark.sql(Views.sql(view));
    }
  }

  @Test
  void exponentsAreSlopesOfLogarithmsOfMeans() {
    List<Row> rows =
        spark.sql("SELECT * FROM decay_exponent ORDER BY keep_probability").collectAsList();
    assertThat(rows).hasSize(3);
    Row row = rows.get(0);
    assertThat(row.<Long>getAs("widths")).isEqualTo(3);
    // log10 of the means: log10(0.5), log10(0.005), log10(0.0002), at 1, 2, 3.
    double slope = (Math.log10(0.0002) - Math.log10(0.5)) / 2;
    assertThat(row.<Double>getAs("delta_exponent")).isCloseTo(slope, within(1e-12));
    assertThat(row.<Double>getAs("delta_logits_exponent")).isCloseTo(slope, within(1e-12));
    // Two of the widths have one network.
    assertThat(row.<Double>getAs("delta_exponent_low")).isNull();
    // A mean of 0 has no logarithm; one width has no slope.
    assertThat(rows.get(1).<Long>getAs("logits_widths")).isEqualTo(1);
    assertThat(rows.get(1).<Double>getAs("delta_logits_exponent")).isNull();
    assertThat(rows.get(1).<Double>getAs("delta_logits_exponent_low")).isNull();
  }

  @Test
  void intervalsOfExponentsAreOverNetworks() {
    Row row = spark.sql("SELECT * FROM decay_exponent WHERE keep_probability = 0.7").first();
    DecayInterval expected =
        DecayInterval.of(
            List.of(
                new DecayInterval.Point(10, new double[] {(0.2 + 0.4) / 2, 0.5}),
                new DecayInterval.Point(1000, new double[] {0.01, 0.03})),
            0.95);
    assertThat(row.<Double>getAs("delta_logits_exponent"))
        .isCloseTo(Math.log10(0.02 / 0.4) / 2, within(1e-12))
        .isCloseTo(expected.exponent(), within(1e-12));
    assertThat(row.<Double>getAs("delta_logits_exponent_low"))
        .isCloseTo(expected.low(), within(1e-12));
    assertThat(row.<Double>getAs("delta_exponent_high")).isCloseTo(expected.high(), within(1e-12));
  }

  @Test
  void networksWeighEqually() {
    Row row =
        spark
            .sql("SELECT * FROM error_by_width WHERE keep_probability = 0.7 AND width = 10")
            .first();
    assertThat(row.<Long>getAs("networks")).isEqualTo(2);
    assertThat(row.<Long>getAs("runs")).isEqualTo(3);
    MeanInterval expected = MeanInterval.ofErrors((0.2 + 0.4) / 2, 0.5);
    assertThat(row.<Double>getAs("delta_logits")).isCloseTo(0.4, within(1e-12));
    assertThat(row.<Double>getAs("delta_logits_low")).isCloseTo(expected.low(), within(1e-12));
    assertThat(row.<Double>getAs("delta_logits_high")).isCloseTo(expected.high(), within(1e-12));
  }

  @Test
  void frontierIsTheLeastWidthBelowAThreshold() {
    Map<String, Integer> widths =
        spark.sql("SELECT * FROM frontier").collectAsList().stream()
            .filter(row -> row.getAs("width") != null)
            .collect(
                Collectors.toMap(
                    row ->
                        "%.2f %.0e"
                            .formatted(row.<Double>getAs("sparsity"), row.<Double>getAs("error")),
                    row -> row.getAs("width")));
    assertThat(widths)
        .containsEntry("0.63 1e+00", 10)
        .containsEntry("0.63 1e-01", 100)
        .containsEntry("0.63 1e-02", 100)
        .containsEntry("0.63 1e-03", 1000)
        .doesNotContainKey("0.63 1e-04")
        .containsEntry("0.45 1e-01", 10)
        .containsEntry("0.45 1e-06", 100);
    assertThat(spark.sql("SELECT * FROM frontier WHERE width IS NULL").count()).isEqualTo(8);
  }

  /**
   * What is lost is a tenth of the error: at p = 0.5 0.005 and 0, at p = 0.7 more than 0.02, then
   * 0.002.
   */
  @Test
  void leastWidthIsThatFromWhichOnNoMoreIsLost() {
    Map<String, List<Object>> rows =
        spark.sql("SELECT * FROM least_width").collectAsList().stream()
            .collect(
                Collectors.toMap(
                    row -> row.getAs("keep_probability") + " " + row.getAs("most_drop"),
                    row ->
                        Arrays.asList(
                            row.getAs("width"),
                            row.getAs("metric_drop"),
                            row.getAs("surely"),
                            row.getAs("widths"),
                            row.getAs("widest"))));
    assertThat(rows).hasSize(9);
    assertThat(rows.get("0.3 0.01")).containsExactly(100, 0.0005, null, 3L, 1000);
    assertThat(rows.get("0.5 0.005")).containsExactly(10, 0.005, null, 2L, 100);
    assertThat(rows.get("0.7 0.02")).containsExactly(1000, 0.002, 1000, 2L, 1000);
    // The interval of 0.001 and 0.003 is 0.002 +- 12.7 * 0.001.
    assertThat(rows.get("0.7 0.01")).containsExactly(1000, 0.002, null, 2L, 1000);
  }
}
