package io.github.widesweep.job.report;

import java.awt.Color;
import java.awt.Paint;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XIntervalSeries;
import org.jfree.data.xy.XIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws charts whose lines have names: error over width and amount of compression, a field of equal
 * size for every combination, and rankings.
 */
final class HeatChart {
  private HeatChart() {}

  static JFreeChart of(Panel.HeatMap panel) {
    int count = panel.fields().size();
    double[][] fields = new double[3][count];
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      Panel.Field field = panel.fields().get(i);
      double exponent = Math.log10(field.error());
      fields[0][i] = panel.widths().indexOf(field.width());
      fields[1][i] = field.row();
      fields[2][i] = exponent;
      least = Math.min(least, exponent);
      most = Math.max(most, exponent);
    }
    Cividis scale = new Cividis(Math.floor(10 * least) / 10, Math.ceil(10 * most) / 10 + 0.1);
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries("error", fields);
    XYBlockRenderer blocks = new XYBlockRenderer();
    blocks.setPaintScale(scale);
    XYPlot plot =
        new XYPlot(
            data,
            symbols(
                "Width w (units or filters)",
                panel.widths().stream().map(String::valueOf).toList()),
            symbols(panel.rowLabel(), panel.rows()),
            blocks);
    plot.setDataset(1, frontiers(panel));
    plot.setRenderer(1, frontierRenderer(panel));
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    plot.setFixedLegendItems(legend(plot));
    JFreeChart chart = LineChart.chart(plot);
    plot.setBackgroundPaint(new Color(0xf4, 0xf4, 0xf4));
    chart.addSubtitle(scaleLegend(scale, panel.errorLabel()));
    return chart;
  }

  /** The first line on top, names as long as they are, a line at 0. */
  static JFreeChart of(Panel.Ranking panel) {
    int count = panel.ranks().size();
    XIntervalSeriesCollection data = new XIntervalSeriesCollection();
    XIntervalSeries series = new XIntervalSeries("");
    for (int i = 0; i < count; i++) {
      Interval value = panel.ranks().get(i).value();
      boolean isBare = Double.isNaN(value.low());
      series.add(
          value.mean(),
          isBare ? value.mean() : value.low(),
          isBare ? value.mean() : value.high(),
          count - 1.0 - i);
    }
    data.addSeries(series);
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setCapLength(0);
    renderer.setErrorStroke(Style.stroke(0));
    renderer.setSeriesPaint(0, Style.colour(0));
    renderer.setSeriesShape(0, Style.marker(0));
    List<String> names = panel.ranks().stream().map(Panel.Rank::label).toList();
    List<String> upwards =
        IntStream.range(0, count).mapToObj(i -> names.get(count - 1 - i)).toList();
    NumberAxis axis = new NumberAxis(panel.axis().label());
    axis.setAutoRangeIncludesZero(true);
    XYPlot plot = new XYPlot(data, axis, symbols("", upwards), renderer);
    plot.addDomainMarker(new ValueMarker(0, Style.INK, Style.thin()));
    JFreeChart chart = LineChart.chart(plot);
    chart.removeLegend();
    return chart;
  }

  private static SymbolAxis symbols(String label, List<String> names) {
    SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    axis.setRange(-0.5, names.size() - 0.5);
    return axis;
  }

  private static XYSeriesCollection frontiers(Panel.HeatMap panel) {
    XYSeriesCollection lines = new XYSeriesCollection();
    for (Panel.Curve frontier : panel.frontiers()) {
      XYSeries line = new XYSeries(frontier.label(), false);
      for (Panel.Point point : frontier.points()) {
        line.add(panel.widths().indexOf((int) point.x()), point.y().mean());
      }
      lines.addSeries(line);
    }
    return lines;
  }

  /** White markers with black lines: seen on every colour of the scale. */
  private static XYLineAndShapeRenderer frontierRenderer(Panel.HeatMap panel) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    renderer.setUseFillPaint(true);
    renderer.setDrawOutlines(true);
    renderer.setUseOutlinePaint(true);
    for (int i = 0; i < panel.frontiers().size(); i++) {
      renderer.setSeriesPaint(i, Color.BLACK);
      renderer.setSeriesOutlinePaint(i, Color.BLACK);
      renderer.setSeriesFillPaint(i, Color.WHITE);
      renderer.setSeriesStroke(i, Style.stroke(i));
      renderer.setSeriesShape(i, Style.marker(i));
    }
    return renderer;
  }

  private static LegendItemCollection legend(XYPlot plot) {
    return plot.getRenderer(1).getLegendItems();
  }

  private static PaintScaleLegend scaleLegend(Cividis scale, String label) {
    NumberAxis axis = new NumberAxis("log\u2081\u2080 of " + label);
    LineChart.style(axis);
    PaintScaleLegend legend = new PaintScaleLegend(scale, axis);
    legend.setPosition(RectangleEdge.RIGHT);
    legend.setMargin(new RectangleInsets(4, 4, 44, 2));
    legend.setStripWidth(12);
    legend.setSubdivisionCount(64);
    legend.setBackgroundPaint(Color.WHITE);
    return legend;
  }

  /**
   * Dark blue to yellow, lightness rising evenly, the same to the colour-blind (Nunez, Anderton and
   * Renslow 2018), between ten of its colours linearly.
   */
  private record Cividis(double least, double most) implements PaintScale {
    private static final int[] COLOURS = {
      0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55,
      0xfee838
    };

    @Override
    public double getLowerBound() {
      return least;
    }

    @Override
    public double getUpperBound() {
      return most;
    }

    @Override
    public Paint getPaint(double value) {
      if (Double.isNaN(value)) {
        return new Color(0xf4, 0xf4, 0xf4);
      }
      double share = Math.min(1, Math.max(0, (value - least) / (most - least)));
      int before = (int) Math.min(COLOURS.length - 2, Math.floor(share * (COLOURS.length - 1)));
      double t = share * (COLOURS.length - 1) - before;
      return new Color(mixed(before, 16, t), mixed(before, 8, t), mixed(before, 0, t));
    }

    private static int mixed(int before, int shift, double t) {
      int low = (COLOURS[before] >> shift) & 0xff;
      int high = (COLOURS[before + 1] >> shift) & 0xff;
      return (int) Math.round(low + t * (high - low));
    }
  }
}
