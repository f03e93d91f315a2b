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
 */
record Section(
    String dataset,
    String architecture,
    String common,
    List<Panel> panels,
    List<Row> exponents,
    List<BoundCell> bounds) {
  Section {
    panels = List.copyOf(panels);
    exponents = List.copyOf(exponents);
    bounds = List.copyOf(bounds);
  }

  /** Charts of measurement, expectation and bound. */
  List<Panel> overlays() {
    return new BoundPanels(bounds).all();
  }

  List<Panel> allPanels() {
    return Stream.concat(panels.stream(), overlays().stream()).toList();
  }
}
