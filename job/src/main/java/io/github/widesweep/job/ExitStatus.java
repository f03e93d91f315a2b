package io.github.widesweep.job;

/** Exit codes of the command line. */
final class ExitStatus {
  /** Done. */
  static final int DONE = 0;

  /**
   * The program's fault, with a stack trace; or {@code verify} or {@code replay} found something
   * wrong.
   */
  static final int OUR_FAULT = 1;

  /** The user's mistake: one line, nothing written. */
  static final int USER_MISTAKE = 2;

  /** Done, but some runs failed, as their rows say. */
  static final int FAILED_RUNS = 3;

  private ExitStatus() {}
}
