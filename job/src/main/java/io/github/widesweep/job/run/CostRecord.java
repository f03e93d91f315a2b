package io.github.widesweep.job.run;

import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import java.util.ArrayList;
import java.util.List;

/** What an invocation's first chunks took, for rates that fit the machines it ran on. */
final class CostRecord {
  /** Chunks that are kept: rates become no better with more. */
  private static final int MOST = 1000;

  private final CostModel cost;
  private final Rates prior;
  private final List<Rates.Sample> samples = new ArrayList<>();

  /**
   * @param prior the rates of {@code cost}
   */
  CostRecord(CostModel cost, Rates prior) {
    this.cost = cost;
    this.prior = prior;
  }

  /** Adds a chunk, unless there are enough. One with a run that was not computed says nothing. */
  void add(ChunkTask.Measured chunk) {
    if (samples.size() < MOST && chunk.computed()) {
      samples.add(new Rates.Sample(cost.chunkWork(chunk.order().chunk().runs()), chunk.seconds()));
    }
  }

  /** Rates fitted to the chunks so far. */
  Rates rates() {
    return Rates.fit(samples, prior);
  }
}
