package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Row;

/** Rows of {@code decay_exponent} as text. */
final class DecayTable {
  private static final String CURVE = "curve";
  private static final String WIDTHS = "widths";
  private static final String LOGITS = "exponent, \u0394 on logits (95 %)";
  private static final String OUTPUTS = "exponent, \u0394 on outputs (95 %)";

  private DecayTable() {}

  static List<String> header(List<Row> exponents) {
    return hasLogits(exponents)
        ? List.of(CURVE, LOGITS, OUTPUTS, WIDTHS)
        : List.of(CURVE, OUTPUTS, WIDTHS);
  }

  /** Whether logits are something else than outputs: there is a final softmax. */
  private static boolean hasLogits(List<Row> exponents) {
    return exponents.stream()
        .anyMatch(row -> !slope(row, "delta_logits_exponent").equals(slope(row, "delta_exponent")));
  }

  static List<List<String>> rows(List<Row> exponents) {
    boolean hasLogits = hasLogits(exponents);
    Set<Settings.Field> named = Settings.differing(exponents.stream().map(Settings::of).toList());
    return exponents.stream()
        .map(
            row -> {
              List<String> texts = new ArrayList<>();
              texts.add(Settings.of(row).label(named));
              if (hasLogits) {
                texts.add(slope(row, "delta_logits_exponent"));
              }
              texts.add(slope(row, "delta_exponent"));
              texts.add(String.valueOf(row.<Long>getAs("logits_widths")));
              return List.copyOf(texts);
            })
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
