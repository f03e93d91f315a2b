package io.github.widesweep.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.data.Task;
import io.github.widesweep.job.report.Settings.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is drawn together, and over which axes. */
class PanelsTest {
  private static Settings settings(String target, String method, String scheme) {
    Map<Field, String> fields = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      fields.put(field, "");
    }
    fields.put(Field.TARGET, target);
    fields.put(Field.UNIT, "weights");
    fields.put(Field.METHOD, method);
    fields.put(Field.SCHEME, scheme);
    return new Settings(fields);
  }

  private static Cell cell(Settings settings, int width, double sparsity, double metric) {
    return cell(settings, width, sparsity, 0.9, metric);
  }

  private static Cell cell(
      Settings settings, int width, double sparsity, double dense, double metric) {
    return new Cell(
        settings,
        width,
        3,
        Double.NaN,
        sparsity,
        Interval.of(0.5),
        Interval.of(0.25),
        Interval.of(1),
        Interval.of(dense),
        new Interval(metric, metric - 0.1, metric + 0.1),
        Interval.of(dense - metric));
  }

  private static List<Panel.Lines> lines(List<Panel> panels, String group) {
    return panels.stream()
        .filter(panel -> panel.group().startsWith(group))
        .map(panel -> (Panel.Lines) panel)
        .toList();
  }

  @Test
  void methodsHaveAChartEachOverTheSameAxesBesideGreedy() {
    List<String> methods =
        IntStream.range(0, 11).mapToObj(i -> i == 3 ? "greedy" : "m" + i).toList();
    List<Cell> cells = new ArrayList<>();
    List<MethodPanels.Pair> pairs = new ArrayList<>();
    for (String method : methods) {
      for (double p : new double[] {0.2, 0.6}) {
        Settings settings = settings("W2", method, "prune p = " + p);
        for (int width : new int[] {10, 40}) {
          cells.add(cell(settings, width, 1 - p, 0.1 * methods.indexOf(method) - 0.05));
        }
        if (!method.equals("greedy")) {
          double decades = methods.indexOf(method) - 5;
          pairs.add(
              new MethodPanels.Pair(
                  settings, 40, 3, Interval.of(decades), Interval.of(-decades / 10)));
        }
      }
    }
    List<Panel> panels = new MethodPanels(cells, pairs, Task.CLASSIFICATION).all();
    List<Panel.Lines> metric = lines(panels, "Accuracy against sparsity");
    assertThat(metric.stream().map(Panel::title))
        .startsWith("greedy", "m0")
        .containsExactlyInAnyOrderElementsOf(methods);
    assertThat(metric.stream().map(Panel.Lines::y).distinct()).hasSize(1);
    assertThat(metric.stream().map(Panel.Lines::x).distinct()).hasSize(1);
    assertThat(metric.get(0).y().least()).isEqualTo(-0.05);
    assertThat(metric.get(0).y().most()).isEqualTo(0.95);
    // Greedy's curves are drawn eleven times and are numbers once.
    assertThat(metric.get(1).curves().stream().map(Panel.Curve::kind))
        .containsExactly(
            Panel.Kind.REFERENCE,
            Panel.Kind.REFERENCE,
            Panel.Kind.COMPRESSED,
            Panel.Kind.COMPRESSED);
    assertThat(metric.stream().flatMap(panel -> panel.numbers().stream())).hasSize(cells.size());
    assertThat(panels.stream().map(Panel::name)).doesNotHaveDuplicates();

    List<Panel> rankings = panels.stream().filter(p -> p instanceof Panel.Ranking).toList();
    assertThat(rankings).hasSize(2);
    assertThat(((Panel.Ranking) rankings.get(0)).ranks().stream().map(Panel.Rank::label))
        .containsExactlyElementsOf(
            methods.stream().filter(method -> !method.equals("greedy")).toList());
    for (Panel panel : panels) {
      assertThat(Svg.of(panel, "x")).startsWith("<svg");
    }
  }

  @Test
  void rSquaredBelowTheAxisIsCountedNotDrawn() {
    List<Cell> cells = new ArrayList<>();
    for (int width : new int[] {10, 20, 40}) {
      cells.add(
          cell(settings("W1", "greedy", "prune p = 0.5"), width, 0.5, width == 10 ? -7 : 0.5));
    }
    Panel.Lines metric =
        (Panel.Lines) new Panels(cells, Task.REGRESSION, List.of()).againstWidth().get(2);
    assertThat(metric.title()).startsWith("R\u00b2");
    assertThat(metric.y().least()).isEqualTo(-0.2);
    assertThat(metric.note()).isEqualTo("Not drawn: means below -0.200 (1, the least -7.00).");
    assertThat(metric.numbers().stream().map(n -> n.y().mean())).contains(-7.0);
    // Where nothing is better, what there is, is drawn.
    Panel.Axis worst = Panels.metricAxis(Task.REGRESSION, cells, List.of(metric.curves().get(1)));
    assertThat(worst.least()).isEqualTo(-0.2);
    List<Panel.Curve> useless =
        List.of(
            new Panel.Curve(
                "", Panel.Kind.COMPRESSED, 0, List.of(new Panel.Point(1, Interval.of(-7), 1))));
    assertThat(Panels.metricAxis(Task.REGRESSION, cells, useless).least()).isEqualTo(-7);
  }

  @Test
  void rSquaredOfDenseNetworksIsDrawn() {
    List<Cell> cells = new ArrayList<>();
    for (double sparsity : new double[] {0.5, 0.9}) {
      Settings settings = settings("W1", "greedy", "prune p = " + sparsity);
      cells.add(cell(settings, 10, sparsity, -0.6, -1.5 * sparsity));
      cells.add(cell(settings, 40, sparsity, 0.8, 0.5));
    }
    Panel.Lines metric =
        (Panel.Lines) new Panels(cells, Task.REGRESSION, List.of()).againstWidth().get(2);
    assertThat(metric.y().least()).isEqualTo(-0.6);
    assertThat(metric.curves().get(0).points().get(0).y().mean()).isEqualTo(-0.6);
    assertThat(metric.note()).isEqualTo("Not drawn: means below -0.600 (2, the least -1.35).");
    Panel.Lines sparsity =
        (Panel.Lines) new SparsityPanels(cells, Task.REGRESSION, List.of()).all().get(0);
    assertThat(sparsity.y()).isEqualTo(metric.y().from(-0.6, 0.5));
  }

  @Test
  void settingsThatCannotBeToldApartHaveSeveralChartsOverOneAxis() {
    List<Settings> all = new ArrayList<>();
    for (String target : List.of("W1", "W2")) {
      for (int i = 1; i <= 9; i++) {
        all.add(settings(target, "greedy", "prune p = 0." + i));
      }
    }
    List<Cell> cells = new ArrayList<>();
    all.forEach(each -> cells.add(cell(each, 10, 0.5, 0.1 * cells.size() / 2)));
    List<List<Settings>> groups = Groups.of(all.subList(2, 9));
    assertThat(groups).containsExactly(all.subList(2, 9));
    List<Panel> panels = new Panels(cells, Task.CLASSIFICATION, List.of()).againstWidth();
    List<Panel.Lines> metric = lines(panels, "Accuracy dense");
    assertThat(metric.stream().map(Panel.Lines::y).map(Panel.Axis::label).distinct()).hasSize(1);
    assertThat(metric).allMatch(panel -> panel.curves().size() <= Style.CURVES + 1);
    assertThat(
            metric.stream()
                .flatMap(panel -> panel.curves().stream())
                .filter(curve -> curve.kind() == Panel.Kind.COMPRESSED))
        .hasSize(all.size());
  }

  /** The same amount asked for gives other fractions of zeros at other widths. */
  @Test
  void heatMapsHaveARowForEachAmountAndAFieldForEachCell() {
    List<Cell> cells = new ArrayList<>();
    for (double p : new double[] {0.2, 0.6}) {
      for (int width : new int[] {10, 20}) {
        double sparsity = 1 - p + width / 1000.0;
        cells.add(cell(settings("W1", "greedy", "prune p = " + p), width, sparsity, 0.5));
      }
    }
    List<Panel> panels = new SparsityPanels(cells, Task.CLASSIFICATION, List.of()).all();
    Panel.HeatMap map = (Panel.HeatMap) panels.get(2);
    assertThat(map.rows()).hasSize(2);
    assertThat(map.fields().stream().map(field -> Math.rint(100 * field.sparsity())))
        .containsExactlyInAnyOrder(81.0, 82.0, 41.0, 42.0);
    assertThat(map.fields().stream().map(Panel.Field::row).collect(Collectors.toSet()))
        .isEqualTo(Set.of(0, 1));
    assertThat(Svg.of(map, "x")).startsWith("<svg");
  }
}
