package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.List;

/** One chart: what it shows, apart from how it is drawn. */
sealed interface Panel permits Panel.Lines, Panel.HeatMap, Overlay {
  String title();

  /** What a reader must know to read it; may be empty. */
  String note();

  /** Every number in it, and those that it says it leaves out. */
  List<PlottedNumber> numbers();

  /**
   * An axis.
   *
   * @param name of its column in SQL
   * @param label quantity and unit
   * @param isLogarithmic whether it is; values must be above 0
   */
  record Axis(String name, String label, boolean isLogarithmic) {}

  /**
   * A point of a curve.
   *
   * @param x where
   * @param y how much, with its interval
   * @param networks networks it rests on; 0 if that is not known
   */
  record Point(double x, Interval y, long networks) {}

  /** Where a curve's numbers come from. */
  enum Kind {
    DENSE,
    COMPRESSED,
    PUBLISHED,
    FRONTIER,
    /** Of compressed networks too, beside what theory says. */
    MEASURED,
    /** A closed-form expectation over draws. */
    EXPECTED,
    /** A guarantee; among plotted numbers its decimal logarithm. */
    BOUND
  }

  /**
   * A curve.
   *
   * @param label its name in the legend
   * @param kind where its numbers come from
   * @param style number of its colour, marker and dash
   * @param points in the order of x
   */
  record Curve(String label, Kind kind, int style, List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  /**
   * Curves over common axes.
   *
   * @param title name
   * @param note what a reader must know
   * @param x horizontal axis
   * @param y vertical axis
   * @param curves the curves
   */
  record Lines(String title, String note, Axis x, Axis y, List<Curve> curves) implements Panel {
    public Lines {
      curves = List.copyOf(curves);
    }

    @Override
    public List<PlottedNumber> numbers() {
      return curves.stream()
          .flatMap(
              curve ->
                  curve.points().stream()
                      .map(
                          p ->
                              new PlottedNumber(
                                  title,
                                  curve.kind(),
                                  curve.label(),
                                  x.name(),
                                  p.x(),
                                  "",
                                  Double.NaN,
                                  y.name(),
                                  p.y(),
                                  p.networks())))
          .toList();
    }
  }

  /**
   * Error over width and sparsity.
   *
   * @param title name
   * @param note what a reader must know
   * @param widths of the columns
   * @param sparsities of the rows, ascending
   * @param errors mean of delta_logits, row by row; NaN where nothing was measured
   * @param frontiers least width per sparsity, a curve per threshold: x is the width, y the
   *     sparsity
   */
  record HeatMap(
      String title,
      String note,
      List<Integer> widths,
      List<Double> sparsities,
      List<List<Double>> errors,
      List<Curve> frontiers)
      implements Panel {
    @Override
    public List<PlottedNumber> numbers() {
      List<PlottedNumber> numbers = new ArrayList<>();
      for (int row = 0; row < sparsities.size(); row++) {
        for (int column = 0; column < widths.size(); column++) {
          double error = errors.get(row).get(column);
          if (!Double.isNaN(error)) {
            numbers.add(
                new PlottedNumber(
                    title,
                    Kind.COMPRESSED,
                    "",
                    "width",
                    widths.get(column),
                    "sparsity",
                    sparsities.get(row),
                    "delta_logits",
                    Interval.of(error),
                    0));
          }
        }
      }
      for (Curve frontier : frontiers) {
        for (Point p : frontier.points()) {
          numbers.add(
              new PlottedNumber(
                  title,
                  Kind.FRONTIER,
                  frontier.label(),
                  "sparsity",
                  p.y().mean(),
                  "",
                  Double.NaN,
                  "width",
                  Interval.of(p.x()),
                  0));
        }
      }
      return numbers;
    }
  }
}
