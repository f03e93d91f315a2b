package io.github.widesweep.job.run;

import io.github.widesweep.job.Messages;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;

/**
 * Notices that Spark's jobs wait while there is no executor, says so, and gives up after a while.
 * Spark itself waits without end.
 */
final class ClusterWatch {
  private static final Duration UNTIL_TOLD = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final BooleanSupplier waits;
  private final Duration patience;
  private final LongSupplier clock;
  private final PrintStream err;
  private long seen;
  private boolean told;
  private volatile String reason;

  /**
   * @param waits whether there is work now, and no executor
   * @param patience how long to wait for one
   * @param clock nanoseconds since some moment
   */
  ClusterWatch(BooleanSupplier waits, Duration patience, LongSupplier clock, PrintStream err) {
    this.waits = waits;
    this.patience = patience;
    this.clock = clock;
    this.err = err;
    this.seen = clock.getAsLong();
  }

  /** Looks every few seconds as long as Spark runs, and ends Spark when patience ends. */
  static ClusterWatch start(SparkContext context, Duration patience, PrintStream err) {
    ClusterWatch watch = new ClusterWatch(() -> waits(context), patience, System::nanoTime, err);
    Timer timer = new Timer("cluster watch", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            if (context.isStopped()) {
              timer.cancel();
            } else if (!watch.goesOn()) {
              context.stop();
            }
          }
        },
        LOOK.toMillis(),
        LOOK.toMillis());
    return watch;
  }

  /** Executors come and go with the work where Spark allocates them dynamically. */
  private static boolean waits(SparkContext context) {
    return context.statusTracker().getActiveJobIds().length > 0 && !hasExecutor(context);
  }

  /** Whether there is an executor now; on this machine, the process itself is one. */
  static boolean hasExecutor(SparkContext context) {
    // The driver is listed too.
    return context.isLocal() || context.statusTracker().getExecutorInfos().length > 1;
  }

  /** Looks again; for one thread. False once it has waited for longer than it may. */
  boolean goesOn() {
    if (!waits.getAsBoolean()) {
      seen = clock.getAsLong();
      if (told) {
        say("an executor is back, going on");
      }
      told = false;
      return true;
    }
    Duration alone = Duration.ofNanos(clock.getAsLong() - seen);
    if (alone.compareTo(patience) > 0) {
      reason = "no executor for %s, the cluster is gone or has no room".formatted(duration(alone));
      return false;
    }
    if (alone.compareTo(UNTIL_TOLD) > 0 && !told) {
      told = true;
      say(
          "no executor for %s: waiting up to %s for a worker that has room for one"
              .formatted(duration(alone), duration(patience)));
    }
    return true;
  }

  /** Why it gave up, in one line; empty if it did not. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
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
