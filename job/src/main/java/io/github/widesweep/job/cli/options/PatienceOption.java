package io.github.widesweep.job.cli.options;

import static io.github.widesweep.InvalidValueException.require;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a sweep waits for executors. */
public final class PatienceOption {
  /** A year. */
  private static final long MOST_MINUTES = 525_600;

  @Option(
      names = "--patience",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description = {
        "How long to wait for a cluster that is gone or full. Default: ${DEFAULT-VALUE}."
      })
  private double minutes;

  /**
   * What was asked for.
   *
   * @throws io.github.widesweep.InvalidValueException if it is not between 0 and a year
   */
  public Duration duration() {
    require(
        minutes >= 0 && minutes <= MOST_MINUTES,
        "--patience",
        minutes,
        "minutes from 0 to %,d".formatted(MOST_MINUTES));
    return Duration.ofMillis((long) (60_000 * minutes));
  }
}
