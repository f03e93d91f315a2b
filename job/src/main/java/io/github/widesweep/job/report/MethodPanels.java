package io.github.widesweep.job.report;

import io.github.widesweep.data.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lays out the charts that compare methods: small multiples, a chart for each method, all of a
 * group over the same axes, with the greedy algorithm's curves in grey on the others' charts; and
 * rankings of paired differences. Fixed values and refit have groups of their own.
 */
final class MethodPanels {
  private static final String REFERENCE = "greedy";

  /** Widths, or amounts of compression, that have a curve each. */
  private static final int CURVES = 3;

  private final List<Cell> cells;
  private final List<Pair> pairs;
  private final Task task;

  /**
   * A row of the view {@code paired}: a method against greedy on the same networks and draws.
   *
   * @param settings the method and what it did
   * @param width to networks of which width
   * @param networks trained networks that it rests on
   * @param decades log10 of its error over greedy's
   * @param metric its metric minus greedy's
   */
  record Pair(Settings settings, int width, long networks, Interval decades, Interval metric) {}

  /** What methods are compared on: a target, a unit, pruned or quantized, one class. */
  private record Group(String title, List<Settings> methods, List<Cell> cells) {
    boolean isPruned() {
      return methods.get(0).isPruned();
    }

    List<Integer> widths() {
      return cells.stream().map(Cell::width).distinct().sorted().toList();
    }

    List<Double> amounts() {
      return cells.stream().map(Cell::amount).distinct().sorted().toList();
    }
  }

