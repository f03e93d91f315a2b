package io.github.widesweep.job.run;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.StoppedException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Notices that no executor is left, says so, and gives up after a while. For one thread. */
final class ClusterWatch {
  private static final Duration UNTIL_TOLD = Duration.ofMinutes(1);

  private final IntSupplier executors;
  private final Duration patience;
  private final LongSupplier clock;
  private final PrintWriter err;
  private long seen;
  private boolean told;

  /**
   * @param executors number of executors there are now
   * @param patience how long to wait for one
   * @param clock nanoseconds since some moment
   */
  ClusterWatch(IntSupplier executors, Duration patience, LongSupplier clock, PrintWriter err) {
    this.executors = executors;
    this.patience = patience;
    this.clock = clock;
    this.err = err;
    this.seen = clock.getAsLong();
  }

  /**
   * Looks again; to be called every few seconds.
   *
   * @throws StoppedException if there has been no executor for too long
   */
  void check() {
    if (executors.getAsInt() > 0) {
      seen = clock.getAsLong();
      if (told) {
        say("an executor is back, going on");
      }
      told = false;
      return;
    }
    Duration alone = Duration.ofNanos(clock.getAsLong() - seen);
    if (alone.compareTo(patience) > 0) {
      throw new StoppedException(
          "no executor for %s, the cluster is gone or has no room (--patience)"
              .formatted(duration(alone)),
          null);
    }
    if (alone.compareTo(UNTIL_TOLD) > 0 && !told) {
      told = true;
      say(
          "no executor for %s: waiting for one, up to %s (--patience)"
              .formatted(duration(alone), duration(patience)));
    }
  }

  private static String duration(Duration time) {
    return Messages.duration(1e-3 * time.toMillis());
  }

  private void say(String line) {
    err.println();
    err.println("widesweep: " + line);
    err.flush();
  }
}
