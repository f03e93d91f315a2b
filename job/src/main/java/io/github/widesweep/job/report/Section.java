package io.github.widesweep.job.report;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The charts of one family of networks on one dataset.
 *
 * @param dataset short name
 * @param architecture layer sizes and activations
 * @param common what all its cells have in common
 * @param panels the charts of what was measured
 * @param exponents rows of {@code decay_exponent}
 * @param bounds what theory says beside it
 * @param tightness how far each theorem's bounds lie above
 */
record Section(
    String dataset,
    String architecture,
    String common,
    List<Panel> panels,
    List<Row> exponents,
    List<BoundCell> bounds,
    List<TightnessCell> tightness) {
  Section {
    panels = List.copyOf(panels);
    exponents = List.copyOf(exponents);
    bounds = List.copyOf(bounds);
    tightness = List.copyOf(tightness);
  }

  /** Charts of measurement, expectation and bound. */
  List<Panel> overlays() {
    return new BoundPanels(bounds).all();
  }

  /** Charts of bounds over measurements. */
  List<Panel> distances() {
    return new TightnessPanels(tightness).all();
  }

  List<Panel> allPanels() {
    return Stream.of(panels, overlays(), distances()).flatMap(List::stream).toList();
  }
}
