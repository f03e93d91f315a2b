package io.github.widesweep.job.run;

import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.Set;

/**
 * What is not done of a grid, and what that takes by the cost model.
 *
 * @param networks networks that are not trained
 * @param runs runs that are not done
 * @param chunks tasks that they make
 * @param trainingSeconds seconds on one core to train the networks
 * @param compressionSeconds seconds on one core to do the runs
 * @param longestSeconds seconds of the longest task
 */
public record Remaining(
    long networks,
    long runs,
    long chunks,
    double trainingSeconds,
    double compressionSeconds,
    double longestSeconds) {

  /** All of a grid, counted without making its runs, if it is cut so. */
  public static Remaining all(Grid grid, CostModel cost, Chunker chunker) {
    Chunker.Totals totals = chunker.totals();
    double training = 0;
    double longest = totals.longestSeconds();
    for (NetworkKey network : grid.networks()) {
      double seconds = cost.trainingSeconds(network);
      training += seconds;
      longest = Math.max(longest, seconds);
    }
    return new Remaining(
        grid.networkCount(), grid.runCount(), totals.chunks(), training, totals.seconds(), longest);
  }

  /**
   * What is missing.
   *
   * @param trained ids of the networks that need no training
   * @param done the runs that are done
   */
  public static Remaining of(
      Grid grid, CostModel cost, Chunker chunker, Set<String> trained, DoneDraws done) {
    long networks = 0;
    double training = 0;
    double longest = 0;
    for (NetworkKey network : grid.networks()) {
      if (!trained.contains(network.id())) {
        double seconds = cost.trainingSeconds(network);
        networks++;
        training += seconds;
        longest = Math.max(longest, seconds);
      }
    }
    long runs = 0;
    long chunks = 0;
    double compression = 0;
    for (Chunk chunk : (Iterable<Chunk>) chunker.chunks(done)::iterator) {
      chunks++;
      runs += chunk.runs().size();
      compression += chunk.estimatedSeconds();
      longest = Math.max(longest, chunk.estimatedSeconds());
    }
    return new Remaining(networks, runs, chunks, training, compression, longest);
  }

  /** Seconds on one core. */
  public double seconds() {
    return trainingSeconds + compressionSeconds;
  }

  /** Seconds on several cores: not less than the longest task. */
  public double seconds(int cores) {
    return Math.max(longestSeconds, seconds() / cores);
  }
}
