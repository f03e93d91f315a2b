package io.github.widesweep.job.report;

import io.github.widesweep.data.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Lays out the charts of error and metric against width. */
final class Panels {
  static final Panel.Axis WIDTH = new Panel.Axis("width", "Width w (units or filters)", true);

  /** Column of the metric after compression. */
  static final String METRIC = "metric_compressed";

  private static final Panel.Axis OUTPUTS = new Panel.Axis("delta", "\u0394 on outputs", true);

  /**
   * R^2 below this, and below that of dense networks, is not drawn: a useless network may have any,
   * and hides what others do.
   */
  private static final double LEAST_R2 = -0.2;

  private static final double ONE_POINT = 0.01;

  private final List<Cell> cells;
  private final Task task;
  private final List<Published.Curves> published;

  Panels(List<Cell> cells, Task task, List<Published.Curves> published) {
    this.cells = cells;
    this.task = task;
    this.published = published;
  }

  /**
   * Error first, on logits and where that is not the same on outputs; then the metric. Settings
   * that cannot be told apart on one chart have several, over the same axes.
   */
  List<Panel> againstWidth() {
    List<List<Settings>> groups = Groups.of(cellSettings());
    List<Panel> panels = new ArrayList<>();
    boolean hasSoftmax = hasSoftmax(cells);
    String title = hasSoftmax ? "Error on logits against width" : "Error against width";
    groups.forEach(
        group -> panels.add(error(title, logits(cells), group, Cell::deltaLogits, published)));
    if (hasSoftmax) {
      groups.forEach(
          group ->
              panels.add(
                  error(
                      "Error after softmax against width",
                      OUTPUTS,
                      group,
                      Cell::delta,
                      List.of())));
    }
    groups.forEach(group -> panels.add(metric(group)));
    groups.forEach(group -> panels.add(lost(group)));
    return panels;
  }

  /** A chart of all settings, or of a group of several over common axes. */
  private Panel panel(
      String name, List<Settings> group, String note, Panel.Axis y, List<Panel.Curve> curves) {
    return group.size() == cellSettings().size()
        ? new Panel.Lines(name, note, WIDTH, y, curves)
        : new Panel.Lines(name, Settings.common(group, cellSettings()), note, WIDTH, y, curves);
  }

  private static boolean hasSoftmax(List<Cell> cells) {
    return cells.stream().anyMatch(c -> c.delta().mean() != c.deltaLogits().mean());
  }

  /** The axis of the error before a final softmax, which without one is that of the outputs. */
  static Panel.Axis logits(List<Cell> cells) {
    return new Panel.Axis(
        "delta_logits", hasSoftmax(cells) ? "\u0394 on logits" : "\u0394 on outputs", true);
  }

  static String metricName(Task task) {
    return task == Task.CLASSIFICATION ? "Accuracy" : "R\u00b2";
  }

  /**
   * The axis of the metric for charts that are to be compared: R^2 from {@value #LEAST_R2} on, or
   * from where the worst of the dense networks are.
   *
   * @param cells whose dense networks
   * @param all the curves of the charts
   */
  static Panel.Axis metricAxis(Task task, List<Cell> cells, List<Panel.Curve> all) {
    Panel.Axis axis =
        new Panel.Axis(METRIC, metricName(task) + " on test samples", false).over(all);
    double floor =
        cells.stream()
            .mapToDouble(cell -> cell.metricDense().mean())
            .filter(mean -> mean < LEAST_R2)
            .min()
            .orElse(LEAST_R2);
    return task == Task.REGRESSION && axis.most() > floor
        ? axis.from(Math.max(floor, axis.least()), axis.most())
        : axis;
  }

