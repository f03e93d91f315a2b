package io.github.widesweep.job.report;

import org.apache.spark.sql.Row;

/**
 * A row of {@code summary} as charts need it.
 *
 * @param settings what was done
 * @param width to networks of which width
 * @param networks trained networks that the means rest on
 * @param levels quantization levels; NaN under prune
 * @param sparsity expected fraction of zeros, the mean of actual ones where no expectation is known
 * @param delta normalized squared output error
 * @param deltaLogits the same before a final softmax
 * @param psi watched loss of the last compressed layer
 * @param metricDense R^2 or accuracy before
 * @param metricCompressed and after
 * @param metricDrop what of it is lost
 */
record Cell(
    Settings settings,
    int width,
    long networks,
    double levels,
    double sparsity,
    Interval delta,
    Interval deltaLogits,
    Interval psi,
    Interval metricDense,
    Interval metricCompressed,
    Interval metricDrop) {
  /** How much was compressed: the fraction of zeros, or under quantize the levels. */
  double amount() {
    return Double.isNaN(levels) ? sparsity : levels;
  }

  static Cell of(Row row) {
    double expected = Interval.number(row, "sparsity_target");
    return new Cell(
        Settings.of(row),
        row.getAs("width"),
        row.getAs("networks"),
        row.getAs("levels") == null ? Double.NaN : row.<Integer>getAs("levels"),
        Double.isNaN(expected) ? Interval.number(row, "sparsity_actual") : expected,
        Interval.of(row, "delta_mean", "delta"),
        Interval.of(row, "delta_logits_mean", "delta_logits"),
        Interval.of(row, "psi_mean", "psi"),
        Interval.of(row, "metric_dense", "metric_dense"),
        Interval.of(row, "metric_compressed", "metric_compressed"),
        Interval.of(row, "metric_drop", "metric_drop"));
  }
}
