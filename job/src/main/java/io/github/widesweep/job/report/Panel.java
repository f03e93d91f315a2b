package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/** One chart: what it shows, apart from how it is drawn. */
sealed interface Panel permits Panel.Lines, Panel.HeatMap, Panel.Ranking, Overlay {
  /** What it shows; of a chart of a group, what tells it from the others. */
  String title();

  /** What the charts of its group have in common, which is said once above them; may be empty. */
  default String group() {
    return "";
  }

  /** Its name among all charts. */
  default String name() {
    return group().isEmpty() ? title() : group() + ": " + title();
  }

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
   * @param least where means begin; NaN: at the least of the chart's own
   * @param most where means end; NaN: at the greatest of the chart's own
   */
  record Axis(String name, String label, boolean isLogarithmic, double least, double most) {
    /** An axis as long as the chart's own means need. */
    Axis(String name, String label, boolean isLogarithmic) {
      this(name, label, isLogarithmic, Double.NaN, Double.NaN);
    }

    /** The same for charts that are to be compared: as long as the means of all curves need. */
    Axis over(List<Curve> all) {
      DoubleSummaryStatistics range =
          all.stream()
              .flatMap(curve -> curve.points().stream())
              .mapToDouble(point -> point.y().mean())
              .summaryStatistics();
      return range.getCount() == 0 ? this : from(range.getMin(), range.getMax());
    }

    Axis from(double from, double to) {
      return new Axis(name, label, isLogarithmic, from, to);
    }
  }

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
    /** A value to compare with. */
    MARK,
    /** Curves of another chart to compare with. */
    REFERENCE,
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
   * @param label its name in the legend; empty if another of its kind is named there
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
   * @param group what it has in common with its neighbours
   * @param title name
   * @param note what a reader must know
   * @param x horizontal axis
   * @param y vertical axis
   * @param curves the curves
   */
  record Lines(String group, String title, String note, Axis x, Axis y, List<Curve> curves)
      implements Panel {
    public Lines {
      curves = List.copyOf(curves);
    }

    /** A chart by itself. */
    Lines(String title, String note, Axis x, Axis y, List<Curve> curves) {
      this("", title, note, x, y, curves);
    }

    /** The same axes with other curves. */
    Lines with(List<Curve> others) {
      return new Lines(group, title, note, x, y, others);
    }

    @Override
    public List<PlottedNumber> numbers() {
      return curves.stream()
          // They are in the numbers of another chart.
          .filter(curve -> curve.kind() != Kind.REFERENCE)
          .flatMap(
              curve ->
                  curve.points().stream()
                      .map(
                          p ->
                              new PlottedNumber(
                                  name(),
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
   * A field of a heat map.
   *
   * @param width of the networks
   * @param row number of its row
   * @param sparsity mean fraction of zeros of its cell
   * @param error mean of delta_logits of its cell, above 0
   * @param networks networks it rests on
   */
  record Field(int width, int row, double sparsity, double error, long networks) {}

  /**
   * Error over width and amount of compression, a field for each cell.
   *
   * @param title name
   * @param note what a reader must know
   * @param errorLabel what the colours are
   * @param widths of the columns
   * @param rowLabel what tells rows apart
   * @param rows their names, the least compressed first
   * @param fields what was measured
   * @param frontiers least width per row, a curve per threshold: x is the width, y the row's number
   */
  record HeatMap(
      String title,
      String note,
      String errorLabel,
      List<Integer> widths,
      String rowLabel,
      List<String> rows,
      List<Field> fields,
      List<Curve> frontiers)
      implements Panel {
    @Override
    public List<PlottedNumber> numbers() {
      List<PlottedNumber> numbers = new ArrayList<>();
      for (Field field : fields) {
        numbers.add(
            new PlottedNumber(
                title,
                Kind.COMPRESSED,
                rows.get(field.row()),
                "width",
                field.width(),
                "sparsity",
                field.sparsity(),
                "delta_logits",
                Interval.of(field.error()),
                field.networks()));
      }
      for (Curve frontier : frontiers) {
        for (Point p : frontier.points()) {
          numbers.add(
              new PlottedNumber(
                  title,
                  Kind.FRONTIER,
                  frontier.label(),
                  "row",
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

  /**
   * A line of a ranking.
   *
   * @param label its name
   * @param value its place, with its interval
   * @param networks networks it rests on
   */
  record Rank(String label, Interval value, long networks) {}

  /**
   * Values with their intervals below one another, beside a line at 0.
   *
   * @param group what it has in common with its neighbours
   * @param title name
   * @param note what a reader must know
   * @param axis the quantity
   * @param ranks the lines, from the top
   */
  record Ranking(String group, String title, String note, Axis axis, List<Rank> ranks)
      implements Panel {
    public Ranking {
      ranks = List.copyOf(ranks);
    }

    @Override
    public List<PlottedNumber> numbers() {
      return IntStream.range(0, ranks.size())
          .mapToObj(
              i ->
                  new PlottedNumber(
                      name(),
                      Kind.COMPRESSED,
                      ranks.get(i).label(),
                      "rank",
                      i + 1,
                      "",
                      Double.NaN,
                      axis.name(),
                      ranks.get(i).value(),
                      ranks.get(i).networks()))
          .toList();
    }
  }
}
