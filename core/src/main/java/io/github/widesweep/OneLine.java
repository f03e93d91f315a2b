package io.github.widesweep;

/** Texts of others, such as values and file contents, as messages show them. */
public final class OneLine {
  private OneLine() {}

  /** The text on one line, control characters as spaces, and at most so many characters of it. */
  public static String of(String text, int most) {
    // A huge text is cut before it is looked through.
    String start = text.length() <= 4 * most ? text : text.substring(0, 4 * most);
    String line = start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return line.length() <= most && start.length() == text.length()
        ? line
        : line.substring(0, Math.min(most, line.length())) + "...";
  }
}
