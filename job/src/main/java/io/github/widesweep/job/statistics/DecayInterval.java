package io.github.widesweep.job.statistics;

import java.util.List;

/**
 * How fast a mean error falls with width: the least-squares slope of its logarithm on that of the
 * width, so that the error is about {@code width^exponent}.
 *
 * <p>The slope is a sum {@code sum_w k_w ln m_w} over independent means of errors, whose logarithms
 * have the variances {@code v_w} that {@link MeanInterval#ofErrors} rests on; so its variance is
 * {@code sum_w k_w^2 v_w}, with Satterthwaite's degrees of freedom {@code (sum_w k_w^2 v_w)^2 /
 * sum_w (k_w^2 v_w)^2/(n_w - 1)} (Biometrics Bulletin 2, 1946). The interval covers the slope
 * through the true means; how far these are from a straight line is no part of it.
 *
 * @param widths widths that the slope rests on: those whose mean error is not 0
 * @param exponent the slope; NaN for fewer than two widths
 * @param low lower end of the interval; NaN where a width has fewer than two networks
 * @param high upper end
 */
public record DecayInterval(int widths, double exponent, double low, double high) {
  /**
   * The errors at one width.
   *
   * @param width the width
   * @param errors of trained networks, means over draws
   */
  public record Point(int width, double[] errors) {}

  /**
   * The slope through the points.
   *
   * @param points different widths, in any order
   * @param confidence strictly between 0 and 1
   */
  public static DecayInterval of(List<Point> points, double confidence) {
    List<Point> used =
        points.stream()
            .filter(point -> Sample.of(point.errors()).mean() > 0)
            .sorted((a, b) -> Integer.compare(a.width(), b.width()))
            .toList();
    double centre = used.stream().mapToDouble(p -> Math.log(p.width())).average().orElse(0);
    double square = used.stream().mapToDouble(p -> Math.pow(Math.log(p.width()) - centre, 2)).sum();
    if (square == 0) {
      return new DecayInterval(used.size(), Double.NaN, Double.NaN, Double.NaN);
    }
    double slope = 0;
    double variance = 0;
    double freedom = 0;
    for (Point point : used) {
      double weight = (Math.log(point.width()) - centre) / square;
      double part = weight * weight * MeanInterval.logVariance(point.errors());
      slope += weight * Math.log(Sample.of(point.errors()).mean());
      variance += part;
      freedom += part * part / (point.errors().length - 1);
    }
    if (variance == 0) {
      return new DecayInterval(used.size(), slope, slope, slope);
    }
    double half = Sample.quantile(confidence, variance * variance / freedom) * Math.sqrt(variance);
    return new DecayInterval(used.size(), slope, slope - half, slope + half);
  }
}
