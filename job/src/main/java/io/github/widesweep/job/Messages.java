package io.github.widesweep.job;

import io.github.widesweep.OneLine;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts for people. */
public final class Messages {
  /** Ten mistakes of a spec. */
  private static final int LONGEST = 7_000;

  /** What Hadoop puts before the path of a local file. */
  private static final Pattern LOCAL = Pattern.compile("(?<![\\w/+.-])file:(//)?(?=/)");

  private Messages() {}

  /** An exception's message on one line; its class's name if it has none. */
  public static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : oneLine(message);
  }

  /** A text on one line, local files as {@link #plain} has them. */
  public static String oneLine(String text) {
    return OneLine.of(plain(text).strip().replaceAll("\\s*\\R\\s*", " "), LONGEST);
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

  /** A text with local files as people type them: {@code /data/x} for {@code file:/data/x}. */
  public static String plain(String text) {
    return LOCAL.matcher(text).replaceAll("");
  }

  /** A number of things: {@code 1 run}, {@code 2,000 runs}. */
  public static String count(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
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
