package io.github.widesweep.compression.greedy;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Budget;
import java.io.Serializable;
import java.math.RoundingMode;

/**
 * How often the greedy scores of a B layer are computed anew. In W layers scores never change, so
 * the ordering has no effect there.
 */
public sealed interface Ordering extends Serializable {
  /** Algorithm 1 as written: every step takes the least of the scores as they are then. */
  record Exact() implements Ordering {
    @Override
    public int period(int steps) {
      return 1;
    }

    @Override
    public String canonical() {
      return "exact";
    }

    @Override
    public String toString() {
      return canonical();
    }
  }

  /**
   * Scores are computed anew after every {@code fraction} of the steps, and taken in their order in
   * between.
   *
   * @param fraction of the steps, in (0, 1]
   */
  record Refresh(double fraction) implements Ordering {
    public Refresh {
      require(
          fraction > 0 && fraction <= 1,
          "refresh",
          fraction,
          "a fraction of the steps, above 0 and at most 1");
    }

    @Override
    public int period(int steps) {
      return Math.max(1, Budget.product(fraction, steps, RoundingMode.CEILING));
    }

    @Override
    public String canonical() {
      return "refresh " + fraction;
    }

    @Override
    public String toString() {
      return "refresh: " + fraction;
    }
  }

  /** Scores are computed once, before the first step. */
  record Static() implements Ordering {
    @Override
    public int period(int steps) {
      return Math.max(1, steps);
    }

    @Override
    public String canonical() {
      return "static";
    }

    @Override
    public String toString() {
      return canonical();
    }
  }

  /** Steps between two computations of the scores, at least 1. */
  int period(int steps);

  /** The ordering in a run's canonical coordinates. */
  String canonical();
}
