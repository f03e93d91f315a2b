package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweeps;
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
              (10, 0.3D, 0.4D, 'ok'), (10, 0.3D, 0.6D, 'ok'), (10, 0.3D, 9D, 'failed'),
              (100, 0.3D, 0.005D, 'ok'), (1000, 0.3D, 0.0002D, 'ok'),
              (10, 0.5D, 0.05D, 'ok'), (100, 0.5D, 0D, 'ok')
              AS t(width, keep_probability, error, status)
            """)
        .createOrReplaceTempView("few");
    String columns =
        Tables.RUNS.columns().stream()
            .map(
                column ->
                    switch (column.name()) {
                      case "width", "keep_probability", "status" -> column.name();
                      case "delta" -> "10 * error AS delta";
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
    Summary.registerFunctions(spark);
    for (String view : List.of("error_by_width", "decay_exponent", "frontier")) {
      spark.sql(Views.sql(view));
    }
  }

  @Test
  void exponentsAreSlopesOfLogarithmsOfMeans() {
    List<Row> rows =
        spark.sql("SELECT * FROM decay_exponent ORDER BY keep_probability").collectAsList();
    assertThat(rows).hasSize(2);
    Row row = rows.get(0);
    assertThat(row.<Long>getAs("widths")).isEqualTo(3);
    // log10 of the means: log10(0.5), log10(0.005), log10(0.0002), at 1, 2, 3.
    double slope = (Math.log10(0.0002) - Math.log10(0.5)) / 2;
    assertThat(row.<Double>getAs("delta_exponent")).isCloseTo(slope, within(1e-12));
    assertThat(row.<Double>getAs("delta_logits_exponent")).isCloseTo(slope, within(1e-12));
    // The middle point is off the line through the ends by d: residuals -d/3, 2d/3, -d/3.
    double d = Math.log10(0.005) - (Math.log10(0.0002) + Math.log10(0.5)) / 2;
    double half = 12.7062047 * Math.sqrt(6 * d * d / 9 / 1 / 2);
    assertThat(row.<Double>getAs("delta_logits_exponent_high") - slope)
        .isCloseTo(half, within(1e-6));
    assertThat(slope - row.<Double>getAs("delta_exponent_low")).isCloseTo(half, within(1e-6));
    // A mean of 0 has no logarithm; one width has no slope.
    assertThat(rows.get(1).<Long>getAs("logits_widths")).isEqualTo(1);
    assertThat(rows.get(1).<Double>getAs("delta_logits_exponent")).isNull();
    assertThat(rows.get(1).<Double>getAs("delta_logits_exponent_low")).isNull();
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
    assertThat(spark.sql("SELECT * FROM frontier WHERE width IS NULL").count()).isEqualTo(3);
  }
}
