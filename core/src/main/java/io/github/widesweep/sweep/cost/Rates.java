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
   * Fitted to 2,000 chunks of small and middling sweeps on one core of an AMD EPYC server, two
   * cores and 23 GiB, JDK 17 with the Vector API's BLAS.
   */
  public static final Rates DEFAULT =
      new Rates(List.of(1e-10, 1e-9, 8e-9, 10e-9, 4e-9, 1.3e-9, 50e-6));

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
