package io.github.widesweep.job.statistics;

import java.util.Arrays;

/**
 * The mean of a population of trained networks, estimated from the means over draws of a few of
 * them, with an interval. A network is one observation, however many draws it has: draws of one
 * network are no independent samples of what another would give.
 *
 * <p>Values do not depend on the order in which they are given, to the last bit.
 *
 * @param mean arithmetic mean; NaN of no values
 * @param low lower end of the interval; NaN of fewer than two values
 * @param high upper end
 */
public record MeanInterval(double mean, double low, double high) {
  /** The chance with which the intervals of tables and charts cover the mean. */
  public static final double CONFIDENCE = 0.95;

  /**
   * Of values with either sign, such as differences, logarithms, R^2 and accuracies: Student's t
   * interval.
   *
   * @param values finite; the array is left as it is
   * @param confidence strictly between 0 and 1
   */
  public static MeanInterval ofSigned(double[] values, double confidence) {
    Sample sample = Sample.of(values);
    double half = sample.quantile(confidence) * Math.sqrt(sample.variance() / sample.count());
    return new MeanInterval(sample.mean(), sample.mean() - half, sample.mean() + half);
  }

  /** The same with {@link #CONFIDENCE}. */
  public static MeanInterval ofSigned(double... values) {
    return ofSigned(values, CONFIDENCE);
  }

  /**
   * Of errors, which are positive and skewed: an interval on the logarithmic scale about the
   * logarithm of the arithmetic mean, so that it lies above 0. Its half width is that of Cox's
   * interval for the mean of a log-normal distribution with Student's quantile in place of the
   * normal one (Olsson, Journal of Statistics Education 13(1), 2005): {@code t sqrt(s^2/n + s^4/(2
   * (n-1)))}. Cox's centre, {@code exp(mean of logarithms + s^2/2)}, is the mean of no population
   * but a log-normal one, so the arithmetic mean takes its place.
   *
   * <p>Real errors have heavier tails than that at times. So s^2 is the larger of two estimates:
   * the variance of the logarithms, and {@code ln(1 + v/m^2)}, which is the same in a log-normal
   * distribution of mean m and variance v. The second alone serves where a value is 0. If all
   * values are 0, so is the interval.
   *
   * <p>How often it covers the mean was measured on networks of real sweeps; the table is printed
   * by {@code CoverageTest}.
   *
   * @param values finite, at least 0; the array is left as it is
   * @param confidence strictly between 0 and 1
   */
  public static MeanInterval ofErrors(double[] values, double confidence) {
    Sample sample = Sample.of(values);
    if (sample.mean() == 0) {
      double end = sample.count() < 2 ? Double.NaN : 0;
      return new MeanInterval(0, end, end);
    }
    double factor = Math.exp(sample.quantile(confidence) * Math.sqrt(logVariance(values)));
    return new MeanInterval(sample.mean(), sample.mean() / factor, sample.mean() * factor);
  }

  /** The same with {@link #CONFIDENCE}. */
  public static MeanInterval ofErrors(double... values) {
    return ofErrors(values, CONFIDENCE);
  }

  /**
   * Variance of the logarithm of the mean of errors, as {@link #ofErrors(double[], double)}
   * estimates it; NaN of fewer than two values or of a mean of 0.
   */
  static double logVariance(double[] values) {
    double square = logSquare(values);
    return square / values.length + square * square / (2.0 * (values.length - 1));
  }

  /** Variance of the logarithms of errors, s^2 of {@link #ofErrors(double[], double)}. */
  static double logSquare(double[] values) {
    Sample sample = Sample.of(values);
    double square = Math.log1p(sample.variance() / (sample.mean() * sample.mean()));
    if (Arrays.stream(values).allMatch(value -> value > 0)) {
      Sample logarithms = Sample.of(Arrays.stream(values).map(Math::log).toArray());
      square = Math.max(square, logarithms.variance());
    }
    return square;
  }

  /** Half the interval's length. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** The same over the mean's absolute value: 0.05 is 5 %; 0 if the interval has no length. */
  public double relativeHalfWidth() {
    return high == low ? 0 : halfWidth() / Math.abs(mean);
  }
}
