package io.github.widesweep.job.report;

import io.github.widesweep.data.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lays out the charts that compare methods: small multiples, each with as many methods as can be
 * told apart, fixed values and refit on charts of their own. A method looks the same on all charts
 * of its group, and the greedy algorithm is on every chart of fixed values.
 */
final class MethodPanels {
  private static final String REFERENCE = "greedy";

  /** Widths, or amounts of compression, that have a chart each. */
  private static final int MULTIPLES = 3;

  private final List<Cell> cells;
  private final Task task;

  /** What is on the charts of one group: a target, a unit, pruned or quantized, one class. */
  private record Group(String title, List<Settings> methods, List<Cell> cells) {}

  MethodPanels(List<Cell> cells, Task task) {
    this.cells = cells;
    this.task = task;
  }

  /** The charts; none where no two methods did the same to the same layers. */
  List<Panel> all() {
    List<Panel> panels = new ArrayList<>();
    boolean compared =
        byTask().stream()
            .anyMatch(same -> same.stream().map(cell -> method(cell)).distinct().count() > 1);
    if (compared) {
      for (Group group : groups()) {
        panels.addAll(metricAgainstAmount(group));
        panels.addAll(errorAgainstWidth(group));
      }
    }
    return panels;
  }

  /** Cells whose methods were asked for the same. */
  private Collection<List<Cell>> byTask() {
    return cells.stream()
        .collect(
            Collectors.groupingBy(
                cell -> cell.settings().withoutAmount().withoutMethod(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private static Settings method(Cell cell) {
    return cell.settings().withoutAmount();
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (List<Cell> same : byTask()) {
      Map<Boolean, List<Settings>> classes =
          same.stream()
              .map(MethodPanels::method)
              .distinct()
              .sorted(Comparator.comparing(s -> !s.method().equals(REFERENCE)))
              .collect(Collectors.partitioningBy(Settings::isRefit));
      Settings task = same.get(0).settings().withoutAmount().withoutMethod();
      for (boolean refit : new boolean[] {false, true}) {
        List<List<Settings>> parts = parts(classes.get(refit));
        for (int i = 0; i < parts.size(); i++) {
          String part = parts.size() == 1 ? "" : " (%d of %d)".formatted(i + 1, parts.size());
          String title =
              "%s, %s, %s, %s%s"
                  .formatted(
                      task.target(),
                      task.unit(),
                      task.isPruned() ? "pruned" : "quantized",
                      refit ? "refit" : "fixed values",
                      part);
          groups.add(new Group(title, parts.get(i), same));
        }
      }
    }
    return groups;
  }

  /** Methods in parts that can be told apart, the reference on each. */
  private static List<List<Settings>> parts(List<Settings> methods) {
    boolean hasReference = !methods.isEmpty() && methods.get(0).method().equals(REFERENCE);
    List<Settings> others = methods.subList(hasReference ? 1 : 0, methods.size());
    int room = Style.CURVES - (hasReference ? 1 : 0);
    int parts = Math.max(methods.isEmpty() ? 0 : 1, (others.size() + room - 1) / room);
    return IntStream.range(0, parts)
        .mapToObj(
            i -> {
              List<Settings> part = new ArrayList<>(methods.subList(0, hasReference ? 1 : 0));
              part.addAll(
                  others.subList(i * others.size() / parts, (i + 1) * others.size() / parts));
              return part;
            })
        .toList();
  }

  private List<Panel> metricAgainstAmount(Group group) {
    boolean isAccuracy = task == Task.CLASSIFICATION;
    String metric = isAccuracy ? "Accuracy" : "R\u00b2";
    Panel.Axis y =
        new Panel.Axis(
            "metric_compressed",
            metric + " on test samples (" + (isAccuracy ? "fraction)" : "no unit)"),
            false);
    boolean pruned = group.methods().get(0).isPruned();
    Panel.Axis x =
        pruned
            ? new Panel.Axis("sparsity", "Sparsity of compressed layers (fraction of zeros)", false)
            : new Panel.Axis("levels", "Quantization levels k", true);
    List<Panel> panels = new ArrayList<>();
    for (int width : some(group.cells().stream().map(Cell::width).distinct().sorted().toList())) {
      List<Panel.Curve> curves =
          curves(group, cell -> cell.width() == width, Cell::amount, Cell::metricCompressed, false);
      double dense =
          group.cells().stream()
              .filter(cell -> cell.width() == width)
              .mapToDouble(cell -> cell.metricDense().mean())
              .average()
              .orElse(Double.NaN);
      if (curves.stream().anyMatch(curve -> curve.points().size() > 1)) {
        panels.add(
            new Panel.Lines(
                "%s against %s: %s, w = %d"
                    .formatted(metric, pruned ? "sparsity" : "levels", group.title(), width),
                String.format(Locale.ROOT, "Dense networks: %.3f.", dense),
                x,
                y,
                curves));
      }
    }
    return panels;
  }

  private List<Panel> errorAgainstWidth(Group group) {
    List<Double> amounts = group.cells().stream().map(Cell::amount).distinct().sorted().toList();
    List<Panel> panels = new ArrayList<>();
    for (double amount : some(amounts)) {
      List<Panel.Curve> curves =
          curves(group, cell -> cell.amount() == amount, Cell::width, Cell::deltaLogits, true);
      if (curves.stream().anyMatch(curve -> curve.points().size() > 1)) {
        String name =
            group.methods().get(0).isPruned()
                ? String.format(Locale.ROOT, "sparsity %.2f", amount)
                : String.format(Locale.ROOT, "k = %.0f", amount);
        panels.add(
            new Panel.Lines(
                "Error on logits against width: %s, %s".formatted(group.title(), name),
                "",
                Panels.WIDTH,
                Panels.LOGITS,
                curves));
      }
    }
    return panels;
  }

  private static List<Panel.Curve> curves(
      Group group,
      Predicate<Cell> chosen,
      ToDoubleFunction<Cell> x,
      Function<Cell, Interval> y,
      boolean isLogarithmic) {
    List<Panel.Curve> curves = new ArrayList<>();
    for (Settings settings : group.methods()) {
      List<Panel.Point> points =
          group.cells().stream()
              .filter(cell -> method(cell).equals(settings) && chosen.test(cell))
              .filter(
                  cell ->
                      isLogarithmic
                          ? y.apply(cell).mean() > 0
                          : !Double.isNaN(y.apply(cell).mean()))
              .map(cell -> new Panel.Point(x.applyAsDouble(cell), y.apply(cell), cell.networks()))
              .sorted(Comparator.comparingDouble(Panel.Point::x))
              .toList();
      if (!points.isEmpty()) {
        curves.add(
            new Panel.Curve(
                settings.methodLabel(),
                Panel.Kind.COMPRESSED,
                group.methods().indexOf(settings),
                points));
      }
    }
    return curves;
  }

  /** The first, the last and those between, evenly, as many as have charts. */
  private static <T> List<T> some(List<T> all) {
    int count = Math.min(MULTIPLES, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1)))
        .toList();
  }
}
