package io.github.widesweep.job;

import io.github.widesweep.OneLine;

/** Texts for people. */
public final class Messages {
  /** Ten mistakes of a spec. */
  private static final int LONGEST = 7_000;

  private Messages() {}

  /** An exception's message on one line; its class's name if it has none. */
  public static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : oneLine(message);
  }

  /** A text on one line. */
  public static String oneLine(String text) {
    return OneLine.of(text.strip().replaceAll("\\s*\\R\\s*", " "), LONGEST);
  }

  /**
   * The first line of an exception's message that is not blank: where a query fails, Spark goes on
   * with its plan.
   */
  public static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> line.strip().replaceAll(";$", ""))
        .orElseGet(() -> oneLine(failure));
  }

  /** A duration as people read it: {@code 8.2 s}, {@code 3 min 20 s}, {@code 5 h 7 min}. */
  public static String duration(double seconds) {
    if (seconds < 60) {
      return "%.1f s".formatted(seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 3600) {
      return "%d min %d s".formatted(whole / 60, whole % 60);
    }
    return "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  /** A number of bytes in MiB or GiB. */
  public static String bytes(long bytes) {
    double mebibytes = bytes / (1024.0 * 1024);
    return mebibytes < 1024
        ? "%.1f MiB".formatted(mebibytes)
        : "%.1f GiB".formatted(mebibytes / 1024);
  }
}
