package io.github.widesweep.sweep.cost;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Work;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Seconds that one core takes for one of each {@link Work.Kind}.
 *
 * @param seconds by kind, in their order; finite and above 0
 */
public record Rates(List<Double> seconds) {
  /**
   * Fitted to the CPU times of 110 trainings and chunks, none of a second, of Digits and synthetic
   * data: dense layers of 20 to 1000 neurons and convolutions of 8 and 32 filters, ReLU and tanh,
   * both roles and units. One core of an AMD EPYC, JDK 17, OpenBLAS 0.3.31 as bundled. They say the
   * time of every one of them within a factor of 2 once the virtual machine is warm.
   */
  public static final Rates DEFAULT =
      new Rates(List.of(4e-11, 4.5e-10, 2e-9, 1e-9, 3e-9, 1.6e-9, 35e-6));

  public Rates {
    seconds = List.copyOf(seconds);
    int kinds = Work.Kind.values().length;
    require(seconds.size() == kinds, "rates", seconds, kinds + " numbers, one a kind of work");
    for (double rate : seconds) {
      require(
          rate > 0 && rate < Double.POSITIVE_INFINITY, "rates", seconds, "finite numbers above 0");
    }
  }

  /**
   * What was measured.
   *
   * @param work what was computed
   * @param seconds what it took
   */
  public record Sample(Work work, double seconds) {}

  /** Seconds that work takes. */
  public double seconds(Work work) {
    return IntStream.range(0, seconds.size())
        .mapToDouble(k -> seconds.get(k) * work.counts().get(k))
        .sum();
  }

  /** The rates that explain measured times best: see {@link RateFit}. */
  public static Rates fit(List<Sample> samples, Rates prior) {
    return RateFit.of(samples, prior);
  }
}
