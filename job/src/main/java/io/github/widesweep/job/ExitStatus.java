package io.github.widesweep.job;

/** Exit codes of the command line. */
public final class ExitStatus {
  /** Done. */
  public static final int DONE = 0;

  /** The program's fault, with a stack trace; or {@code replay} found something wrong. */
  public static final int OUR_FAULT = 1;

  /** The user's mistake: one line, nothing written. */
  public static final int USER_MISTAKE = 2;

  /** Done, but some runs failed, as their rows say. */
  public static final int FAILED_RUNS = 3;

  /**
   * Something is not as it was to be, as lines say: {@code verify} found something wrong, {@code
   * compare} a difference, or {@code run --until} has not met its goal within its limits.
   */
  public static final int NOT_VERIFIED = 4;

  private ExitStatus() {}
}
