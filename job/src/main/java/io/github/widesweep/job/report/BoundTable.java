package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Measurement, expectation and bound of every cell in figures, whether they are drawn or not. */
final class BoundTable {
  static final List<String> HEADER =
      List.of(
          "curve",
          "width",
          "\u03a8 measured",
          "\u03a8 expected",
          "bound of \u03a8",
          "bound above measured (decades)",
          "assumptions",
          "violations");

  private BoundTable() {}

  static List<List<String>> rows(List<BoundCell> cells) {
    List<Settings> settings = cells.stream().map(BoundCell::settings).distinct().toList();
    Set<Settings.Field> named = Settings.differing(settings);
    List<List<String>> rows = new ArrayList<>();
    for (Settings one : settings) {
      cells.stream()
          .filter(cell -> cell.settings().equals(one))
          .map(cell -> row(cell, one.label(named)))
          .forEach(rows::add);
    }
    return rows;
  }

  private static List<String> row(BoundCell cell, String label) {
    return List.of(
        label,
        String.valueOf(cell.width()),
        text("%.4g", cell.psi().mean()),
        text("%.4g", cell.expected()),
        cell.hasBound() ? power(cell.boundLog10()) : "",
        text("%.1f", cell.tightness()),
        // Without a bound there is nothing to be inside of, nor to be violated.
        cell.hasBound() ? cell.isOutside() ? "outside" : "inside" : "",
        cell.hasBound() ? String.valueOf(cell.violations()) : "");
  }

  /** {@code 10^5.67}: most bounds of B layers are too large to be written otherwise. */
  static String power(double log10) {
    if (Double.isInfinite(log10)) {
      return log10 > 0 ? "infinite" : "0";
    }
    return text("10^%.2f", log10);
  }

  private static String text(String format, double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Double.isInfinite(value)
        ? (value > 0 ? "infinite" : "")
        : String.format(Locale.ROOT, format, value);
  }
}
