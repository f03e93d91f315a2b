package io.github.widesweep.compression;

/** Whether the compressed network projects its activations (Algorithm 1's {@code [.]}). */
public enum Projections {
  /** As in the experiments (Appendix C). */
  NONE,
  /** Onto the ball of radius {@code c^l} after every layer {@code l} of W and {@code l+1} of B. */
  BALL
}
