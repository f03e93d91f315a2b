package io.github.widesweep.job.report;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Draws curves with their bands. */
final class LineChart {
  /** Bands reach no further beyond the means than this factor, or this share of their range. */
  private static final double REACH = 3;

  private static final double SHARE = 0.15;

  private LineChart() {}

  static JFreeChart of(Panel.Lines panel) {
    ValueAxis x = axis(panel.x(), panel.curves(), Panel.Point::x, 1.15, 0.04);
    ValueAxis y = axis(panel.y(), panel.curves(), point -> point.y().mean(), REACH, SHARE);
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    DeviationRenderer renderer = new DeviationRenderer(true, true);
    // Bands of few networks are wide and lie over one another.
    renderer.setAlpha(panel.curves().size() > 3 ? 0.08f : 0.14f);
    renderer.setLegendLine(new Line2D.Double(-20, 0, 20, 0));
    for (Panel.Curve curve : panel.curves()) {
      style(renderer, data.getSeriesCount(), curve);
      data.addSeries(series(data.getSeriesCount(), curve, y));
    }
    XYPlot plot = new XYPlot(data, x, y, renderer);
    renderer.setLegendItemLabelGenerator((dataset, series) -> panel.curves().get(series).label());
    return chart(plot);
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
    if (axis.isLogarithmic()) {
      return new DecadeAxis(axis.label(), range.getMin() / factor, range.getMax() * factor);
    }
    NumberAxis linear = new NumberAxis(axis.label());
    double margin = Math.max(share * (range.getMax() - range.getMin()), 1e-3);
    double end = range.getMax() + margin;
    // Nothing is above 1 in accuracy or R^2.
    boolean isMetric = axis.name().startsWith("metric");
    linear.setRange(range.getMin() - margin, isMetric ? Math.min(1, end) : end);
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
      double low = Double.isNaN(point.y().low()) ? mean : Math.max(point.y().low(), least);
      double high = Double.isNaN(point.y().high()) ? mean : Math.min(point.y().high(), most);
      series.add(point.x(), mean, low, high);
    }
    return series;
  }

  private static void style(DeviationRenderer renderer, int series, Panel.Curve curve) {
    int style = curve.style();
    boolean isBlack = curve.kind() == Panel.Kind.PUBLISHED || curve.kind() == Panel.Kind.DENSE;
    boolean isOpen = curve.kind() == Panel.Kind.PUBLISHED || curve.kind() == Panel.Kind.EXPECTED;
    Color colour = isBlack ? Color.BLACK : Style.colour(style);
    renderer.setSeriesPaint(series, colour);
    renderer.setSeriesFillPaint(series, colour);
    renderer.setSeriesStroke(
        series,
        switch (curve.kind()) {
          case DENSE, MEASURED -> Style.stroke(0);
          case COMPRESSED, FRONTIER -> Style.stroke(style);
          case EXPECTED -> Style.stroke(1);
          case PUBLISHED, BOUND -> Style.dotted();
        });
    // An expectation is where the measurement is: a ring around its marker.
    renderer.setSeriesShape(
        series, curve.kind() == Panel.Kind.EXPECTED ? Style.ring(style) : Style.marker(style));
    renderer.setSeriesShapesFilled(series, !isOpen);
  }
}
