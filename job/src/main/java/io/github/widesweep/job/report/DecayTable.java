package io.github.widesweep.job.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Row;

/** Rows of {@code decay_exponent} as text. */
final class DecayTable {
  static final List<String> HEADER =
      List.of(
          "curve",
          "exponent, \u0394 on logits (95 %)",
          "exponent, \u0394 on outputs (95 %)",
          "widths");

  private DecayTable() {}

  static List<List<String>> rows(List<Row> exponents) {
    Set<Settings.Field> named = Settings.differing(exponents.stream().map(Settings::of).toList());
    return exponents.stream()
        .map(
            row ->
                List.of(
                    Settings.of(row).label(named),
                    slope(row, "delta_logits_exponent"),
                    slope(row, "delta_exponent"),
                    String.valueOf(row.<Long>getAs("logits_widths"))))
        .sorted((a, b) -> a.get(0).compareTo(b.get(0)))
        .toList();
  }

  private static String slope(Row row, String column) {
    Interval slope = Interval.of(row, column, column);
    if (Double.isNaN(slope.mean())) {
      return "";
    }
    return Double.isNaN(slope.low())
        ? String.format(Locale.ROOT, "%.2f", slope.mean())
        : String.format(
            Locale.ROOT, "%.2f (%.2f to %.2f)", slope.mean(), slope.low(), slope.high());
  }
}
