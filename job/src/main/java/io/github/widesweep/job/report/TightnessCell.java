package io.github.widesweep.job.report;

import org.apache.spark.sql.Row;

/**
 * A row of the view {@code tightness}.
 *
 * @param settings what was done
 * @param width to networks of which width
 * @param networks trained networks that it rests on
 * @param theorem {@code norms}, {@code sample} or {@code walk}
 * @param isGuaranteed whether the bound is proved for all of them
 * @param decades from the measured mean to the bound, with its interval over networks; NaN where
 *     the mean is 0, infinite where the bound is
 */
record TightnessCell(
    Settings settings,
    int width,
    long networks,
    String theorem,
    boolean isGuaranteed,
    Interval decades) {
  static TightnessCell of(Row row) {
    return new TightnessCell(
        Settings.of(row),
        row.getAs("width"),
        row.getAs("networks"),
        row.getAs("theorem"),
        row.getAs("guaranteed"),
        Interval.of(row, "decades", "decades"));
  }
}
