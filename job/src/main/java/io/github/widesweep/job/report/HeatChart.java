package io.github.widesweep.job.report;

import java.awt.Color;
import java.awt.Paint;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws error over width and sparsity: a field of equal size for every combination. */
final class HeatChart {
  private HeatChart() {}

  static JFreeChart of(Panel.HeatMap panel) {
    int columns = panel.widths().size();
    int rows = panel.sparsities().size();
    double[][] fields = new double[3][columns * rows];
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (int i = 0; i < columns * rows; i++) {
      int row = i / columns;
      double exponent = Math.log10(panel.errors().get(row).get(i % columns));
      fields[0][i] = i % columns;
      fields[1][i] = row;
      fields[2][i] = exponent;
      if (Double.isFinite(exponent)) {
        least = Math.min(least, exponent);
        most = Math.max(most, exponent);
      }
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
            symbols(
                "Sparsity (fraction of zeros)",
                panel.sparsities().stream()
                    .map(s -> String.format(Locale.ROOT, "%.2f", s))
                    .toList()),
            blocks);
    plot.setDataset(1, frontiers(panel));
    plot.setRenderer(1, frontierRenderer(panel));
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    plot.setFixedLegendItems(legend(plot));
    JFreeChart chart = LineChart.chart(plot);
    plot.setBackgroundPaint(new Color(0xf4, 0xf4, 0xf4));
    chart.addSubtitle(scaleLegend(scale));
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
        line.add(
            panel.widths().indexOf((int) point.x()), panel.sparsities().indexOf(point.y().mean()));
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

  private static PaintScaleLegend scaleLegend(Cividis scale) {
    NumberAxis axis = new NumberAxis("log\u2081\u2080 of mean \u0394 on logits");
    LineChart.style(axis);
    PaintScaleLegend legend = new PaintScaleLegend(scale, axis);
    legend.setPosition(RectangleEdge.RIGHT);
    legend.setMargin(new RectangleInsets(8, 8, 60, 4));
    legend.setStripWidth(16);
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
