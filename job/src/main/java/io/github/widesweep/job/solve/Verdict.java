package io.github.widesweep.job.solve;

/** By what a condition is judged. */
public enum Verdict {
  /** By the mean over networks. */
  MEAN {
    @Override
    boolean holds(Condition condition, Estimate estimate) {
      return condition.holds(estimate);
    }
  },
  /** By the farther end of its 95 % interval: the condition holds even there. */
  INTERVAL {
    @Override
    boolean holds(Condition condition, Estimate estimate) {
      return condition.surelyHolds(estimate);
    }
  };

  abstract boolean holds(Condition condition, Estimate estimate);
}
