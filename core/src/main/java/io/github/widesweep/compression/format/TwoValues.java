package io.github.widesweep.compression.format;

import java.util.Arrays;

/**
 * Weights each of which becomes one of two known values: kept or zero, the level above or below, or
 * what it was. Which values are equal to each other is found out once, so that a draw counts its
 * distinct values while it picks them. Not thread-safe.
 */
public final class TwoValues {
  /** Both values of every weight, side by side. */
  private final double[] values;

  /** The class of each of {@link #values}: equal values have one, zeros have class 0. */
  private final int[] classes;

  /** The last pick in which each class was there. */
  private final int[] lastSeen;

  private int picks;

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
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (count == 0 || sorted[i] != sorted[count - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    // Numbered as they come, so that a pick walks through the classes in order.
    int[] numbers = new int[count];
    Arrays.fill(numbers, -1);
    numbers[Arrays.binarySearch(sorted, 0, count, 0.0)] = 0;
    this.classes = new int[values.length];
    int next = 1;
    for (int i = 0; i < values.length; i++) {
      int place = Arrays.binarySearch(sorted, 0, count, values[i] + 0.0);
      if (numbers[place] < 0) {
        numbers[place] = next++;
      }
      classes[i] = numbers[place];
    }
    this.lastSeen = new int[next];
  }

  /**
   * The weights of one draw.
   *
   * @param choices 0 for a weight's first value, 1 for its second
   */
  public Values pick(byte[] choices) {
    picks++;
    double[] picked = new double[choices.length];
    int distinct = 0;
    int zeros = 0;
    for (int e = 0; e < choices.length; e++) {
      int at = 2 * e + choices[e];
      int valueClass = classes[at];
      picked[e] = values[at];
      zeros += valueClass == 0 ? 1 : 0;
      distinct += lastSeen[valueClass] == picks ? 0 : 1;
      lastSeen[valueClass] = picks;
    }
    return new Values(picked, choices.length - zeros, distinct);
  }
}
