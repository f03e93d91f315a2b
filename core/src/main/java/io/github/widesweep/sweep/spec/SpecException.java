package io.github.widesweep.sweep.spec;

import io.github.widesweep.UserException;

/** A value of a spec is wrong, and it is known where: becomes the user's one line. */
final class SpecException extends RuntimeException {
  private static final int LONGEST = 200;

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
                place, oneLine(path.isEmpty() ? "spec" : path), oneLine(value), oneLine(expected)),
        cause);
  }

  UserException toUserException() {
    return new UserException(getMessage(), this);
  }

  /** At most so many characters, control characters as spaces. */
  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
