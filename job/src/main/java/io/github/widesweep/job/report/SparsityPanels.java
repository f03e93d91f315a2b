package io.github.widesweep.job.report;

import io.github.widesweep.data.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out the charts over sparsity, for sweeps that compress by more than one amount. */
final class SparsityPanels {
  /** Frontiers that are drawn on one heat map. */
  private static final int MOST_FRONTIERS = 4;

  private final List<Cell> cells;
  private final Task task;
  private final List<Frontier> frontiers;

  /**
   * A row of the view {@code frontier} that has a width.
   *
   * @param settings what was done
   * @param error threshold of the mean of delta_logits
   * @param width least width below it
   */
  record Frontier(Settings settings, double error, int width) {}

  SparsityPanels(List<Cell> cells, Task task, List<Frontier> frontiers) {
    this.cells = cells.stream().filter(cell -> !Double.isNaN(cell.amount())).toList();
    this.task = task;
    this.frontiers = frontiers;
  }

  List<Panel> all() {
    Map<Settings, List<Cell>> groups =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.settings().withoutAmount(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    groups.values().removeIf(group -> amounts(group).size() < 2);
    Set<Settings.Field> named = Settings.differing(List.copyOf(groups.keySet()));
    List<Panel> panels = new ArrayList<>();
    List<Panel.Curve> all = groups.values().stream().flatMap(g -> metrics(g).stream()).toList();
    groups.forEach(
        (settings, group) -> {
          String label = settings.label(named);
          Panel.Axis metric = Panels.metricAxis(task, cells, all);
          panels.add(againstAmount(Panels.metricName(task), label, group, metric, metrics(group)));
          panels.add(againstAmount("Error", label, group, Panels.logits(cells), errors(group)));
          if (widths(group).size() > 1) {
            panels.add(heatMap(label, group));
          }
        });
    return panels;
  }

  private static List<Settings> amounts(List<Cell> group) {
    return group.stream().map(Cell::settings).distinct().toList();
  }

  private static List<Integer> widths(List<Cell> group) {
    return group.stream().map(Cell::width).distinct().sorted().toList();
  }

  /** The axis of how much was compressed: the fraction of zeros, or under quantize the levels. */
  static Panel.Axis amountAxis(Settings settings) {
    return settings.isPruned()
        ? new Panel.Axis("sparsity", "Sparsity (fraction of zeros)", false)
        : new Panel.Axis("levels", "Quantization levels k", true);
  }

  private static List<Panel.Curve> metrics(List<Cell> group) {
    return curves(group, Cell::metricCompressed, y -> !Double.isNaN(y));
  }

  private static List<Panel.Curve> errors(List<Cell> group) {
    return curves(group, Cell::deltaLogits, y -> y > 0);
  }

  /** A curve a width: as many as can be told apart, the least and the greatest among them. */
  private static List<Panel.Curve> curves(
      List<Cell> group, Function<Cell, Interval> measure, DoublePredicate isDrawn) {
    List<Integer> widths = widths(group);
    int shown = Math.min(widths.size(), Style.CURVES - 1);
    List<Panel.Curve> curves = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      int width = widths.get(shown == 1 ? 0 : i * (widths.size() - 1) / (shown - 1));
      List<Panel.Point> points =
          group.stream()
              .filter(cell -> cell.width() == width)
              .filter(cell -> isDrawn.test(measure.apply(cell).mean()))
              .map(cell -> new Panel.Point(cell.amount(), measure.apply(cell), cell.networks()))
              .sorted(Comparator.comparingDouble(Panel.Point::x))
              .toList();
      curves.add(new Panel.Curve("w = " + width, Panel.Kind.COMPRESSED, i, points));
    }
    return curves;
  }

  private static Panel againstAmount(
      String what, String label, List<Cell> group, Panel.Axis y, List<Panel.Curve> curves) {
    Settings settings = group.get(0).settings();
    int widths = widths(group).size();
    String shown =
        curves.size() == widths ? "" : "%d of %d widths. ".formatted(curves.size(), widths);
    return new Panel.Lines(
        "%s against %s: %s".formatted(what, settings.isPruned() ? "sparsity" : "levels", label),
        (shown + (y.name().equals(Panels.METRIC) ? Panels.below(y, curves) : "")).strip(),
        amountAxis(settings),
        y,
        curves);
  }

  private Panel heatMap(String label, List<Cell> group) {
    List<Integer> widths = widths(group);
    // The same amount asked for is one row, whatever fraction of zeros it gave at each width.
    List<Settings> rows =
        group.stream()
            .sorted(Comparator.comparingDouble(Cell::amount))
            .map(Cell::settings)
            .distinct()
            .toList();
    List<Panel.Field> fields =
        group.stream()
            .filter(cell -> cell.deltaLogits().mean() > 0)
            .map(
                cell ->
                    new Panel.Field(
                        cell.width(),
                        rows.indexOf(cell.settings()),
                        cell.sparsity(),
                        cell.deltaLogits().mean(),
                        cell.networks()))
            .toList();
    List<Panel.Curve> lines = frontierCurves(rows, widths.get(0));
    boolean isPruned = rows.get(0).isPruned();
    return new Panel.HeatMap(
        "Error over width and %s: %s".formatted(isPruned ? "sparsity" : "levels", label),
        lines.isEmpty() ? "" : "Lines: the least width whose mean error is below a threshold.",
        Panels.logits(cells).label(),
        widths,
        isPruned ? "Sparsity asked for" : "Levels k",
        rows.stream().map(row -> rowName(group, row)).toList(),
        fields,
        lines);
  }

  private static String rowName(List<Cell> group, Settings row) {
    return group.stream()
        .filter(cell -> cell.settings().equals(row))
        .findFirst()
        .map(cell -> String.format(Locale.ROOT, row.isPruned() ? "%.2f" : "%.0f", cell.amount()))
        .orElseThrow();
  }

  /** Thresholds that some but not all combinations reach, the largest ones first. */
  private List<Panel.Curve> frontierCurves(List<Settings> rows, int leastWidth) {
    Map<Double, List<Frontier>> byError =
        frontiers.stream()
            .filter(frontier -> rows.contains(frontier.settings()))
            .sorted(
                Comparator.comparingDouble((Frontier f) -> -f.error())
                    .thenComparing(f -> rows.indexOf(f.settings())))
            .collect(
                Collectors.groupingBy(Frontier::error, LinkedHashMap::new, Collectors.toList()));
    byError
        .values()
        .removeIf(
            line ->
                line.size() == rows.size() && line.stream().allMatch(f -> f.width() == leastWidth));
    List<Double> thresholds = byError.keySet().stream().limit(MOST_FRONTIERS).toList();
    return IntStream.range(0, thresholds.size())
        .mapToObj(
            i ->
                new Panel.Curve(
                    "\u0394 < "
                        + DecadeAxis.power(1, (int) Math.rint(Math.log10(thresholds.get(i)))),
                    Panel.Kind.FRONTIER,
                    i,
                    byError.get(thresholds.get(i)).stream()
                        .map(
                            f ->
                                new Panel.Point(
                                    f.width(), Interval.of(rows.indexOf(f.settings())), 0))
                        .toList()))
        .toList();
  }
}
