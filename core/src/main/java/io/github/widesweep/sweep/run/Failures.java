package io.github.widesweep.sweep.run;

/** Exceptions as one line of a table. */
final class Failures {
  private Failures() {}

  /** How a row says that this ended a run. */
  static Status status(Throwable e) {
    return e instanceof OutOfMemoryError ? Status.OUT_OF_MEMORY : Status.FAILED;
  }

  /** Kind and message on one line; of a failure without a message, its cause's. */
  static String describe(Throwable e) {
    if (e.getMessage() == null && e.getCause() != null) {
      return describe(e.getCause());
    }
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message).replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
