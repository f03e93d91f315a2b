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
  /**
   * Training met a loss that is not finite, or ended with one a thousand times that of answering
   * zero; the network is not compressed.
   */
  DIVERGED,
  /** The run's network diverged, so there was nothing to compress. */
  NETWORK_DIVERGED,
  /** The run's network could not be trained for another reason, which its row names. */
  NETWORK_FAILED,
  /** A measured number is not finite, R^2 included, which needs targets that vary. */
  NON_FINITE,
  /** Not begun: it needs more memory than the virtual machine has, as {@code error} says. */
  TOO_LARGE,
  /** The virtual machine ran out of memory, with nothing else of the sweep running in it. */
  OUT_OF_MEMORY,
  /** An exception, whose message is in {@code error}. */
  FAILED;

  /**
   * Whether it may end otherwise when it is done again: it says something of the machine, or of the
   * program, and not of the numbers alone.
   */
  public boolean mayPass() {
    return this == NETWORK_FAILED || this == TOO_LARGE || this == OUT_OF_MEMORY || this == FAILED;
  }

  /** Whether all of a run's numbers are there and finite. */
  public boolean isMeasured() {
    return this == OK || this == FALLBACK;
  }
}
