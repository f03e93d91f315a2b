package io.github.widesweep.compression.format;

import java.util.Arrays;

/**
 * Weights each of which becomes one of two known values: kept or zero, the level above or below, or
 * what it was. Which values are equal to each other is found out once, so that a draw counts its
 * distinct values while it picks them, with one bit a class.
 */
public final class TwoValues {
  /** Both values of every weight, side by side. */
  private final double[] values;

  /**
   * The class of each of {@link #values}: equal values have one, zeros have class 0. A NaN is equal
   * to nothing, so each has its own.
   */
  private final int[] classes;

  /** Number of classes; that of zeros counts whether there is a zero or not. */
  private final int count;

  /**
   * @param first one value of every weight
   * @param second the other, as many
   */
  public TwoValues(double[] first, double[] second) {
    this.values = new double[2 * first.length];
    for (int e = 0; e < first.length; e++) {
      values[2 * e] = first[e];
      values[2 * e + 1] = second[e];
    }
    double[] sorted = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      // -0 becomes 0.
      sorted[i + 1] = values[i] + 0.0;
    }
    Arrays.sort(sorted);
    int different = 1;
    for (int i = 1; i < sorted.length && !Double.isNaN(sorted[i]); i++) {
      if (sorted[i] != sorted[different - 1]) {
        sorted[different++] = sorted[i];
      }
    }
    // Numbered as they come, so that a pick walks through the classes in order.
    int[] numbers = new int[different];
    Arrays.fill(numbers, -1);
    numbers[Arrays.binarySearch(sorted, 0, different, 0.0)] = 0;
    this.classes = new int[values.length];
    int next = 1;
    for (int i = 0; i < values.length; i++) {
      int place = Arrays.binarySearch(sorted, 0, different, values[i] + 0.0);
      if (place < 0) {
        classes[i] = next++;
        continue;
      }
      if (numbers[place] < 0) {
        numbers[place] = next++;
      }
      classes[i] = numbers[place];
    }
    this.count = next;
  }

  /**
   * The weights of one draw.
   *
   * @param choices 0 for a weight's first value, 1 for its second
   */
  public Values pick(byte[] choices) {
    double[] picked = new double[choices.length];
    long[] seen = new long[(count + Long.SIZE - 1) / Long.SIZE];
    int zeros = 0;
    for (int e = 0; e < choices.length; e++) {
      int at = 2 * e + choices[e];
      int valueClass = classes[at];
      picked[e] = values[at];
      zeros += valueClass == 0 ? 1 : 0;
      seen[valueClass / Long.SIZE] |= 1L << valueClass;
    }
    int distinct = Arrays.stream(seen).mapToInt(Long::bitCount).sum();
    return new Values(picked, choices.length - zeros, distinct);
  }
}
