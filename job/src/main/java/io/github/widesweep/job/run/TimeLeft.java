package io.github.widesweep.job.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the rest of a step takes, by what finished work was estimated to cost, did cost and took
 * by the clock: a run of a wide network counts for many of a narrow one. Until something is
 * finished the estimates and the number of cores have to do. For several threads.
 */
final class TimeLeft {
  /** Core seconds for which cores are taken at their word, beside what was seen. */
  private static final double TRUSTED = 5;

  private final double trainingSeconds;
  private final double compressionSeconds;
  private final int cores;
  private final LongSupplier nanoTime;
  private final long start;
  private double trained;
  private double estimated;
  private double measured;
  private long last;

  /**
   * @param toDo what is to be done
   * @param cores tasks at once
   * @param nanoTime the clock
   */
  TimeLeft(Remaining toDo, int cores, LongSupplier nanoTime) {
    this.trainingSeconds = toDo.trainingSeconds();
    this.compressionSeconds = toDo.compressionSeconds();
    this.cores = Math.max(1, cores);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.last = start;
  }

  /** Tells of networks that are trained, by their estimate. */
  synchronized void trained(double estimatedSeconds) {
    trained += estimatedSeconds;
    last = nanoTime.getAsLong();
  }

  /** Tells what runs took that were estimated, both on one core. */
  synchronized void measured(double estimatedSeconds, double measuredSeconds) {
    estimated += estimatedSeconds;
    measured += measuredSeconds;
    last = nanoTime.getAsLong();
  }

  /** From now to the end. */
  synchronized Duration now() {
    double factor = estimated > 0 ? measured / estimated : 1;
    double rest =
        Math.max(0, trainingSeconds - trained)
            + factor * Math.max(0, compressionSeconds - estimated);
    double finished = trained + measured;
    double perCoreSecond = (TRUSTED / cores + 1e-9 * (last - start)) / (TRUSTED + finished);
    double since = 1e-9 * (nanoTime.getAsLong() - last);
    return Duration.ofSeconds(Math.round(Math.max(0, rest * perCoreSecond - since)));
  }
}
