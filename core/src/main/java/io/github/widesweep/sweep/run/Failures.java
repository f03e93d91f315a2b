package io.github.widesweep.sweep.run;

/** Exceptions as one line of a table. */
final class Failures {
  private Failures() {}

  /** Kind and message on one line. */
  static String describe(RuntimeException e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message).replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
