package io.github.widesweep;

import java.util.List;

/**
 * A mistake of the user's, not of the program: a bad spec, a missing file, data of the wrong shape.
 *
 * <p>The message is one line that says where the mistake is (file, line, field), which value was
 * found and what would be right; of several mistakes a line each. The command line prints them
 * without a stack trace and exits with 2.
 */
public final class UserException extends RuntimeException {
  private final List<String> mistakes;

  public UserException(String message) {
    this(message, null);
  }

  public UserException(String message, Throwable cause) {
    this(List.of(message), cause);
  }

  /**
   * Several mistakes at once.
   *
   * @param mistakes a line each, at least one; the message is all of them
   */
  public UserException(List<String> mistakes, Throwable cause) {
    super(String.join("; ", mistakes), cause);
    this.mistakes = List.copyOf(mistakes);
  }

  /** What is wrong, a line each. */
  public List<String> mistakes() {
    return mistakes;
  }
}
