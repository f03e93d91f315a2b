package io.github.widesweep.job.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean of paired differences over trained networks, and how likely one as far from 0 would be
 * if there were none: Student's test of network means.
 *
 * @param interval the mean with its 95 % interval
 * @param pValue two-sided p-value; 1 if all differences are 0, NaN for fewer than two networks
 */
public record PairedMean(MeanInterval interval, double pValue) {
  /** Of the difference of each network. */
  public static PairedMean of(double... differences) {
    Sample sample = Sample.of(differences);
    return new PairedMean(MeanInterval.ofSigned(differences), pValue(sample));
  }

  private static double pValue(Sample sample) {
    if (sample.count() < 2) {
      return Double.NaN;
    }
    if (sample.variance() == 0) {
      return sample.mean() == 0 ? 1 : 0;
    }
    double t = Math.abs(sample.mean()) / Math.sqrt(sample.variance() / sample.count());
    return 2 * new TDistribution(null, sample.count() - 1.0).cumulativeProbability(-t);
  }
}
