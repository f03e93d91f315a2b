package io.github.widesweep.yaml;

import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import java.util.ArrayList;
import java.util.List;

/** A value of a document is wrong, and it is known where: becomes a line for the user. */
public final class PlacedException extends RuntimeException {
  /** The value of a field that is not there. */
  static final String MISSING = "missing";

  private static final int LONGEST = 200;

  /** As many are told at once. */
  private static final int MOST = 10;

  private final String path;
  private final String value;

  /**
   * @param place file and line, or the override
   * @param path path of the field, empty for the whole document
   * @param value what was found
   * @param expected what would be right
   */
  public PlacedException(String place, String path, String value, String expected) {
    this(place, path, value, expected, null);
  }

  PlacedException(String place, String path, String value, String expected, Throwable cause) {
    super(
        "%s: %s is %s, expected %s"
            .formatted(
                oneLine(place),
                oneLine(path.isEmpty() ? "document" : path),
                oneLine(value),
                oneLine(expected)),
        cause);
    this.path = path;
    this.value = value;
  }

  /** The field of a section that this is about, or that holds what this is about; null if none. */
  String fieldOf(String section) {
    return path.startsWith(section + ".")
        ? path.substring(section.length() + 1).replaceFirst("[.\\[].*", "")
        : null;
  }

  /** Whether the value that was found is this one. */
  boolean found(String text) {
    return value.equals(text);
  }

  /** All that is wrong, at least one, as the user's mistake. */
  public static UserException toUserException(List<PlacedException> problems) {
    List<String> lines = new ArrayList<>();
    problems.stream().limit(MOST).forEach(problem -> lines.add(problem.getMessage()));
    if (problems.size() > MOST) {
      lines.add("and more");
    }
    return new UserException(lines, problems.get(0));
  }

  private static String oneLine(String text) {
    return OneLine.of(text, LONGEST);
  }
}
