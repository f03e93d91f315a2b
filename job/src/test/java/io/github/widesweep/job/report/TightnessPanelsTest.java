package io.github.widesweep.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;

/** Distances near, far, infinite and absent. */
class TightnessPanelsTest {
  private static TightnessCell cell(String scheme, int width, String theorem, double decades) {
    Map<Settings.Field, String> fields = new EnumMap<>(Settings.Field.class);
    for (Settings.Field field : Settings.Field.values()) {
      fields.put(field, "");
    }
    fields.put(Settings.Field.TARGET, "W2");
    fields.put(Settings.Field.SCHEME, scheme);
    boolean guaranteed = !theorem.equals("norms");
    return new TightnessCell(
        new Settings(fields), width, 2, theorem, guaranteed, Interval.of(decades));
  }

  @Test
  void whatIsFarIsCountedNotDrawn() {
    List<Panel> panels =
        new TightnessPanels(
                List.of(
                    cell("p", 10, "norms", 12),
                    cell("p", 20, "norms", 12.1),
                    cell("p", 30, "norms", Double.POSITIVE_INFINITY),
                    cell("p", 10, "sample", 0.3),
                    cell("p", 20, "sample", Double.NaN)))
            .all();
    Panel.Lines panel = ((Overlay) panels.get(0)).lines();
    assertThat(panels).hasSize(1);
    assertThat(panel.curves().stream().map(Panel.Curve::label))
        .containsExactly("from norms", "from sample");
    assertThat(panels.get(0).numbers().stream().map(PlottedNumber::series))
        .containsExactly("W2 from norms", "W2 from sample");
    assertThat(panel.curves().stream().map(curve -> curve.points().size())).containsExactly(1, 1);
    assertThat(panel.note())
        .isEqualTo(
            "Not drawn: 2 of 5 bounds, more than 12 decades above. Without guarantee: 3"
                + " bounds from norms.");
    assertThat(Svg.of(panel, "x")).startsWith("<svg");
  }

  @Test
  void everySettingOfATargetHasAChartOverTheSameAxes() {
    List<TightnessCell> cells = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      cells.add(cell("p = 0." + i, 10, "norms", 5 + i));
      cells.add(cell("p = 0." + i, 10, "sample", 1));
    }
    List<Panel> panels = new TightnessPanels(cells).all();
    assertThat(panels)
        .hasSize(7)
        .allMatch(panel -> panel.group().equals("Bounds above measurement: W2"))
        .extracting(panel -> ((Overlay) panel).lines())
        .allMatch(lines -> lines.y().least() == 1 && lines.y().most() == 11)
        .allMatch(
            lines ->
                lines.curves().stream().map(Panel.Curve::style).toList().equals(List.of(0, 1)));
    assertThat(panels.get(6).title()).isEqualTo("p = 0.6");
    assertThat(new TightnessPanels(List.of(cell("p", 10, "norms", 99))).all()).isEmpty();
  }

  /** Ticks of a short axis have labels, and numbers of things none below 1. */
  @Test
  void shortAxesHaveLabels() {
    assertThat(labels(new DecadeAxis("k", 2.6, 4.6, DecadeAxis.Labels.COUNTS)))
        .containsExactly("3", "4");
    assertThat(labels(new DecadeAxis("k", 0.87, 3.45, DecadeAxis.Labels.COUNTS)))
        .containsExactly("1", "2", "3");
    assertThat(labels(new DecadeAxis("w", 17, 621, DecadeAxis.Labels.COUNTS)))
        .containsExactly("20", "50", "100", "200", "500");
    assertThat(labels(new DecadeAxis("y", 3.1e-3, 4.9e-3, DecadeAxis.Labels.POWERS)))
        .containsExactly("4\u00b710\u207b\u00b3");
  }

  private static List<String> labels(DecadeAxis axis) {
    return axis.refreshTicks(null, null, null, RectangleEdge.BOTTOM).stream()
        .map(NumberTick::getText)
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
