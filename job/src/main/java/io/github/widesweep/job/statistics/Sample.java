package io.github.widesweep.job.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/** Count, mean and variance of numbers, summed in ascending order whatever order they come in. */
record Sample(int count, double mean, double variance) {
  /**
   * @param values the array is left as it is; the mean of none is NaN, and so is the variance of
   *     fewer than two
   */
  static Sample of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    double mean = Arrays.stream(sorted).sum() / count;
    double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
    return new Sample(count, mean, count < 2 ? Double.NaN : squares / (count - 1));
  }

  /**
   * Student's quantile for a two-sided interval.
   *
   * @param freedom degrees of freedom, not necessarily whole; NaN is given back for 0 and less
   */
  static double quantile(double confidence, double freedom) {
    // Without a generator of random numbers, which the quantile does not need.
    return freedom > 0
        ? new TDistribution(null, freedom).inverseCumulativeProbability((1 + confidence) / 2)
        : Double.NaN;
  }

  double quantile(double confidence) {
    return quantile(confidence, count - 1.0);
  }
}
