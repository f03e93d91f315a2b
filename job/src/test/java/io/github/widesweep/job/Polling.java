package io.github.widesweep.job;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for another process. */
public final class Polling {
  private Polling() {}

  /** A moment between two looks. */
  public static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }
}
