package io.github.widesweep.job.compare;

import io.github.widesweep.job.statistics.PairedMean;
import io.github.widesweep.job.table.Measure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two sets of runs against each other.
 *
 * @param measure what is compared
 * @param compared columns that differ between the sides, with the values of a and of b
 * @param groups what pairs agree in, and what they came to
 * @param lostA runs of a without a counterpart, or not measured on either side
 * @param lostB the same of b
 * @param lost some of them in words
 * @param largest largest relative difference of a pair, {@code |a - b| / max(|a|, |b|)}; NaN
 *     without pairs
 */
public record Comparison(
    Measure measure,
    Map<String, List<Set<String>>> compared,
    List<Group> groups,
    long lostA,
    long lostB,
    List<String> lost,
    double largest) {
  /**
   * Pairs that agree in everything that is not compared, but for network and draw.
   *
   * @param settings the values of what they agree in and other groups do not
   * @param networks trained networks with pairs
   * @param pairs number of pairs
   * @param wins fraction of pairs in which a is the better one, {@link Measure#better}; equal ones
   *     half
   * @param meanA mean of a over networks
   * @param meanB mean of b over networks
   * @param difference a - b
   * @param logRatio ln(a / b); null for measures of either sign, or if a value is 0
   */
  public record Group(
      Map<String, String> settings,
      int networks,
      long pairs,
      double wins,
      double meanA,
      double meanB,
      PairedMean difference,
      PairedMean logRatio) {}

  /** Number of pairs. */
  public long pairs() {
    return groups.stream().mapToLong(Group::pairs).sum();
  }

  /** Whether every run has a counterpart, and none is further from it than a relative tolerance. */
  public boolean agrees(double tolerance) {
    return lostA == 0 && lostB == 0 && pairs() > 0 && largest <= tolerance;
  }
}