  MethodPanels(List<Cell> cells, List<Pair> pairs, Task task) {
    this.cells = cells;
    this.pairs = pairs;
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
        panels.addAll(rankings(group));
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
      Settings asked = same.get(0).settings().withoutAmount().withoutMethod();
      for (boolean refit : new boolean[] {false, true}) {
        if (!classes.get(refit).isEmpty()) {
          String title =
              "%s, %s, %s, %s"
                  .formatted(
                      asked.target(),
                      asked.unit(),
                      asked.isPruned() ? "pruned" : "quantized",
                      refit ? "refit" : "fixed values");
          groups.add(new Group(title, classes.get(refit), same));
        }
      }
    }
    return groups;
  }

  /** Paired differences at the largest width, of the amount in the middle. */
  private List<Panel> rankings(Group group) {
    List<Double> amounts = group.amounts();
    double amount = amounts.get(amounts.size() / 2);
    int width = group.widths().get(group.widths().size() - 1);
    List<Pair> ranked =
        group.methods().stream()
            .flatMap(method -> pair(group, method, width, amount).stream())
            .filter(pair -> !Double.isNaN(pair.decades().mean()))
            .sorted(Comparator.comparingDouble(pair -> pair.decades().mean()))
            .toList();
    if (ranked.size() < 2) {
      return List.of();
    }
    String heading =
        "Paired with greedy: %s, %s, w = %d"
            .formatted(group.title(), amountName(group, amount), width);
    String metric = Panels.metricName(task);
    return List.of(
        ranking(
            heading,
            "Error",
            "log\u2081\u2080 of the error of logits over greedy's: left of 0 is better",
            new Panel.Axis("decades", "log\u2081\u2080 (error / greedy's)", false),
            ranked,
            Pair::decades),
        ranking(
            heading,
            metric,
            metric + " minus greedy's: right of 0 is better",
            new Panel.Axis("metric_difference", metric + " minus greedy's", false),
            ranked,
            Pair::metric));
  }

  private static Panel.Ranking ranking(
      String heading,
      String title,
      String note,
      Panel.Axis axis,
      List<Pair> ranked,
      Function<Pair, Interval> value) {
    return new Panel.Ranking(
        heading,
        title,
        note + ", same networks and draws.",
        axis,
        ranked.stream()
            .map(
                pair ->
                    new Panel.Rank(
                        pair.settings().methodLabel(), value.apply(pair), pair.networks()))
            .toList());
  }

  private Optional<Pair> pair(Group group, Settings method, int width, double amount) {
    return group.cells().stream()
        .filter(c -> method(c).equals(method) && c.width() == width && c.amount() == amount)
        .findFirst()
        .flatMap(
            cell ->
                pairs.stream()
                    .filter(p -> p.width() == width && p.settings().equals(cell.settings()))
                    .findFirst());
  }

  private static String amountName(Group group, double amount) {
    return String.format(Locale.ROOT, group.isPruned() ? "sparsity %.2f" : "k = %.0f", amount);
  }

  private List<Panel> metricAgainstAmount(Group group) {
    String metric = Panels.metricName(task);
    List<Integer> widths = some(group.widths());
    Map<Settings, List<Panel.Curve>> curves =
        curves(
            group,
            IntStream.range(0, widths.size())
                .mapToObj(
                    i ->
                        new Slice(
                            "w = " + widths.get(i),
                            i,
                            cell -> cell.width() == widths.get(i),
                            Cell::amount))
                .toList(),
            Cell::metricCompressed,
            false);
    Panel.Axis y = Panels.metricAxis(task, group.cells(), all(curves));
    String dense =
        widths.stream()
            .map(width -> String.format(Locale.ROOT, "%.3f at %d", dense(group, width), width))
            .collect(Collectors.joining(", ", " (dense: ", ")"));
    String heading =
        "%s against %s: %s"
            .formatted(metric, group.isPruned() ? "sparsity" : "levels", group.title() + dense);
    return multiples(heading, SparsityPanels.amountAxis(group.methods().get(0)), y, curves);
  }

  private static double dense(Group group, int width) {
    return group.cells().stream()
        .filter(cell -> cell.width() == width)
        .mapToDouble(cell -> cell.metricDense().mean())
        .average()
        .orElse(Double.NaN);
  }

  private List<Panel> errorAgainstWidth(Group group) {
    List<Double> amounts = some(group.amounts());
    Map<Settings, List<Panel.Curve>> curves =
        curves(
            group,
            IntStream.range(0, amounts.size())
                .mapToObj(
                    i ->
                        new Slice(
                            amountName(group, amounts.get(i)),
                            i,
                            cell -> cell.amount() == amounts.get(i),
                            Cell::width))
                .toList(),
            Cell::deltaLogits,
            true);
    return multiples(
        "Error against width: " + group.title(),
        Panels.WIDTH,
        Panels.logits(cells).over(all(curves)),
        curves);
  }

  /** A curve of each chart: which cells, and what runs along it. */
  private record Slice(String label, int style, Predicate<Cell> chosen, ToDoubleFunction<Cell> x) {}

  private static Map<Settings, List<Panel.Curve>> curves(
      Group group, List<Slice> slices, Function<Cell, Interval> y, boolean isLogarithmic) {
    Map<Settings, List<Panel.Curve>> curves = new LinkedHashMap<>();
    for (Settings method : group.methods()) {
      List<Panel.Curve> own = new ArrayList<>();
      for (Slice slice : slices) {
        List<Panel.Point> points =
            group.cells().stream()
                .filter(cell -> method(cell).equals(method) && slice.chosen().test(cell))
                .filter(
                    cell ->
                        isLogarithmic
                            ? y.apply(cell).mean() > 0
                            : !Double.isNaN(y.apply(cell).mean()))
                .map(
                    cell ->
                        new Panel.Point(
                            slice.x().applyAsDouble(cell), y.apply(cell), cell.networks()))
                .sorted(Comparator.comparingDouble(Panel.Point::x))
                .toList();
        if (!points.isEmpty()) {
          own.add(new Panel.Curve(slice.label(), Panel.Kind.COMPRESSED, slice.style(), points));
        }
      }
      curves.put(method, own);
    }
    return curves;
  }

  private static List<Panel.Curve> all(Map<Settings, List<Panel.Curve>> curves) {
    return curves.values().stream().flatMap(List::stream).toList();
  }

  /** A chart a method, but for groups of single points. */
  private static List<Panel> multiples(
      String heading, Panel.Axis x, Panel.Axis y, Map<Settings, List<Panel.Curve>> curves) {
    if (all(curves).stream().noneMatch(curve -> curve.points().size() > 1)) {
      return List.of();
    }
    DoubleSummaryStatistics range =
        all(curves).stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(Panel.Point::x)
            .summaryStatistics();
    Panel.Axis common = x.from(range.getMin(), range.getMax());
    List<Panel> panels = new ArrayList<>();
    curves.forEach(
        (method, own) -> {
          if (!own.isEmpty()) {
            List<Panel.Curve> drawn = new ArrayList<>();
            if (!method.method().equals(REFERENCE)) {
              drawn.addAll(references(curves));
            }
            drawn.addAll(own);
            panels.add(
                new Panel.Lines(
                    heading, method.methodLabel(), Panels.below(y, own), common, y, drawn));
          }
        });
    return panels;
  }

  /** Greedy's curves, one name for all. */
  private static List<Panel.Curve> references(Map<Settings, List<Panel.Curve>> curves) {
    List<Panel.Curve> references = new ArrayList<>();
    curves.entrySet().stream()
        .filter(entry -> entry.getKey().method().equals(REFERENCE))
        .findFirst()
        .ifPresent(
            greedy ->
                greedy
                    .getValue()
                    .forEach(
                        curve ->
                            references.add(
                                new Panel.Curve(
                                    references.isEmpty() ? REFERENCE : "",
                                    Panel.Kind.REFERENCE,
                                    0,
                                    curve.points()))));
    return references;
  }

  /** The first, the last and those between, evenly, as many as have curves. */
  private static <T> List<T> some(List<T> all) {
    int count = Math.min(CURVES, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1)))
        .toList();
  }
}
