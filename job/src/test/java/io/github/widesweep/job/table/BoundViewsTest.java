package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.statistics.SqlFunctions;
import io.github.widesweep.job.store.Catalog;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that set theory beside measurement. */
class BoundViewsTest {
  @TempDir private Path directory;

  private static void runs(String values) {
    runs(
        "width, network, draw, psi, psi_expected, bound_psi_log10, outside_assumptions,"
            + " delta_logits, status",
        values);
  }

  /** The table runs with some columns given, the others of no matter. */
  private static void runs(String names, String values) {
    SparkSession spark = Sweeps.spark();
    spark
        .sql("SELECT * FROM VALUES %s AS t(%s)".formatted(values, names))
        .createOrReplaceTempView("few");
    List<String> given = List.of(names.split(", ", -1));
    StringBuilder columns = new StringBuilder();
    for (Column<?> column : Tables.RUNS.columns()) {
      columns
          .append(columns.length() == 0 ? "" : ", ")
          .append(given.contains(column.name()) ? column.name() : any(column));
    }
    spark.sql("SELECT " + columns + " FROM few").createOrReplaceTempView("runs");
    SqlFunctions.register(spark);
    for (String view : List.of("bound_check", "tightness", "best_draw")) {
      spark.sql(Views.sql(view));
    }
  }

  private static String any(Column<?> column) {
    return switch (column.name()) {
      case "run_id" -> "concat(network, '-', draw) AS run_id";
      case "dataset", "architecture", "target", "unit", "method", "scheme" ->
          "'x' AS " + column.name();
      case "ordering", "projections" -> "'x' AS " + column.name();
      case "alpha" -> "0.9D AS alpha";
      default -> "CAST(NULL AS %s) AS %s".formatted(column.type().sql(), column.name());
    };
  }

  @Test
  void meansAreCheckedAgainstBoundsNetworkByNetwork() {
    runs(
        """
        (10, 0, 0, 1D, 2D, 0.5D, false, 3D, 'ok'), (10, 0, 1, 4D, 2D, 0.5D, false, 2D, 'ok'),
        (10, 1, 0, 5D, 6D, 3D, false, 1D, 'ok'), (10, 1, 1, 6D, 6D, 3D, false, NULL, 'ok'),
        (10, 1, 2, NULL, NULL, NULL, false, NULL, 'failed')
        """);
    Row row = Sweeps.spark().sql("SELECT * FROM bound_check").collectAsList().get(0);
    assertThat(row.<Long>getAs("networks")).isEqualTo(2);
    assertThat(row.<Long>getAs("runs")).isEqualTo(4);
    assertThat(row.<Double>getAs("psi")).isEqualTo(4.0);
    assertThat(row.<Double>getAs("psi_expected")).isEqualTo(4.0);
    assertThat(row.<Double>getAs("bound_psi_log10")).isEqualTo(3.0);
    assertThat(row.<Double>getAs("tightness")).isCloseTo(3 - Math.log10(4), within(1e-12));
    // Network 0 has mean 2.5 and bound 3.16, whatever its second draw is.
    assertThat(row.<Long>getAs("violations")).isZero();
    assertThat(row.<Boolean>getAs("outside_assumptions")).isFalse();
    // Differences -1, 2, -1, 0: mean 0.
    assertThat(row.<Double>getAs("psi_z")).isZero();
    Row best = Sweeps.spark().sql("SELECT * FROM best_draw").collectAsList().get(0);
    assertThat(best.<String>getAs("run_id")).isEqualTo("0-0");
    assertThat(best.<String>getAs("chosen_by")).isEqualTo("psi");
    assertThat(best.<Double>getAs("psi")).isEqualTo(1.0);
    assertThat(best.<Long>getAs("runs")).isEqualTo(4);
    assertThat(best.<Long>getAs("beat_expectation")).isEqualTo(2);
  }

