package io.github.widesweep.job.query;

import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** Files of a table that Spark could not read. */
public final class Unreadable {
  private static final String CONDITION = "FAILED_READ_FILE";

  private Unreadable() {}

  /**
   * One line with the file and the remedy if a file that could not be read is what a failure comes
   * from. Nobody else's files are read through Spark's tables.
   */
  public static Optional<String> line(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getCondition() != null
          && spark.getCondition().startsWith(CONDITION)) {
        return Optional.of(
            "%s: is damaged and cannot be read; expected a whole output: widesweep verify DIR names"
                    .formatted(spark.getMessageParameters().get("path"))
                + " all that is damaged, widesweep repair DIR moves it aside");
      }
    }
    return Optional.empty();
  }
}