  /** Says what lies below an axis of the metric; empty if nothing does. */
  static String below(Panel.Axis axis, List<Panel.Curve> curves) {
    List<Double> below =
        curves.stream()
            .filter(curve -> curve.kind() != Panel.Kind.REFERENCE)
            .flatMap(curve -> curve.points().stream())
            .map(point -> point.y().mean())
            .filter(mean -> mean < axis.least())
            .toList();
    return below.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            "Not drawn: means below %.3g (%d, the least %.3g).",
            axis.least(),
            below.size(),
            Collections.min(below));
  }

  /** Says that means have no place on a logarithmic axis. */
  static String zeros(long count) {
    return "Not on this logarithmic axis: means of exactly 0 (%d).".formatted(count);
  }

  private List<Settings> cellSettings() {
    return cells.stream().map(Cell::settings).distinct().toList();
  }

  private Panel error(
      String title,
      Panel.Axis axis,
      List<Settings> group,
      Function<Cell, Interval> measure,
      List<Published.Curves> paper) {
    List<Panel.Curve> curves = new ArrayList<>(compressed(group, measure, true));
    for (Published.Curves curve : paper) {
      curves.add(
          new Panel.Curve(
              "paper: " + curve.label(), Panel.Kind.PUBLISHED, curves.size(), curve.delta()));
    }
    long zeros =
        cells.stream()
            .filter(c -> group.contains(c.settings()) && measure.apply(c).mean() == 0)
            .count();
    String note = zeros == 0 ? "" : zeros(zeros);
    List<Panel.Curve> all = new ArrayList<>(compressed(cellSettings(), measure, true));
    paper.forEach(c -> all.add(new Panel.Curve("", Panel.Kind.PUBLISHED, 0, c.delta())));
    return panel(title, group, note, axis.over(all), curves);
  }

  private Panel metric(List<Settings> group) {
    List<Panel.Curve> curves = new ArrayList<>();
    Map<Integer, Panel.Point> dense = new LinkedHashMap<>();
    cells.stream()
        .filter(cell -> !Double.isNaN(cell.metricDense().mean()))
        .sorted(Comparator.comparingInt(Cell::width))
        // Every cell of a width has the same networks, but for those whose runs failed.
        .forEach(
            cell ->
                dense.merge(
                    cell.width(),
                    new Panel.Point(cell.width(), cell.metricDense(), cell.networks()),
                    (a, b) -> a.networks() >= b.networks() ? a : b));
    curves.add(
        new Panel.Curve("dense", Panel.Kind.DENSE, Style.CURVES - 1, List.copyOf(dense.values())));
    curves.addAll(compressed(group, Cell::metricCompressed, false));
    if (!published.isEmpty()) {
      curves.add(
          new Panel.Curve(
              "paper: dense",
              Panel.Kind.PUBLISHED,
              Style.CURVES - 1,
              published.get(0).metricDense()));
    }
    for (Published.Curves curve : published) {
      curves.add(
          new Panel.Curve(
              "paper: " + curve.label(),
              Panel.Kind.PUBLISHED,
              group.size() + published.indexOf(curve),
              curve.metricCompressed()));
    }
    List<Panel.Curve> all = new ArrayList<>(curves);
    all.addAll(compressed(cellSettings(), Cell::metricCompressed, false));
    Panel.Axis axis = metricAxis(task, cells, all);
    return panel(
        metricName(task) + " dense and compressed against width",
        group,
        below(axis, curves),
        axis,
        curves);
  }

  /** What of the metric is lost, beside one point of a hundred. */
  private Panel lost(List<Settings> group) {
    List<Panel.Curve> curves = new ArrayList<>(compressed(group, Cell::metricDrop, false));
    IntSummaryStatistics widths = cells.stream().mapToInt(Cell::width).summaryStatistics();
    curves.add(
        new Panel.Curve(
            "one point",
            Panel.Kind.MARK,
            0,
            IntStream.of(widths.getMin(), widths.getMax())
                .distinct()
                .mapToObj(width -> new Panel.Point(width, Interval.of(ONE_POINT), 0))
                .toList()));
    return panel(
        metricName(task) + " lost against width",
        group,
        "Dense minus compressed, network by network: below 0 nothing is lost.",
        new Panel.Axis("metric_drop", metricName(task) + " lost", false),
        curves);
  }

  private List<Panel.Curve> compressed(
      List<Settings> group, Function<Cell, Interval> measure, boolean isLogarithmic) {
    Set<Settings.Field> named = Settings.differing(cellSettings());
    List<Panel.Curve> curves = new ArrayList<>();
    for (Settings settings : group) {
      List<Panel.Point> points =
          cells.stream()
              .filter(cell -> cell.settings().equals(settings))
              .filter(
                  cell -> isLogarithmic ? measure.apply(cell).mean() > 0 : isThere(cell, measure))
              .map(cell -> new Panel.Point(cell.width(), measure.apply(cell), cell.networks()))
              .toList();
      if (!points.isEmpty()) {
        curves.add(
            new Panel.Curve(
                settings.label(named), Panel.Kind.COMPRESSED, group.indexOf(settings), points));
      }
    }
    return curves;
  }

  private static boolean isThere(Cell cell, Function<Cell, Interval> measure) {
    return !Double.isNaN(measure.apply(cell).mean());
  }
}
