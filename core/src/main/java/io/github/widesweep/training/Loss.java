package io.github.widesweep.training;

/** What training minimises. */
public enum Loss {
  /** Mean over samples of the squared Euclidean distance between output and target. */
  MSE,
  /**
   * Mean over samples of {@code -log} of the probability given to the true class; needs softmax.
   */
  CROSS_ENTROPY
}
