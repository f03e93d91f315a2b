package io.github.widesweep.job.report;

import org.apache.spark.sql.Row;

/**
 * A mean over trained networks with its 95 % interval.
 *
 * @param mean the mean, NaN if there is none
 * @param low lower end, NaN if there is none (fewer than two networks, or a published value)
 * @param high upper end
 */
record Interval(double mean, double low, double high) {
  /** A value without an interval. */
  static Interval of(double mean) {
    return new Interval(mean, Double.NaN, Double.NaN);
  }

  /** From the columns {@code mean}, {@code measure_low} and {@code measure_high}. */
  static Interval of(Row row, String mean, String measure) {
    return new Interval(
        number(row, mean), number(row, measure + "_low"), number(row, measure + "_high"));
  }

  /** A column of doubles; NaN where it is NULL. */
  static double number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? Double.NaN : value;
  }
}
