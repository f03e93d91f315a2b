package io.github.widesweep.job.fault;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** How many of all places for a fault are tried: {@code -Dfaults.tries=N}, a few by default. */
final class Tries {
  private static final long SEED = 20260101;

  private Tries() {}

  /** Whether more is asked for than a build does. */
  static boolean isThorough() {
    return Integer.getInteger("faults.tries", 0) > 1;
  }

  /**
   * Places to try, from 1 to {@code places}: all of them if {@code -Dfaults.tries} is at least as
   * many, otherwise a seeded choice.
   *
   * @param few how many by default
   */
  static List<Integer> of(int places, int few) {
    return of("", places, few);
  }

  /**
   * The same, of places of its own for every fault.
   *
   * @param fault what is tried there
   */
  static List<Integer> of(String fault, int places, int few) {
    int tries = Integer.getInteger("faults.tries", few);
    if (tries >= places) {
      return IntStream.rangeClosed(1, places).boxed().toList();
    }
    return new Random(SEED + places + 31L * fault.hashCode())
        .ints(1, places + 1)
        .distinct()
        .limit(tries)
        .sorted()
        .boxed()
        .toList();
  }
}
