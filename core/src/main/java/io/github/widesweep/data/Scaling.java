package io.github.widesweep.data;

/**
 * How features are scaled, with numbers taken from the training part alone. A feature that is
 * constant there is only moved to 0.
 */
public enum Scaling {
  /** To mean 0 and standard deviation 1 (divisor: the number of training samples). */
  STANDARDIZE,
  /** To [0, 1] over the training part; test samples may lie outside. */
  SCALE,
  /** Not at all. */
  NONE
}
