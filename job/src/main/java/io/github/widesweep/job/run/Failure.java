package io.github.widesweep.job.run;

import io.github.widesweep.job.Messages;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What broke a Spark job. */
final class Failure {
  /**
   * What file systems say when it is not the program's fault. Of a task's exception Spark's driver
   * may have no more than the text.
   */
  private static final Pattern STORAGE =
      Pattern.compile(
          "No space left on device|Read-only file system|Disk quota exceeded|Permission denied"
              + "|Too many open files|Input/output error|Stale file handle|is in safe mode"
              + "|DSQuotaExceeded|AccessDenied");

  /** What Hadoop says of a local directory, whatever the reason was. */
  private static final String NO_DIRECTORY = "Mkdirs failed to create";

  private Failure() {}

  /** The failure as one that need not be declared; an {@link Error} is thrown at once. */
  static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(Messages.oneLine(failure), failure);
  }

  /** What a file system complained about, if it was that. */
  static Optional<String> storage(Throwable failure) {
    boolean noDirectory = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Matcher complaint = STORAGE.matcher(message);
      if (complaint.find()) {
        return Optional.of(complaint.group());
      }
      noDirectory |= message.contains(NO_DIRECTORY);
    }
    return noDirectory ? Optional.of("a directory cannot be created") : Optional.empty();
  }
}
