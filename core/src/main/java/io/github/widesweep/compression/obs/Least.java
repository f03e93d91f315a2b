package io.github.widesweep.compression.obs;

import java.util.Arrays;

/** The least of some numbers. */
final class Least {
  private Least() {}

  /**
   * Which numbers are the least, so many of them: of equal ones those that come first. NaN is
   * larger than any.
   *
   * @param count from 0 to as many as there are
   */
  static boolean[] of(double[] values, int count) {
    boolean[] least = new boolean[values.length];
    if (count == 0) {
      return least;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double limit = sorted[count - 1];
    int left = count;
    for (int i = 0; i < values.length; i++) {
      least[i] = Double.compare(values[i], limit) < 0;
      left -= least[i] ? 1 : 0;
    }
    for (int i = 0; left > 0; i++) {
      if (Double.compare(values[i], limit) == 0) {
        least[i] = true;
        left--;
      }
    }
    return least;
  }
}
