package io.github.widesweep.sweep.cost;

import io.github.widesweep.sweep.cost.Rates.Sample;
import java.util.Arrays;
import java.util.List;

/**
 * A fit of rates as multiples {@code x_k} of prior rates, by what is missed relative to what is
 * expected. With {@code a_ik} the share of kind k in the prior time of sample i, {@code t_i} its
 * measured over its prior time and {@code f_i = sum_k a_ik x_k}, the multiples minimise
 *
 * <pre>  sum_i w_i ((f_i - t_i) / f_i')^2 + RIDGE sum_k (x_k - 1)^2</pre>
 *
 * where {@code f_i'} and Huber's weights {@code w_i} are those of the fit before: iteratively
 * reweighted least squares (Huber, Robust Statistics, 1981, 7.8), a fixed number of times, so that
 * equal samples give equal rates. Kinds that no sample has stay at the prior.
 */
final class RateFit {
  /** The prior counts as much as so many samples of one kind alone, each missed by its time. */
  private static final double RIDGE = 0.01;

  /** No rate becomes less than this part of the prior's: no work is free. */
  private static final double LEAST = 0.01;

  /** No machine is that much slower or faster: a clock that was set, or work that was not done. */
  private static final double FARTHEST = 1e6;

  private static final int REWEIGHTINGS = 50;
  private static final int SWEEPS = 500;

  /** Residuals up to so many standard deviations count in full; beyond, by their size alone. */
  private static final double HUBER = 1.345;

  /** Standard deviations in the median of absolute residuals of a normal distribution. */
  private static final double MEDIAN_DEVIATION = 1.4826;

  /** A finer fit than this is noise. */
  private static final double LEAST_DEVIATION = 1e-6;

  private final int kinds;
  private final double[][] shares;
  private final double[] measured;

  private RateFit(List<Sample> samples, Rates prior) {
    this.kinds = prior.seconds().size();
    this.shares = new double[samples.size()][kinds];
    this.measured = new double[samples.size()];
    for (int i = 0; i < measured.length; i++) {
      Sample sample = samples.get(i);
      double expected = prior.seconds(sample.work());
      measured[i] = sample.seconds() / expected;
      for (int k = 0; k < kinds; k++) {
        shares[i][k] = sample.work().counts().get(k) * prior.seconds().get(k) / expected;
      }
    }
  }

  /**
   * Fits.
   *
   * @param samples those without work are left out, and those whose time is no number or off the
   *     prior by more than {@link #FARTHEST}
   */
  static Rates of(List<Sample> samples, Rates prior) {
    List<Sample> usable =
        samples.stream().filter(s -> isNear(s.seconds(), prior.seconds(s.work()))).toList();
    double[] multiples = new RateFit(usable, prior).multiples();
    Double[] rates = new Double[multiples.length];
    Arrays.setAll(rates, k -> prior.seconds().get(k) * multiples[k]);
    return new Rates(List.of(rates));
  }

  private static boolean isNear(double seconds, double expected) {
    return expected > 0 && seconds >= expected / FARTHEST && seconds <= expected * FARTHEST;
  }

  private double[] multiples() {
    double[] x = new double[kinds];
    Arrays.fill(x, 1);
    if (measured.length == 0) {
      return x;
    }
    // From the median on: a machine that is slower by a factor is no machine of outliers.
    double speed = median(measured);
    double[] start = new double[kinds];
    Arrays.fill(start, speed);
    double[] fitted = predict(start);
    for (int i = 0; i < REWEIGHTINGS; i++) {
      minimise(x, fitted, weights(fitted));
      fitted = predict(x);
    }
    return x;
  }

  private double[] predict(double[] x) {
    double[] fitted = new double[measured.length];
    for (int i = 0; i < fitted.length; i++) {
      for (int k = 0; k < kinds; k++) {
        fitted[i] += shares[i][k] * x[k];
      }
    }
    return fitted;
  }

  private double[] weights(double[] fitted) {
    double[] residuals = new double[measured.length];
    Arrays.setAll(residuals, i -> Math.abs(measured[i] - fitted[i]) / fitted[i]);
    double bound = HUBER * Math.max(LEAST_DEVIATION, MEDIAN_DEVIATION * median(residuals));
    double[] weights = new double[measured.length];
    Arrays.setAll(weights, i -> residuals[i] <= bound ? 1 : bound / residuals[i]);
    return weights;
  }

  /** Coordinate descent: the objective is strictly convex. */
  private void minimise(double[] x, double[] fitted, double[] weights) {
    double[][] gram = new double[kinds][kinds];
    double[] right = new double[kinds];
    for (int i = 0; i < measured.length; i++) {
      double weight = weights[i] / (fitted[i] * fitted[i]);
      for (int k = 0; k < kinds; k++) {
        right[k] += weight * shares[i][k] * measured[i];
        for (int j = 0; j < kinds; j++) {
          gram[k][j] += weight * shares[i][k] * shares[i][j];
        }
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int k = 0; k < kinds; k++) {
        double rest = right[k] + RIDGE;
        for (int j = 0; j < kinds; j++) {
          rest -= j == k ? 0 : gram[k][j] * x[j];
        }
        x[k] = Math.max(LEAST, rest / (gram[k][k] + RIDGE));
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
