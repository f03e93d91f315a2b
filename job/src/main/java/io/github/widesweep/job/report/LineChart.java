package io.github.widesweep.job.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Draws curves with their bands. */
final class LineChart {
  /** Bands reach no further beyond the means than this factor, or this share of their range. */
  private static final double REACH = 3;

  private static final double SHARE = 0.15;

  /** Curves whose intervals are drawn as bands. */
  private static final int MOST_BANDS = 3;

  private LineChart() {}

  static JFreeChart of(Panel.Lines panel) {
    ValueAxis x = axis(panel.x(), panel.curves(), Panel.Point::x, 1.15, 0.04);
    ValueAxis y = axis(panel.y(), panel.curves(), point -> point.y().mean(), REACH, SHARE);
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    XYLineAndShapeRenderer renderer = renderer(panel);
    renderer.setLegendLine(new Line2D.Double(-14, 0, 14, 0));
    for (Panel.Curve curve : panel.curves()) {
      style(renderer, data.getSeriesCount(), curve);
      data.addSeries(series(data.getSeriesCount(), curve, y));
    }
    XYPlot plot = new XYPlot(data, x, y, renderer);
    renderer.setLegendItemLabelGenerator((dataset, series) -> panel.curves().get(series).label());
    return chart(plot);
  }

  /** Bands that lie over one another cannot be told apart: of many curves, bars. */
  private static XYLineAndShapeRenderer renderer(Panel.Lines panel) {
    long banded =
        panel.curves().stream()
            .filter(
                curve -> curve.points().stream().anyMatch(point -> !Double.isNaN(point.y().low())))
            .filter(curve -> curve.kind() != Panel.Kind.REFERENCE)
            .count();
    if (banded <= MOST_BANDS) {
      DeviationRenderer bands = new DeviationRenderer(true, true);
      bands.setAlpha(0.14f);
      return bands;
    }
    XYErrorRenderer bars = new XYErrorRenderer();
    bars.setDrawXError(false);
    bars.setDefaultLinesVisible(true);
    bars.setCapLength(0);
    bars.setErrorStroke(new BasicStroke(1));
    return bars;
  }

  /** A chart without title in the style of the report. */
  static JFreeChart chart(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setOutlinePaint(Style.INK);
    plot.setAxisOffset(new RectangleInsets(4, 4, 4, 4));
    style(plot.getDomainAxis());
    style(plot.getRangeAxis());
    JFreeChart chart = new JFreeChart(null, Style.TEXT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(Style.TEXT);
      chart.getLegend().setItemPaint(Style.INK);
      chart.getLegend().setFrame(BlockBorder.NONE);
    }
    return chart;
  }

  static void style(ValueAxis axis) {
    axis.setLabelFont(Style.TEXT);
    axis.setTickLabelFont(Style.TEXT);
    axis.setLabelPaint(Style.INK);
    axis.setTickLabelPaint(Style.INK);
    axis.setTickMarkPaint(Style.INK);
    axis.setAxisLineVisible(false);
  }

  /** An axis a little longer than the means need; bands may be cut. */
  private static ValueAxis axis(
      Panel.Axis axis,
      List<Panel.Curve> curves,
      ToDoubleFunction<Panel.Point> value,
      double factor,
      double share) {
    DoubleSummaryStatistics range =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(value)
            .summaryStatistics();
    double least = Double.isNaN(axis.least()) ? range.getMin() : axis.least();
    double most = Double.isNaN(axis.most()) ? range.getMax() : axis.most();
    if (axis.isLogarithmic()) {
      return new DecadeAxis(
          axis.label(),
          least / factor,
          most * factor,
          axis.name().equals("width") || axis.name().equals("levels")
              ? DecadeAxis.Labels.COUNTS
              : DecadeAxis.Labels.POWERS);
    }
    NumberAxis linear = new NumberAxis(axis.label());
    double margin = Math.max(share * (most - least), 1e-3);
    double end = most + margin;
    // Nothing is above 1 in accuracy or R^2.
    boolean isMetric = axis.name().equals(Panels.METRIC);
    linear.setRange(least - margin, isMetric ? Math.min(1, end) : end);
    return linear;
  }

  /** Ends of bands outside the axis are moved to beyond its end: a logarithm needs them above 0. */
  private static YIntervalSeries series(int key, Panel.Curve curve, ValueAxis y) {
    YIntervalSeries series = new YIntervalSeries(key);
    boolean isLogarithmic = y instanceof DecadeAxis;
    double least = isLogarithmic ? y.getLowerBound() / 2 : -Double.MAX_VALUE;
    double most = isLogarithmic ? y.getUpperBound() * 2 : Double.MAX_VALUE;
    for (Panel.Point point : curve.points()) {
      double mean = point.y().mean();
      boolean isBare = curve.kind() == Panel.Kind.REFERENCE || Double.isNaN(point.y().low());
      double low = isBare ? mean : Math.max(point.y().low(), least);
      double high = isBare ? mean : Math.min(point.y().high(), most);
      series.add(point.x(), mean, low, high);
    }
    return series;
  }

  private static void style(XYLineAndShapeRenderer renderer, int series, Panel.Curve curve) {
    int style = curve.style();
    boolean isBlack =
        Set.of(Panel.Kind.PUBLISHED, Panel.Kind.DENSE, Panel.Kind.MARK).contains(curve.kind());
    boolean isOpen = curve.kind() == Panel.Kind.PUBLISHED || curve.kind() == Panel.Kind.EXPECTED;
    boolean isReference = curve.kind() == Panel.Kind.REFERENCE;
    Color colour = isReference ? Style.REFERENCE : isBlack ? Color.BLACK : Style.colour(style);
    renderer.setSeriesPaint(series, colour);
    renderer.setSeriesFillPaint(series, colour);
    renderer.setSeriesStroke(
        series,
        switch (curve.kind()) {
          case DENSE, MEASURED -> Style.stroke(0);
          case COMPRESSED, FRONTIER -> Style.stroke(style);
          case EXPECTED -> Style.stroke(1);
          case PUBLISHED, BOUND, MARK -> Style.dotted();
          case REFERENCE -> Style.thin();
        });
    // An expectation is where the measurement is: a ring around its marker.
    renderer.setSeriesShape(
        series, curve.kind() == Panel.Kind.EXPECTED ? Style.ring(style) : Style.marker(style));
    renderer.setSeriesShapesFilled(series, !isOpen);
    renderer.setSeriesShapesVisible(series, curve.kind() != Panel.Kind.MARK && !isReference);
    renderer.setSeriesVisibleInLegend(series, !curve.label().isEmpty());
  }
}
