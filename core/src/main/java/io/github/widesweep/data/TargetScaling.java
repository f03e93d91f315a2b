package io.github.widesweep.data;

/** How the targets of a regression are scaled, with numbers taken from the training part alone. */
public enum TargetScaling {
  /**
   * To mean 0 and standard deviation 1 (divisor: the number of training samples). R^2 stays what it
   * is; losses and squared errors are in units of the target's variance.
   */
  STANDARDIZE,
  /** Not at all. */
  NONE
}
