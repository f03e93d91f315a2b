package io.github.widesweep.job.run;

import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import java.util.ArrayList;
import java.util.List;

/** What an invocation's first chunks took, for rates that fit the machines it ran on. */
public final class CostRecord {
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
  synchronized void add(Report<RunResult> chunk) {
    if (samples.size() < MOST && chunk.results().stream().allMatch(CostRecord::isComputed)) {
      List<RunKey> runs = chunk.results().stream().map(RunResult::key).toList();
      samples.add(new Rates.Sample(cost.chunkWork(runs), chunk.seconds()));
    }
  }

  private static boolean isComputed(RunResult run) {
    return run.status().isMeasured() || run.status() == Status.NON_FINITE;
  }

  /** Rates fitted to the chunks so far. */
  synchronized Rates rates() {
    return Rates.fit(samples, prior);
  }
}
