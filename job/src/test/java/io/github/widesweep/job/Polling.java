package io.github.widesweep.job;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for another process. */
final class Polling {
  private Polling() {}

  /** A moment between two looks. */
  static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }
}
