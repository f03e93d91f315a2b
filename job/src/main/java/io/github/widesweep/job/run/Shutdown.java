package io.github.widesweep.job.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a sweep end in order when the process is told to end, as by Ctrl-C or {@code kill}: the exit
 * code is the one of the signal (130, 143).
 */
final class Shutdown implements AutoCloseable {
  /** Before Spark's and the file systems' own. */
  private static final int PRIORITY = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final long GRACE_SECONDS = 20;

  private final Runnable hook;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean begun;

  /**
   * @param stop makes the sweep end soon; called at most once, on another thread
   */
  Shutdown(Runnable stop) {
    this.hook =
        () -> {
          begun = true;
          stop.run();
          awaitEnd();
        };
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, 2 * GRACE_SECONDS, TimeUnit.SECONDS);
  }

  private void awaitEnd() {
    try {
      if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the sweep did not end within {} s", GRACE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is ending. */
  boolean hasBegun() {
    return begun;
  }

  /** The sweep has ended. */
  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
