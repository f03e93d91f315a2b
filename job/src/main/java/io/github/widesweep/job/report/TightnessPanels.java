package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lays out the charts of how far each theorem's bound lies above what it bounds, against width. */
final class TightnessPanels {
  /** Decades up to which a bound is drawn: those of B layers lie hundreds above. */
  static final int REACH = 12;

  /** Settings per chart, of two theorems each: fewer than {@value Style#CURVES} curves. */
  private static final int SETTINGS = 3;

  private static final Panel.Axis DECADES =
      new Panel.Axis("decades", "Bound above error (powers of ten)", false);

  private final List<TightnessCell> cells;
  private final List<Settings> all;
  private final Set<Settings.Field> named;

  TightnessPanels(List<TightnessCell> cells) {
    this.cells = cells;
    all = cells.stream().map(TightnessCell::settings).distinct().toList();
    named = Settings.differing(all);
  }

  List<Panel> all() {
    List<Panel> panels = new ArrayList<>();
    for (List<Settings> group : Groups.byTarget(all)) {
      int parts = (group.size() + SETTINGS - 1) / SETTINGS;
      for (int i = 0; i < parts; i++) {
        String title = "Bounds above measurement: " + Settings.common(group, all);
        Panel.Lines panel =
            panel(
                parts == 1 ? title : "%s, part %d of %d".formatted(title, i + 1, parts),
                group.subList(i * group.size() / parts, (i + 1) * group.size() / parts));
        if (!panel.curves().isEmpty()) {
          panels.add(panel);
        }
      }
    }
    return panels;
  }

  private Panel.Lines panel(String title, List<Settings> group) {
    List<TightnessCell> own = cells.stream().filter(c -> group.contains(c.settings())).toList();
    List<Panel.Curve> curves = new ArrayList<>();
    int style = 0;
    for (Settings settings : group) {
      List<TightnessCell> its = own.stream().filter(c -> c.settings().equals(settings)).toList();
      for (String theorem : its.stream().map(TightnessCell::theorem).distinct().sorted().toList()) {
        List<Panel.Point> points =
            its.stream()
                .filter(cell -> cell.theorem().equals(theorem) && isDrawn(cell))
                .map(cell -> new Panel.Point(cell.width(), cell.decades(), cell.networks()))
                .toList();
        if (!points.isEmpty()) {
          String label = settings.label(named) + " from " + theorem;
          curves.add(new Panel.Curve(label, Panel.Kind.COMPRESSED, style, points));
        }
        style++;
      }
    }
    return new Panel.Lines(title, note(own), Panels.WIDTH, DECADES, curves);
  }

  private static boolean isDrawn(TightnessCell cell) {
    return Double.isFinite(cell.decades().mean()) && cell.decades().mean() <= REACH;
  }

  private static String note(List<TightnessCell> cells) {
    List<String> notes = new ArrayList<>();
    long far = cells.stream().filter(c -> c.decades().mean() > REACH).count();
    if (far > 0) {
      notes.add(
          "Not drawn: %d of %d bounds, more than %d powers of ten above."
              .formatted(far, cells.size(), REACH));
    }
    long outside = cells.stream().filter(cell -> !cell.isGuaranteed()).count();
    if (outside > 0) {
      notes.add("Without guarantee: %d bounds from norms.".formatted(outside));
    }
    return String.join(" ", notes);
  }
}
