package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out the charts over sparsity, for sweeps that compress by more than one amount. */
final class SparsityPanels {
  /** Frontiers that are drawn on one heat map. */
  private static final int MOST_FRONTIERS = 4;

  private final List<Cell> cells;
  private final List<Frontier> frontiers;

  /**
   * A row of the view {@code frontier} that has a width.
   *
   * @param settings what was done
   * @param error threshold of the mean of delta_logits
   * @param width least width below it
   */
  record Frontier(Settings settings, double error, int width) {}

  SparsityPanels(List<Cell> cells, List<Frontier> frontiers) {
    this.cells =
        cells.stream()
            .filter(cell -> cell.deltaLogits().mean() > 0 && !Double.isNaN(cell.sparsity()))
            .toList();
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
    groups.forEach(
        (settings, group) -> {
          panels.add(againstSparsity(settings.label(named), group));
          if (widths(group).size() > 1) {
            panels.add(heatMap(settings.label(named), group));
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

  private static Panel againstSparsity(String label, List<Cell> group) {
    List<Integer> widths = widths(group);
    // As many as can be told apart, the least and the greatest among them.
    int shown = Math.min(widths.size(), Style.CURVES - 1);
    List<Panel.Curve> curves = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      int width = widths.get(shown == 1 ? 0 : i * (widths.size() - 1) / (shown - 1));
      List<Panel.Point> points =
          group.stream()
              .filter(cell -> cell.width() == width)
              .map(cell -> new Panel.Point(cell.sparsity(), cell.deltaLogits(), cell.networks()))
              .sorted(Comparator.comparingDouble(Panel.Point::x))
              .toList();
      curves.add(new Panel.Curve("w = " + width, Panel.Kind.COMPRESSED, i, points));
    }
    return new Panel.Lines(
        "Error against sparsity: " + label,
        shown == widths.size() ? "" : "%d of %d widths.".formatted(shown, widths.size()),
        new Panel.Axis("sparsity", "Sparsity of compressed layers (fraction of zeros)", false),
        new Panel.Axis(
            "delta_logits", "\u0394 on logits: mean squared error / c\u00b2\u1d50 (no unit)", true),
        curves);
  }

  private Panel heatMap(String label, List<Cell> group) {
    List<Integer> widths = widths(group);
    Map<Settings, Double> sparsity =
        group.stream()
            .collect(
                Collectors.groupingBy(
                    Cell::settings,
                    LinkedHashMap::new,
                    Collectors.averagingDouble(Cell::sparsity)));
    List<Settings> rows =
        sparsity.keySet().stream().sorted(Comparator.comparingDouble(sparsity::get)).toList();
    List<List<Double>> errors =
        rows.stream()
            .map(row -> widths.stream().map(width -> error(group, row, width)).toList())
            .toList();
    return new Panel.HeatMap(
        "Error over width and sparsity: " + label,
        "Lines: the least width whose mean error is below a threshold.",
        widths,
        rows.stream().map(sparsity::get).toList(),
        errors,
        frontierCurves(rows, sparsity, widths.get(0)));
  }

  private static double error(List<Cell> group, Settings row, int width) {
    return group.stream()
        .filter(cell -> cell.settings().equals(row) && cell.width() == width)
        .mapToDouble(cell -> cell.deltaLogits().mean())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Thresholds that some but not all combinations reach, the largest ones first. */
  private List<Panel.Curve> frontierCurves(
      List<Settings> rows, Map<Settings, Double> sparsity, int leastWidth) {
    Map<Double, List<Frontier>> byError =
        frontiers.stream()
            .filter(frontier -> rows.contains(frontier.settings()))
            .sorted(
                Comparator.comparingDouble((Frontier f) -> -f.error())
                    .thenComparing(f -> sparsity.get(f.settings())))
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
                        + DecadeAxis.label(1, (int) Math.rint(Math.log10(thresholds.get(i)))),
                    Panel.Kind.FRONTIER,
                    i,
                    byError.get(thresholds.get(i)).stream()
                        .map(
                            f ->
                                new Panel.Point(
                                    f.width(), Interval.of(sparsity.get(f.settings())), 0))
                        .toList()))
        .toList();
  }
}
