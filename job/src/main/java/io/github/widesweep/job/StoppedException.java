package io.github.widesweep.job;

/**
 * Work that ended before its end for a reason outside of the program: a full disk, a cluster that
 * is gone, a signal. Its message is one line that says what is kept and how to go on.
 */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message one line
   * @param cause what it was noticed by; null if there is none
   */
  public StoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
