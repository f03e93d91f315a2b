package io.github.widesweep.job.statistics;

/** What kind of numbers a mean is taken of, which decides how its interval is made. */
public enum Scale {
  /** At least 0 and skewed: {@link MeanInterval#ofErrors}. */
  ERRORS,
  /** Of either sign: {@link MeanInterval#ofSigned}. */
  SIGNED;

  /** The interval with {@link MeanInterval#CONFIDENCE}. */
  public MeanInterval interval(double... values) {
    return this == ERRORS ? MeanInterval.ofErrors(values) : MeanInterval.ofSigned(values);
  }
}
