package io.github.widesweep.job.run;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets work into a virtual machine as long as its estimated memory fits beside that of the work
 * already there; who came first goes first, so that one that needs nearly all waits until it is
 * alone, and no longer.
 */
final class HeapGate {
  private static final long UNIT = 1 << 20;

  /** Kept for Spark, files being written and everything else: as much, but half at most. */
  private static final long RESERVED = 300 * UNIT;

  private final int units;
  private final Semaphore free;

  /**
   * @param heapBytes the most memory that the virtual machine can have
   */
  HeapGate(long heapBytes) {
    this.units = (int) Math.min(Integer.MAX_VALUE, usable(heapBytes) / UNIT);
    this.free = new Semaphore(units, true);
  }

  private static long usable(long heapBytes) {
    return heapBytes - Math.min(RESERVED, heapBytes / 2);
  }

  /** The smallest heap that work of so many bytes is let into. */
  static long heapFor(long bytes) {
    long whole = (bytes + UNIT - 1) / UNIT * UNIT;
    return whole + Math.min(RESERVED, whole);
  }

  /** Whether work that needs so much can ever be let in. */
  boolean fits(long bytes) {
    return bytes <= UNIT * units;
  }

  /** All that can be let in at once. */
  long all() {
    return UNIT * units;
  }

  /**
   * Does work that {@link #fits}, once there is room for it.
   *
   * @param bytes what it needs
   */
  <T> T admit(long bytes, Supplier<T> work) {
    int wanted = (int) Math.min(units, (bytes + UNIT - 1) / UNIT);
    try {
      free.acquire(wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for memory", e);
    }
    try {
      return work.get();
    } finally {
      free.release(wanted);
    }
  }
}
