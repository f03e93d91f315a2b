package io.github.widesweep.job.report;

import io.github.widesweep.job.Csv;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;

/**
 * One number in a chart, or left out of it for its size.
 *
 * @param panel name of the chart
 * @param kind where it comes from
 * @param series the curve's name
 * @param xName what x is
 * @param x where
 * @param x2Name what x2 is; empty on charts with one horizontal axis only
 * @param x2 second coordinate of a heat map; NaN if there is none
 * @param yName what y is
 * @param y how much, with its interval
 * @param networks networks it rests on; 0 if that is not said
 */
record PlottedNumber(
    String panel,
    Panel.Kind kind,
    String series,
    String xName,
    double x,
    String x2Name,
    double x2,
    String yName,
    Interval y,
    long networks) {

  /** Writes sections' numbers with a header, numbers in full precision. */
  static void write(List<Section> sections, Appendable out) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, Csv.FORMAT);
    printer.printRecord(
        "dataset",
        "architecture",
        "panel",
        "kind",
        "series",
        "x_name",
        "x",
        "x2_name",
        "x2",
        "y_name",
        "y",
        "y_low",
        "y_high",
        "networks");
    for (Section section : sections) {
      for (Panel panel : section.allPanels()) {
        for (PlottedNumber n : panel.numbers()) {
          printer.printRecord(
              section.dataset(),
              section.architecture(),
              n.panel,
              n.kind.name().toLowerCase(Locale.ROOT),
              n.series,
              n.xName,
              text(n.x),
              n.x2Name,
              text(n.x2),
              n.yName,
              text(n.y.mean()),
              text(n.y.low()),
              text(n.y.high()),
              n.networks == 0 ? "" : n.networks);
        }
      }
    }
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
