package io.github.widesweep.job.statistics;

import java.util.List;

/**
 * How much of what a cell's mean is unsure of comes from its few trained networks, and how much
 * from their few draws: a one-way analysis of variance with random effects. Errors are split on the
 * logarithmic scale, where a draw's variance is that of its network relative to the squared mean.
 *
 * @param scale what kind of numbers these are
 * @param mean mean over networks
 * @param between variance between networks, at least 0
 * @param within variance between draws of a network, at least 0; 0 if no network has two draws
 */
public record VarianceSplit(Scale scale, double mean, double between, double within) {
  /** Of the standard normal distribution, which Student's quantile tends to. */
  private static final double QUANTILE = Sample.quantile(MeanInterval.CONFIDENCE, 1e6);

  /** Splits the variance of at least two networks. */
  public static VarianceSplit of(Scale scale, List<NetworkDraws> networks) {
    double[] means = networks.stream().mapToDouble(NetworkDraws::mean).toArray();
    double within =
        networks.stream()
            .filter(network -> network.draws() > 1 && network.mean() != 0)
            .mapToDouble(
                network ->
                    scale == Scale.ERRORS
                        ? network.variance() / (network.mean() * network.mean())
                        : network.variance())
            .average()
            .orElse(0);
    double perDraw = networks.stream().mapToDouble(n -> 1.0 / n.draws()).average().orElse(1);
    double total =
        scale == Scale.ERRORS ? MeanInterval.logSquare(means) : Sample.of(means).variance();
    return new VarianceSplit(
        scale, Sample.of(means).mean(), Math.max(0, total - within * perDraw), within);
  }

  /**
   * How many networks with so many draws each will have an interval as narrow as wanted, if the
   * variances are what they seem: {@code z^2 v/h^2 + z^2/2}, the second term for Student's quantile
   * in place of the normal z.
   *
   * @param halfWidth half the interval's length, positive
   * @param draws draws of each network, at least 1
   */
  public double networks(double halfWidth, double draws) {
    double variance = between + within / draws;
    double half = halfWidth;
    if (scale == Scale.ERRORS) {
      // An interval from m/f to m f has half the length m sinh(ln f).
      variance += variance * variance / 2;
      double relative = halfWidth / mean;
      half = Math.log(relative + Math.sqrt(relative * relative + 1));
    }
    return QUANTILE * QUANTILE * (variance / (half * half) + 0.5);
  }
}
