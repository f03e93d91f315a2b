package io.github.widesweep.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    Panel.Lines panel = (Panel.Lines) panels.get(0);
    assertThat(panels).hasSize(1);
    assertThat(panel.curves().stream().map(Panel.Curve::label))
        .containsExactly("W2 from norms", "W2 from sample");
    assertThat(panel.curves().stream().map(curve -> curve.points().size())).containsExactly(1, 1);
    assertThat(panel.note())
        .isEqualTo(
            "Not drawn: 2 of 5 bounds, more than 12 powers of ten above. Without guarantee: 3"
                + " bounds from norms.");
    assertThat(Svg.of(panel, "x")).startsWith("<svg");
  }

  @Test
  void aPanelHasNoMoreCurvesThanCanBeToldApart() {
    List<TightnessCell> cells = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      cells.add(cell("p = 0." + i, 10, "norms", 5));
      cells.add(cell("p = 0." + i, 10, "sample", 1));
    }
    List<Panel> panels = new TightnessPanels(cells).all();
    assertThat(panels).hasSize(3);
    assertThat(panels)
        .allMatch(panel -> ((Panel.Lines) panel).curves().size() <= Style.CURVES)
        .allMatch(
            panel ->
                ((Panel.Lines) panel).curves().stream().map(Panel.Curve::style).distinct().count()
                    == ((Panel.Lines) panel).curves().size());
    assertThat(new TightnessPanels(List.of(cell("p", 10, "norms", 99))).all()).isEmpty();
  }
}
