package io.github.widesweep;

/**
 * A mistake of the user's, not of the program: a bad spec, a missing file, data of the wrong shape.
 *
 * <p>The message is one line that says where the mistake is (file, line, field), which value was
 * found and what would be right. The command line prints it without a stack trace and exits with 2.
 */
public final class UserException extends RuntimeException {
  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
