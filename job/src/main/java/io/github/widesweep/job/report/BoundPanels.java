package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Lays out the charts of the watched loss against width: measured, expected and bound. A target has
 * charts of its own, since every target watches another layer.
 */
final class BoundPanels {
  /**
   * Decades above the measured mean up to which a bound is drawn. Bounds of W layers lie three to
   * seven above, those of B layers hundreds; at twelve a decade still takes a fourteenth of the
   * height, so that one sees what the measured curves do.
   */
  static final int REACH = 12;

  /** Settings per chart, of three curves each. */
  private static final int SETTINGS = 3;

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
      int parts = (group.size() + SETTINGS - 1) / SETTINGS;
      for (int i = 0; i < parts; i++) {
        String title = "Measured, expected, bound: " + Settings.common(group, all);
        Overlay panel =
            panel(
                parts == 1 ? title : "%s, part %d of %d".formatted(title, i + 1, parts),
                group.subList(i * group.size() / parts, (i + 1) * group.size() / parts));
        if (!panel.lines().curves().isEmpty()) {
          panels.add(panel);
        }
      }
    }
    return panels;
  }

  private Overlay panel(String title, List<Settings> group) {
    List<Panel.Curve> curves = new ArrayList<>();
    List<PlottedNumber> numbers = new ArrayList<>();
    for (Settings settings : group) {
      List<BoundCell> own = cells.stream().filter(c -> c.settings().equals(settings)).toList();
      for (Quantity quantity : QUANTITIES) {
        String label =
            settings.label(named) + " " + quantity.kind().name().toLowerCase(Locale.ROOT);
        List<Panel.Point> points =
            own.stream()
                .map(c -> new Panel.Point(c.width(), quantity.drawn().apply(c), c.networks()))
                .filter(point -> point.y().mean() > 0 && Double.isFinite(point.y().mean()))
                .toList();
        if (!points.isEmpty()) {
          curves.add(new Panel.Curve(label, quantity.kind(), styles.get(settings), points));
        }
        own.stream()
            .map(cell -> quantity.number(title, label, cell))
            .filter(number -> !Double.isNaN(number.y().mean()))
            .forEach(numbers::add);
      }
    }
    List<BoundCell> own = cells.stream().filter(c -> group.contains(c.settings())).toList();
    return new Overlay(new Panel.Lines(title, note(own), Panels.WIDTH, PSI, curves), numbers);
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
      notes.add(zeros + " means of exactly 0 are not on this logarithmic axis.");
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
