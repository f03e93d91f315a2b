package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lays out the charts of how far each theorem's bound lies above what it bounds, against width. */
final class TightnessPanels {
  /** Decades up to which a bound is drawn: those of B layers lie hundreds above. */
  static final int REACH = 12;

  private static final Panel.Axis DECADES =
      new Panel.Axis("decades", "Bound above error (decades)", false);

  private static final String TITLE = "Bounds above measurement: ";

  private final List<TightnessCell> cells;
  private final List<Settings> all;
  private final List<String> theorems;
  private final Set<Settings.Field> named;

  TightnessPanels(List<TightnessCell> cells) {
    this.cells = cells;
    all = cells.stream().map(TightnessCell::settings).distinct().toList();
    theorems = cells.stream().map(TightnessCell::theorem).distinct().sorted().toList();
    named = Settings.differing(all);
  }

  /** A chart for each settings, those of a target over the same axes. */
  List<Panel> all() {
    List<Panel> panels = new ArrayList<>();
    for (List<Settings> group : Groups.byTarget(all)) {
      String title = TITLE + Settings.common(group, all);
      Panel.Axis axis = DECADES.over(group.stream().flatMap(s -> curves(s, "").stream()).toList());
      Set<Settings.Field> within = new LinkedHashSet<>(Settings.differing(group));
      within.remove(Settings.Field.TARGET);
      for (Settings settings : group) {
        boolean alone = group.size() == 1;
        Panel.Lines drawn =
            new Panel.Lines(
                alone ? "" : title,
                alone ? title : settings.label(within),
                note(own(settings)),
                Panels.WIDTH,
                axis,
                curves(settings, ""));
        if (!drawn.curves().isEmpty()) {
          panels.add(new Overlay(drawn, drawn.with(curves(settings, name(settings))).numbers()));
        }
      }
    }
    return panels;
  }

  private String name(Settings settings) {
    return settings.label(named) + " ";
  }

  private List<TightnessCell> own(Settings settings) {
    return cells.stream().filter(cell -> cell.settings().equals(settings)).toList();
  }

  private List<Panel.Curve> curves(Settings settings, String name) {
    List<Panel.Curve> curves = new ArrayList<>();
    for (String theorem : theorems) {
      List<Panel.Point> points =
          own(settings).stream()
              .filter(cell -> cell.theorem().equals(theorem) && isDrawn(cell))
              .map(cell -> new Panel.Point(cell.width(), cell.decades(), cell.networks()))
              .toList();
      if (!points.isEmpty()) {
        String label = name + "from " + theorem;
        curves.add(
            new Panel.Curve(label, Panel.Kind.COMPRESSED, theorems.indexOf(theorem), points));
      }
    }
    return curves;
  }

  private static boolean isDrawn(TightnessCell cell) {
    return Double.isFinite(cell.decades().mean()) && cell.decades().mean() <= REACH;
  }

  private static String note(List<TightnessCell> cells) {
    List<String> notes = new ArrayList<>();
    long far = cells.stream().filter(c -> c.decades().mean() > REACH).count();
    if (far > 0) {
      notes.add(
          "Not drawn: %d of %d bounds, more than %d decades above."
              .formatted(far, cells.size(), REACH));
    }
    long outside = cells.stream().filter(cell -> !cell.isGuaranteed()).count();
    if (outside > 0) {
      notes.add("Without guarantee: %d bounds from norms.".formatted(outside));
    }
    return String.join(" ", notes);
  }
}
