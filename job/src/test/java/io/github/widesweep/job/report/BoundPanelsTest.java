package io.github.widesweep.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bounds near, far, infinite and absent. */
class BoundPanelsTest {
  private static Settings settings(String target, String scheme) {
    Map<Settings.Field, String> fields = new EnumMap<>(Settings.Field.class);
    for (Settings.Field field : Settings.Field.values()) {
      fields.put(field, "");
    }
    fields.put(Settings.Field.TARGET, target);
    fields.put(Settings.Field.SCHEME, scheme);
    return new Settings(fields);
  }

  private static BoundCell cell(int width, double psi, double boundLog10) {
    double tightness = psi == 0 ? Double.NaN : boundLog10 - Math.log10(psi);
    return new BoundCell(
        settings("W2", "prune"),
        width,
        2,
        Interval.of(psi),
        Double.NaN,
        boundLog10,
        tightness,
        false,
        0);
  }

  private static Overlay only(List<BoundCell> cells) {
    List<Panel> panels = new BoundPanels(cells).all();
    assertThat(panels).hasSize(1);
    return (Overlay) panels.get(0);
  }

  @Test
  void boundsBeyondReachAreCountedNotDrawn() {
    Overlay panel =
        only(
            List.of(
                cell(10, 100, 14),
                cell(20, 100, 14.01),
                cell(30, 100, 5000),
                cell(40, 100, Double.POSITIVE_INFINITY),
                cell(50, 0, 3),
                cell(60, 0, Double.NEGATIVE_INFINITY),
                cell(70, 1, Double.NaN)));
    assertThat(panel.lines().curves().stream().map(Panel.Curve::label))
        .containsExactly("measured", "bound");
    assertThat(panel.lines().curves().get(0).points().stream().map(Panel.Point::x))
        .containsExactly(10.0, 20.0, 30.0, 40.0, 70.0);
    assertThat(panel.lines().curves().get(1).points())
        .containsExactly(new Panel.Point(10, Interval.of(1e14), 2));
    assertThat(panel.note())
        .isEqualTo(
            "Not on this logarithmic axis: means of exactly 0 (2). Not drawn: 4 of 6 bounds, from"
                + " 10^3.00 to infinite, each more than 12 decades above its mean.");
    assertThat(panel.numbers().stream().filter(n -> n.kind() == Panel.Kind.BOUND))
        .allMatch(n -> n.yName().equals("bound_psi_log10"))
        .extracting(n -> n.y().mean())
        .containsExactly(
            14.0, 14.01, 5000.0, Double.POSITIVE_INFINITY, 3.0, Double.NEGATIVE_INFINITY);
    assertThat(Svg.of(panel, "x")).startsWith("<svg");
  }

  @Test
  void nothingPositiveIsNoChartButHasRows() {
    List<BoundCell> cells =
        List.of(cell(10, 0, Double.NEGATIVE_INFINITY), cell(20, 0, 3000), cell(30, 0, Double.NaN));
    assertThat(new BoundPanels(cells).all()).isEmpty();
    assertThat(BoundTable.rows(cells))
        .containsExactly(
            List.of("W2", "10", "0.000", "", "0", "", "inside", "0"),
            List.of("W2", "20", "0.000", "", "10^3000.00", "", "inside", "0"),
            List.of("W2", "30", "0.000", "", "", "", "", ""));
  }

  @Test
  void everySettingOfATargetHasAChartOverTheSameAxes() {
    List<BoundCell> cells = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      cells.add(
          new BoundCell(
              settings("W1", "prune p = 0." + i), 10, 2, Interval.of(1 + i), 1, 3, 3, true, 0));
    }
    List<Panel> panels = new BoundPanels(cells).all();
    assertThat(panels)
        .extracting(Panel::group, Panel::title)
        .containsExactly(
            tuple("Measured, expected, bound: W1", "prune p = 0.0"),
            tuple("Measured, expected, bound: W1", "prune p = 0.1"),
            tuple("Measured, expected, bound: W1", "prune p = 0.2"),
            tuple("Measured, expected, bound: W1", "prune p = 0.3"));
    Panel.Lines last = ((Overlay) panels.get(3)).lines();
    assertThat(last.curves())
        .extracting(Panel.Curve::label, Panel.Curve::kind, Panel.Curve::style)
        .containsExactly(
            tuple("measured", Panel.Kind.MEASURED, 3),
            tuple("expected", Panel.Kind.EXPECTED, 3),
            tuple("bound", Panel.Kind.BOUND, 3));
    assertThat(last.y().least()).isEqualTo(1);
    assertThat(last.y().most()).isEqualTo(1000);
    assertThat(last.note()).isEqualTo("Outside the assumptions: 1 of 1 bounds.");
    assertThat(panels.get(3).numbers())
        .extracting(PlottedNumber::panel, PlottedNumber::series)
        .contains(
            tuple("Measured, expected, bound: W1: prune p = 0.3", "W1, prune p = 0.3 measured"));
  }
}
