package io.github.widesweep.job.report;

import org.apache.spark.sql.Row;

/**
 * A row of {@code bound_check} as charts and tables need it.
 *
 * @param settings what was done
 * @param width to networks of which width
 * @param networks trained networks that the means rest on
 * @param psi measured mean of the watched loss over runs, with its band over networks
 * @param expected mean of its closed-form expectations over the same runs, NaN if there is none
 * @param boundLog10 decimal logarithm of the bound, NaN if there is none; may be infinite
 * @param tightness decades from psi to the bound, NaN if there is no bound or psi is 0
 * @param isOutside whether the bound departs from what it is proved for
 * @param violations networks inside the assumptions whose mean exceeds their bound
 */
record BoundCell(
    Settings settings,
    int width,
    long networks,
    Interval psi,
    double expected,
    double boundLog10,
    double tightness,
    boolean isOutside,
    long violations) {

  /**
   * Reads a row. The mean is the row's own, over runs as the expectation is, so that the two may be
   * compared even where networks differ in how many runs are ok; the band is the summary's.
   */
  static BoundCell of(Row row, Cell cell) {
    return new BoundCell(
        cell.settings(),
        cell.width(),
        row.getAs("networks"),
        new Interval(Interval.number(row, "psi"), cell.psi().low(), cell.psi().high()),
        Interval.number(row, "psi_expected"),
        Interval.number(row, "bound_psi_log10"),
        Interval.number(row, "tightness"),
        Boolean.TRUE.equals(row.getAs("outside_assumptions")),
        row.getAs("violations"));
  }

  boolean hasBound() {
    return !Double.isNaN(boundLog10);
  }
}
