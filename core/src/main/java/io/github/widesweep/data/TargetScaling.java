package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;

/** How the targets of a regression are scaled, with numbers taken from the training part alone. */
public enum TargetScaling {
  /**
   * To mean 0 and standard deviation 1 (divisor: the number of training samples). R^2 stays what it
   * is; losses and squared errors are in units of the target's variance.
   */
  STANDARDIZE,
  /** Not at all. */
  NONE;

  /**
   * The choice, checked.
   *
   * @param given null for the default
   * @param usual the default of regression
   */
  static TargetScaling of(FieldChecks checks, TargetScaling given, Task task, TargetScaling usual) {
    boolean regression = task == Task.REGRESSION;
    checks.that(
        regression || given != STANDARDIZE,
        "target_scaling",
        "standardize",
        "none: classes are not scaled");
    return given != null ? given : regression ? usual : NONE;
  }
}
