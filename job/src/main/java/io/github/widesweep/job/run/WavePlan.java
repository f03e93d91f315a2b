package io.github.widesweep.job.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * How much goes into a wave. The first waves are small, so that something is committed early, and
 * each is twice the one before until they take the time that a kill may cost. Estimates of time are
 * corrected by what the waves before took.
 */
final class WavePlan {
  private static final double FIRST_SECONDS = 2;

  /** Tasks of one wave, whatever they take: what a scheduler and a file listing bear well. */
  private static final int MOST_TASKS = 5000;

  /** Corrections beyond these are noise of small waves. */
  private static final double LEAST_FACTOR = 0.1;

  private static final double MOST_FACTOR = 10;

  private final double mostSeconds;
  private final double taskSeconds;
  private final IntSupplier cores;
  private double seconds;
  private double estimated;
  private double measured;

  /**
   * @param mostSeconds how long a wave should take at most
   * @param taskSeconds how long a task should take
   * @param cores tasks at once, as many as there are now
   */
  WavePlan(double mostSeconds, double taskSeconds, IntSupplier cores) {
    this.mostSeconds = mostSeconds;
    this.taskSeconds = taskSeconds;
    this.cores = cores;
    this.seconds = Math.min(FIRST_SECONDS, mostSeconds);
  }

  /** Tells what work took that was estimated. */
  void measured(double estimatedSeconds, double measuredSeconds) {
    estimated += estimatedSeconds;
    measured += measuredSeconds;
  }

  /** What an estimate is to be multiplied with. */
  double factor() {
    return estimated > 0 ? Math.max(LEAST_FACTOR, Math.min(MOST_FACTOR, measured / estimated)) : 1;
  }

  /**
   * Takes the next wave's work: a list for each task. It fills the cores for the wave's time, and
   * at least once while there is work.
   */
  <T> List<List<T>> next(Iterator<T> work, ToDoubleFunction<T> estimate) {
    List<List<T>> tasks = new ArrayList<>();
    List<T> open = new ArrayList<>();
    double openSeconds = 0;
    double total = 0;
    double factor = factor();
    int width = Math.max(1, cores.getAsInt());
    while (work.hasNext()
        && tasks.size() < MOST_TASKS
        && (tasks.size() < width || total < seconds * width)) {
      T element = work.next();
      open.add(element);
      double took = factor * estimate.applyAsDouble(element);
      openSeconds += took;
      total += took;
      if (openSeconds >= Math.min(taskSeconds, seconds)) {
        tasks.add(open);
        open = new ArrayList<>();
        openSeconds = 0;
      }
    }
    if (!open.isEmpty()) {
      tasks.add(open);
    }
    if (!tasks.isEmpty()) {
      seconds = Math.min(2 * seconds, mostSeconds);
    }
    return tasks;
  }
}
