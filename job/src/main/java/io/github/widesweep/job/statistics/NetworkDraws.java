package io.github.widesweep.job.statistics;

/**
 * What the draws of one trained network gave.
 *
 * @param draws how many were measured, at least 1
 * @param mean their mean
 * @param variance their variance; NaN of a single draw
 */
public record NetworkDraws(int draws, double mean, double variance) {
  /** Of measured values, at least one. */
  public static NetworkDraws of(double... values) {
    Sample sample = Sample.of(values);
    return new NetworkDraws(sample.count(), sample.mean(), sample.variance());
  }
}
