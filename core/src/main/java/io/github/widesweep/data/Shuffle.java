package io.github.widesweep.data;

import java.util.random.RandomGenerator;

/** Random orders. */
public final class Shuffle {
  private Shuffle() {}

  /**
   * Puts the entries into a uniformly random order, in place (Fisher and Yates; Knuth's Algorithm
   * P): one bounded draw per entry but the first.
   */
  public static void inPlace(int[] entries, RandomGenerator random) {
    for (int i = entries.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = entries[i];
      entries[i] = entries[j];
      entries[j] = moved;
    }
  }
}