  @Test
  void onlyInsideTheAssumptionsIsAViolationCounted() {
    runs(
        """
        (10, 0, 0, 9D, 8D, 0.5D, false, 3D, 'ok'), (10, 0, 1, 12D, 9D, 0.5D, false, 3D, 'ok'),
        (10, 1, 0, 9D, 9D, 1D, false, 3D, 'ok'),
        (20, 0, 0, 9D, NULL, 0.5D, true, 3D, 'ok'),
        (30, 0, 0, 9D, NULL, CAST('Infinity' AS DOUBLE), false, NULL, 'ok'),
        (40, 0, 0, 0D, 0D, NULL, true, 1D, 'ok')
        """);
    List<Row> rows = Sweeps.spark().sql("SELECT * FROM bound_check ORDER BY width").collectAsList();
    assertThat(rows.stream().map(row -> row.<Long>getAs("violations")))
        .containsExactly(1L, 0L, 0L, 0L);
    // Differences 1, 3, 0: mean 4/3, standard deviation sqrt(7/3).
    assertThat(rows.get(0).<Double>getAs("psi_z"))
        .isCloseTo(4.0 / 3 / Math.sqrt(7.0 / 3) * Math.sqrt(3), within(1e-12));
    assertThat(rows.get(1).<Boolean>getAs("outside_assumptions")).isTrue();
    assertThat(rows.get(1).<Double>getAs("psi_z")).isNull();
    assertThat(rows.get(2).<Double>getAs("tightness")).isInfinite();
    assertThat(rows.get(3).<Double>getAs("tightness")).isNull();
    List<Row> best = Sweeps.spark().sql("SELECT * FROM best_draw ORDER BY width").collectAsList();
    assertThat(best.get(0).<String>getAs("run_id")).isEqualTo("0-0");
    assertThat(best.get(0).<Long>getAs("beat_expectation")).isZero();
    assertThat(best.get(1).<Long>getAs("beat_expectation")).isNull();
    assertThat(best.get(2).<String>getAs("run_id")).isEqualTo("0-0");
  }

  @Test
  void theBestDrawIsChosenOnCalibrationSamples() {
    // The least test error and the least psi are of other runs; one that was not measured so, too.
    runs(
        "width, network, draw, calibration_logit_error_sq, psi, delta_logits, status",
        """
        (10, 0, 0, 3D, 5D, 1D, 'ok'), (10, 0, 1, 2D, 6D, 4D, 'ok'), (10, 1, 0, 4D, 1D, 5D, 'ok'),
        (10, 1, 1, NULL, 0.1D, 0.1D, 'ok'), (10, 1, 2, 0D, 0D, 0D, 'failed')
        """);
    Row best = Sweeps.spark().sql("SELECT * FROM best_draw").first();
    assertThat(best.<String>getAs("run_id")).isEqualTo("0-1");
    assertThat(best.<Integer>getAs("network")).isZero();
    assertThat(best.<Integer>getAs("draw")).isEqualTo(1);
    assertThat(best.<String>getAs("chosen_by")).isEqualTo("calibration_logit_error_sq");
    assertThat(best.<Double>getAs("calibration_logit_error_sq")).isEqualTo(2.0);
    assertThat(best.<Double>getAs("delta_logits")).isEqualTo(4.0);
    assertThat(best.<Long>getAs("runs")).isEqualTo(4);
  }

  @Test
  void outputsAreCheckedLikeTheWatchedLoss() {
    runs(
        "width, network, draw, calibration_error_sq, bound_output_log10, logit_error_sq,"
            + " logit_error_sq_expected, conditions_delta, outside_assumptions, status",
        """
        (10, 0, 0, 90D, 2D, 3D, 2D, 5D, false, 'ok'), (10, 0, 1, 130D, 2D, 5D, 2D, 5D, false, 'ok'),
        (10, 1, 0, 10D, 2D, 2D, 2D, 5D, false, 'ok'), (10, 2, 0, 170D, 1D, 2D, 2D, 5D, true, 'ok')
        """);
    Row row = Sweeps.spark().sql("SELECT * FROM bound_check").collectAsList().get(0);
    assertThat(row.<Double>getAs("calibration_error_sq")).isEqualTo(100.0);
    assertThat(row.<Double>getAs("bound_output_log10")).isEqualTo(2.0);
    assertThat(row.<Double>getAs("output_tightness")).isCloseTo(0, within(1e-12));
    assertThat(row.<Double>getAs("logit_error_sq")).isEqualTo(3.0);
    assertThat(row.<Double>getAs("logit_error_sq_expected")).isEqualTo(2.0);
    // Differences 1, 3, 0, 0: mean 1, standard deviation sqrt(2).
    assertThat(row.<Double>getAs("logit_error_z")).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(row.<Double>getAs("conditions_delta")).isEqualTo(5.0);
    // Network 0's mean is 110, above its 100; network 2 is outside.
    assertThat(row.<Long>getAs("violations")).isEqualTo(1);
    assertThat(row.<Double>getAs("psi_z")).isNull();
  }

