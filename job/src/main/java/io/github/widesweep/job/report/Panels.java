package io.github.widesweep.job.report;

import io.github.widesweep.data.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Lays out the charts of error and metric against width. */
final class Panels {
  static final Panel.Axis WIDTH = new Panel.Axis("width", "Width w (units or filters)", true);

  static final Panel.Axis LOGITS =
      new Panel.Axis(
          "delta_logits", "\u0394 on logits: mean squared error / c\u00b2\u1d50 (no unit)", true);
  private static final Panel.Axis OUTPUTS =
      new Panel.Axis(
          "delta", "\u0394 on outputs: mean squared error / c\u00b2\u1d50 (no unit)", true);

  private final List<Cell> cells;
  private final Task task;
  private final List<Published.Curves> published;

  Panels(List<Cell> cells, Task task, List<Published.Curves> published) {
    this.cells = cells;
    this.task = task;
    this.published = published;
  }

  /** Error first, on logits and where that is not the same on outputs; then the metric. */
  List<Panel> againstWidth() {
    List<Panel> panels = new ArrayList<>();
    List<List<Settings>> groups = Groups.of(cellSettings());
    for (List<Settings> group : groups) {
      String suffix = groups.size() == 1 ? "" : ": " + Settings.common(group, cellSettings());
      boolean hasSoftmax = cells.stream().anyMatch(c -> c.delta().mean() != c.deltaLogits().mean());
      panels.add(
          error(
              (hasSoftmax ? "Error on logits against width" : "Error against width") + suffix,
              LOGITS,
              group,
              Cell::deltaLogits,
              published));
      if (hasSoftmax) {
        panels.add(
            error(
                "Error after softmax against width" + suffix,
                OUTPUTS,
                group,
                Cell::delta,
                List.of()));
      }
      panels.add(metric(group, suffix));
    }
    return panels;
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
    String note = zeros == 0 ? "" : zeros + " means of exactly 0 are not on this logarithmic axis.";
    return new Panel.Lines(title, note, WIDTH, axis, curves);
  }

  private Panel metric(List<Settings> group, String suffix) {
    boolean isAccuracy = task == Task.CLASSIFICATION;
    Panel.Axis axis =
        new Panel.Axis(
            "metric_compressed",
            isAccuracy
                ? "Accuracy on test samples (fraction)"
                : "R\u00b2 on test samples (no unit)",
            false);
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
    return new Panel.Lines(
        (isAccuracy ? "Accuracy" : "R\u00b2") + " dense and compressed against width" + suffix,
        "",
        WIDTH,
        axis,
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
