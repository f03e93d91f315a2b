package io.github.widesweep.sweep.spec;

import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;

/** A value of a spec is wrong, and it is known where: becomes the user's one line. */
final class SpecException extends RuntimeException {
  private static final int LONGEST = 200;

  private final String path;

  /**
   * @param place file and line, or the override
   * @param path path of the field, empty for the whole spec
   * @param value what was found
   * @param expected what would be right
   */
  SpecException(String place, String path, String value, String expected) {
    this(place, path, value, expected, null);
  }

  SpecException(String place, String path, String value, String expected, Throwable cause) {
    super(
        "%s: %s is %s, expected %s"
            .formatted(
                oneLine(place),
                oneLine(path.isEmpty() ? "spec" : path),
                oneLine(value),
                oneLine(expected)),
        cause);
    this.path = path;
  }

  /** Whether this is about a field or a value in it. */
  boolean isIn(String field) {
    return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
  }

  UserException toUserException() {
    return new UserException(getMessage(), this);
  }

  private static String oneLine(String text) {
    return OneLine.of(text, LONGEST);
  }
}
