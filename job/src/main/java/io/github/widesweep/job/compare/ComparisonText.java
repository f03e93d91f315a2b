package io.github.widesweep.job.compare;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.TextTable;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.PairedMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A comparison for people. */
public final class ComparisonText {
  private static final String NONE = "-";

  private ComparisonText() {}

  /** All of it, lines ended. */
  public static String of(Comparison comparison, List<SweepDifference> differences) {
    StringBuilder text = new StringBuilder();
    for (SweepDifference difference : differences) {
      line(text, "%s: a %s, b %s", difference.name(), difference.a(), difference.b());
    }
    for (Map.Entry<String, List<Set<String>>> column : comparison.compared().entrySet()) {
      line(
          text,
          "%s: a %s, b %s",
          column.getKey(),
          String.join(", ", column.getValue().get(0)),
          String.join(", ", column.getValue().get(1)));
    }
    if (!comparison.groups().isEmpty()) {
      text.append(TextTable.align(table(comparison)));
    }
    line(
        text,
        "%s; a wins where it is %s; without a counterpart: %,d of a, %,d of b",
        Messages.count(comparison.pairs(), "pair"),
        comparison.measure().better().name().toLowerCase(Locale.ROOT),
        comparison.lostA(),
        comparison.lostB());
    comparison.lost().forEach(lost -> line(text, "  %s", lost));
    if (comparison.lostA() + comparison.lostB() > 0 && !comparison.lost().isEmpty()) {
      line(text, "  (the first %,d are named)", comparison.lost().size());
    }
    if (comparison.pairs() > 0) {
      line(
          text,
          "largest relative difference of a pair: %s",
          String.format(Locale.ROOT, "%.3g", comparison.largest()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static List<List<String>> table(Comparison comparison) {
    List<String> settings =
        comparison.groups().stream()
            .flatMap(group -> group.settings().keySet().stream())
            .distinct()
            .toList();
    String measure = comparison.measure().name();
    List<String> header = new ArrayList<>(settings);
    header.addAll(
        List.of(
            "networks",
            "pairs",
            "a " + measure,
            "b " + measure,
            "a - b (95 %)",
            "p",
            "a / b (95 %)",
            "p",
            "a wins"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(header);
    for (Comparison.Group group : comparison.groups()) {
      List<String> row = new ArrayList<>();
      settings.forEach(name -> row.add(group.settings().getOrDefault(name, NONE)));
      row.add(String.valueOf(group.networks()));
      row.add(String.valueOf(group.pairs()));
      row.add(number(group.meanA()));
      row.add(number(group.meanB()));
      row.add(interval(group.difference().interval()));
      row.add(p(group.difference()));
      row.add(group.logRatio() == null ? NONE : interval(ratio(group.logRatio().interval())));
      row.add(group.logRatio() == null ? NONE : p(group.logRatio()));
      row.add(String.format(Locale.ROOT, "%.0f %%", 100 * group.wins()));
      rows.add(row);
    }
    return rows;
  }

  /** From the logarithm to the ratio itself. */
  static MeanInterval ratio(MeanInterval logarithm) {
    return new MeanInterval(
        Math.exp(logarithm.mean()), Math.exp(logarithm.low()), Math.exp(logarithm.high()));
  }

  private static String interval(MeanInterval interval) {
    return Double.isNaN(interval.low())
        ? number(interval.mean())
        : "%s (%s to %s)"
            .formatted(number(interval.mean()), number(interval.low()), number(interval.high()));
  }

  private static String p(PairedMean mean) {
    return Double.isNaN(mean.pValue()) ? NONE : String.format(Locale.ROOT, "%.2g", mean.pValue());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
