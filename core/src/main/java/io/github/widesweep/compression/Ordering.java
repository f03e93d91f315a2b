package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/**
 * How often the greedy scores of a B layer are computed anew. In W layers scores never change, so
 * the ordering has no effect there.
 */
public sealed interface Ordering extends Serializable {
  /** Algorithm 1 as written: every step takes the least of the scores as they are then. */
  record Exact() implements Ordering {
    @Override
    public String toString() {
      return "exact";
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
    public String toString() {
      return "refresh: " + fraction;
    }
  }

  /** Scores are computed once, before the first step. */
  record Static() implements Ordering {
    @Override
    public String toString() {
      return "static";
    }
  }
}
