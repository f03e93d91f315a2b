package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Lays out the charts of the watched loss against width: measured, expected and bound, three curves
 * a chart. Those of a target are over the same axes; every target watches another layer.
 */
final class BoundPanels {
  /**
   * Decades above the measured mean up to which a bound is drawn. Bounds of W layers lie three to
   * seven above, those of B layers hundreds; at twelve a decade still takes a fourteenth of the
   * height, so that one sees what the measured curves do.
   */
  static final int REACH = 12;

  private static final String TITLE = "Measured, expected, bound: ";

  private static final Panel.Axis PSI =
      new Panel.Axis("psi", "\u03a8 (watched squared error)", true);

  private static final List<Quantity> QUANTITIES =
      List.of(
          new Quantity(Panel.Kind.MEASURED, "psi", BoundCell::psi, BoundCell::psi),
          new Quantity(
              Panel.Kind.EXPECTED,
              "psi_expected",
              cell -> Interval.of(cell.expected()),
              cell -> Interval.of(cell.expected())),
          new Quantity(
              Panel.Kind.BOUND,
              "bound_psi_log10",
              cell -> Interval.of(cell.boundLog10()),
              cell -> Interval.of(drawnBound(cell))));

  private final List<BoundCell> cells;
  private final List<Settings> all;
  private final Map<Settings, Integer> styles;
  private final Set<Settings.Field> named;

  BoundPanels(List<BoundCell> cells) {
    this.cells = cells;
    all = cells.stream().map(BoundCell::settings).distinct().toList();
    styles = Groups.styles(all);
    named = Settings.differing(all);
  }

  List<Panel> all() {
    List<Panel> panels = new ArrayList<>();
    for (List<Settings> group : Groups.byTarget(all)) {
      String title = TITLE + Settings.common(group, all);
      Panel.Axis axis = PSI.over(group.stream().flatMap(s -> curves(s).stream()).toList());
      Set<Settings.Field> within = new LinkedHashSet<>(Settings.differing(group));
      within.remove(Settings.Field.TARGET);
      for (Settings settings : group) {
        List<Panel.Curve> curves = curves(settings);
        String note = note(own(settings));
        if (!curves.isEmpty()) {
          panels.add(
              overlay(
                  settings,
                  group.size() == 1
                      ? new Panel.Lines(title, note, Panels.WIDTH, axis, curves)
                      : new Panel.Lines(
                          title, settings.label(within), note, Panels.WIDTH, axis, curves)));
        }
      }
    }
    return panels;
  }

  private List<BoundCell> own(Settings settings) {
    return cells.stream().filter(cell -> cell.settings().equals(settings)).toList();
  }

  private List<Panel.Curve> curves(Settings settings) {
    List<Panel.Curve> curves = new ArrayList<>();
    for (Quantity quantity : QUANTITIES) {
      List<Panel.Point> points =
          own(settings).stream()
              .map(c -> new Panel.Point(c.width(), quantity.drawn().apply(c), c.networks()))
              .filter(point -> point.y().mean() > 0 && Double.isFinite(point.y().mean()))
              .toList();
      if (!points.isEmpty()) {
        curves.add(new Panel.Curve(quantity.word(), quantity.kind(), styles.get(settings), points));
      }
    }
    return curves;
  }

  private Overlay overlay(Settings settings, Panel.Lines lines) {
    List<PlottedNumber> numbers = new ArrayList<>();
    for (Quantity quantity : QUANTITIES) {
      String series = settings.label(named) + " " + quantity.word();
      own(settings).stream()
          .map(cell -> quantity.number(lines.name(), series, cell))
          .filter(number -> !Double.isNaN(number.y().mean()))
          .forEach(numbers::add);
    }
    return new Overlay(lines, numbers);
  }

  /** The bound, NaN if there is none or it is not drawn. */
  private static double drawnBound(BoundCell cell) {
    double bound = Math.pow(10, cell.boundLog10());
    return cell.tightness() <= REACH && Double.isFinite(bound) ? bound : Double.NaN;
  }

  private static String note(List<BoundCell> cells) {
    List<String> notes = new ArrayList<>();
    long zeros = cells.stream().filter(cell -> cell.psi().mean() == 0).count();
    if (zeros > 0) {
      notes.add(Panels.zeros(zeros));
    }
    List<BoundCell> bounds = cells.stream().filter(BoundCell::hasBound).toList();
    List<BoundCell> left =
        bounds.stream()
            // A bound of 0 has no place on this axis, but it is not above anything.
            .filter(c -> Double.isNaN(drawnBound(c)) && c.boundLog10() > Double.NEGATIVE_INFINITY)
            .toList();
    if (!left.isEmpty()) {
      notes.add(
          "Not drawn: %d of %d bounds, from %s to %s, each more than %d decades above its mean."
              .formatted(
                  left.size(),
                  bounds.size(),
                  BoundTable.power(
                      left.stream().mapToDouble(BoundCell::boundLog10).min().getAsDouble()),
                  BoundTable.power(
                      left.stream().mapToDouble(BoundCell::boundLog10).max().getAsDouble()),
                  REACH));
    }
    long outside = bounds.stream().filter(BoundCell::isOutside).count();
    if (outside > 0) {
      notes.add("Outside the assumptions: %d of %d bounds.".formatted(outside, bounds.size()));
    }
    return String.join(" ", notes);
  }

  /**
   * One of the three.
   *
   * @param kind which
   * @param column its name in SQL
   * @param number its value there
   * @param drawn its value on the axis, NaN where it is not drawn
   */
  private record Quantity(
      Panel.Kind kind,
      String column,
      Function<BoundCell, Interval> number,
      Function<BoundCell, Interval> drawn) {
    String word() {
      return kind.name().toLowerCase(Locale.ROOT);
    }

    PlottedNumber number(String panel, String series, BoundCell cell) {
      return new PlottedNumber(
          panel,
          kind,
          series,
          Panels.WIDTH.name(),
          cell.width(),
          "",
          Double.NaN,
          column,
          number.apply(cell),
          cell.networks());
    }
  }
}
