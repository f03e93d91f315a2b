package io.github.widesweep.sweep.run;

/** How a training or a run ended. */
public enum Status {
  /** As meant: every number is finite. */
  OK,
  /**
   * Every number is finite, and measured as ever, but the method could not do as its paper says
   * somewhere, and did something else, which {@code error} names.
   */
  FALLBACK,
  /** Training met a loss that is not finite; the network is not compressed. */
  DIVERGED,
  /** The run's network diverged, so there was nothing to compress. */
  NETWORK_DIVERGED,
  /** A measured number is not finite, R^2 included, which needs targets that vary. */
  NON_FINITE,
  /** An exception, whose message is in {@code error}. */
  FAILED;

  /** Whether all of a run's numbers are there and finite. */
  public boolean isMeasured() {
    return this == OK || this == FALLBACK;
  }
}
