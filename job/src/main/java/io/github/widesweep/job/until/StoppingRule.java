package io.github.widesweep.job.until;

import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.NetworkDraws;
import io.github.widesweep.job.statistics.VarianceSplit;
import java.util.List;
import java.util.Optional;

/**
 * When to stop adding networks and draws to a cell, and how many to add before looking again.
 *
 * <p>Looking often and stopping at the first interval that happens to be narrow enough favours
 * networks that happen to be alike, and such intervals cover too seldom. So there are at least
 * {@link #LEAST_NETWORKS} before the first look, a quarter more before each of the next ones, and
 * at most twice as many, since what the first few say of the variance is rough. What coverage
 * remains is measured on networks of real sweeps in {@code StoppingRuleTest}, which prints it.
 *
 * <p>Networks and draws are added in the proportion that reaches the goal at the least cost, as far
 * as the variance between networks and that between draws can tell.
 *
 * @param goal how tight intervals are to be
 * @param most the most networks and draws that a cell may have
 */
record StoppingRule(Goal goal, Extent most) {
  /** Networks before the first look, unless the most are fewer. */
  static final int LEAST_NETWORKS = 10;

  private static final double LEAST_GROWTH = 1.25;
  private static final int MOST_GROWTH = 2;

  /**
   * What a cell is to have next.
   *
   * @param there what it has
   * @param networks its networks that were measured
   * @param costs what more of it costs
   * @param random whether draws differ
   * @return more than it has; empty if its interval is tight enough, or cannot become so
   */
  Optional<Extent> next(Extent there, List<NetworkDraws> networks, Costs costs, boolean random) {
    if (isMet(networks) || networks.size() < 2) {
      return Optional.empty();
    }
    VarianceSplit split = VarianceSplit.of(goal.measure().scale(), networks);
    double halfWidth = goal.halfWidth(split.mean());
    int mostDraws = random ? Math.min(most.draws(), MOST_GROWTH * there.draws()) : there.draws();
    Extent best = there;
    double least = Double.POSITIVE_INFINITY;
    for (int draws = there.draws(); draws <= Math.max(there.draws(), mostDraws); draws++) {
      double wanted = Math.ceil(split.networks(halfWidth, draws));
      if (wanted <= most.networks()) {
        Extent extent = new Extent(Math.max(there.networks(), (int) wanted), draws);
        double seconds = costs.seconds(there, extent);
        if (seconds < least) {
          least = seconds;
          best = extent;
        }
      }
    }
    if (Double.isInfinite(least)) {
      return atLimit(there, split.networks(halfWidth, most.draws()), mostDraws);
    }
    int grown =
        Math.max(
            (int) Math.ceil(LEAST_GROWTH * there.networks()),
            Math.min(MOST_GROWTH * there.networks(), best.networks()));
    Extent wanted = new Extent(Math.min(most.networks(), grown), best.draws());
    // With the most networks that there may be, draws can still make up for a rough forecast.
    return changed(
        there,
        wanted.equals(there)
            ? new Extent(there.networks(), Math.max(there.draws(), mostDraws))
            : wanted);
  }

  /**
   * Where even the most networks will not do with twice the draws: as much of both, unless the goal
   * is twice out of reach, for which the variance would have to be estimated far too great.
   */
  private Optional<Extent> atLimit(Extent there, double wanted, int mostDraws) {
    boolean reachable = wanted <= 2.0 * most.networks() || there.networks() < most.networks() / 4;
    int networks = Math.min(most.networks(), MOST_GROWTH * there.networks());
    return reachable
        ? changed(there, new Extent(networks, Math.max(there.draws(), mostDraws)))
        : Optional.empty();
  }

  private static Optional<Extent> changed(Extent there, Extent wanted) {
    return wanted.equals(there) ? Optional.empty() : Optional.of(wanted);
  }

  boolean isMet(List<NetworkDraws> networks) {
    return goal.isMet(interval(networks));
  }

  MeanInterval interval(List<NetworkDraws> networks) {
    return goal.measure()
        .scale()
        .interval(networks.stream().mapToDouble(NetworkDraws::mean).toArray());
  }
}
