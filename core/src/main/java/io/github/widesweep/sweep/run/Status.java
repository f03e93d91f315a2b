package io.github.widesweep.sweep.run;

/** How a training or a run ended. */
public enum Status {
  /** As meant: every number is finite. */
  OK,
  /** Training met a loss that is not finite; the network is not compressed. */
  DIVERGED,
  /** The run's network diverged, so there was nothing to compress. */
  NETWORK_DIVERGED,
  /** The compressed network's outputs are not all finite. */
  NON_FINITE,
  /** An exception, whose message is in {@code error}. */
  FAILED
}
