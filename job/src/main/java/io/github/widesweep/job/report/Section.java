package io.github.widesweep.job.report;

import java.util.List;

/**
 * The charts of one family of networks on one dataset.
 *
 * @param dataset short name
 * @param architecture layer sizes and activations
 * @param common what all its cells have in common
 * @param panels the charts
 */
record Section(String dataset, String architecture, String common, List<Panel> panels) {
  Section {
    panels = List.copyOf(panels);
  }
}