  @Test
  void tightnessIsTheDistanceFromEachBoundToWhatItBounds() {
    runs(
        "width, network, draw, method, calibration_error_sq, bound_output_log10,"
            + " calibration_logit_error_sq, bound_sample_log10, outside_assumptions, status",
        """
        (10, 0, 0, 'greedy', 50D, 4D, 8D, 2D, false, 'ok'),
        (10, 0, 1, 'greedy', 150D, 4D, 12D, 2D, false, 'ok'),
        (10, 1, 0, 'greedy', 10D, 4D, 1D, 2D, true, 'ok'),
        (10, 1, 1, 'greedy', NULL, NULL, NULL, NULL, true, 'failed'),
        (20, 0, 0, 'walk', 10D, NULL, 10D, 1D, true, 'ok'),
        (30, 0, 0, 'greedy', NULL, 3D, NULL, 3D, true, 'ok')
        """);
    List<Row> rows =
        Sweeps.spark().sql("SELECT * FROM tightness ORDER BY width, theorem").collectAsList();
    assertThat(rows.stream().map(row -> row.<Integer>getAs("width") + row.<String>getAs("theorem")))
        .containsExactly("10norms", "10sample", "20walk");
    Row norms = rows.get(0);
    // Means 100 and 10 under 10^4: 2 and 3 decades, t(1) = 12.706 times 0.5.
    assertThat(norms.<Double>getAs("error_sq")).isEqualTo(55.0);
    assertThat(norms.<Double>getAs("decades")).isCloseTo(2.5, within(1e-12));
    assertThat(norms.<Double>getAs("decades_least")).isCloseTo(2, within(1e-12));
    assertThat(norms.<Double>getAs("decades_high")).isCloseTo(2.5 + 6.3531, within(1e-3));
    assertThat(norms.<Double>getAs("decades_low")).isCloseTo(2.5 - 6.3531, within(1e-3));
    assertThat(norms.<Boolean>getAs("guaranteed")).isFalse();
    assertThat(norms.<Long>getAs("networks")).isEqualTo(2);
    assertThat(norms.<Long>getAs("runs")).isEqualTo(3);
    // Means 10 and 1 under 10^2.
    assertThat(rows.get(1).<Double>getAs("decades")).isCloseTo(1.5, within(1e-12));
    assertThat(rows.get(1).<Double>getAs("bound_log10")).isEqualTo(2.0);
    assertThat(rows.get(1).<Boolean>getAs("guaranteed")).isTrue();
    assertThat(rows.get(2).<Double>getAs("decades")).isZero();
    assertThat(rows.get(2).<Double>getAs("decades_low")).isNull();
  }

  @Test
  void aSweepInsideTheAssumptionsHasNoViolations() {
    Path output = directory.resolve("out");
    Sweeps.run(
        Sweeps.SMALL
            .replace("relu", "tanh")
            .replace("draws: 2", "draws: 20")
            .replace("[W1, B1]", "[W1, B1, W3]"),
        output,
        5);
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
    // W3 gives the logits, whose bound is the expectation: then the mean of few draws lies about
    // it.
    for (Row row : Sweeps.spark().sql("SELECT * FROM tightness").collectAsList()) {
      boolean exact = row.<String>getAs("target").equals("W3");
      assertThat(row.<Double>getAs("decades"))
          .isGreaterThan(exact && row.<String>getAs("theorem").equals("sample") ? -0.5 : 0);
    }
    List<Row> rows = Sweeps.spark().sql("SELECT * FROM bound_check").collectAsList();
    assertThat(rows).isNotEmpty();
    for (Row row : rows) {
      assertThat(row.<Long>getAs("violations")).isZero();
      assertThat(row.<Double>getAs("tightness")).isPositive();
      assertThat(row.<Double>getAs("output_tightness")).isPositive();
      String target = row.getAs("target");
      if (!target.equals("B1")) {
        assertThat(row.<Boolean>getAs("outside_assumptions")).isFalse();
        // Some 8 cells: beyond 5 once in 100,000 if psi were normal.
        assertThat(row.<Double>getAs("psi_z")).isBetween(-5.0, 5.0);
      }
      if (target.equals("W3")) {
        // As rare.
        assertThat(row.<Double>getAs("logit_error_z")).isBetween(-5.0, 5.0);
      } else {
        assertThat(row.<Double>getAs("logit_error_z")).isNull();
      }
    }
  }
}
