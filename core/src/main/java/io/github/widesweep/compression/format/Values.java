package io.github.widesweep.compression.format;

import java.util.Arrays;

/**
 * A compressed layer's weights, counted.
 *
 * @param weights the weights, in the order of the layer's own
 * @param nonzeros how many are not 0
 * @param distinct how many distinct values there are, 0 and -0 being one; NaN is equal to nothing
 */
public record Values(double[] weights, long nonzeros, int distinct) {
  /** Counts by sorting, for weights of which nothing is known. */
  public static Values of(double[] weights) {
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    int distinct = Math.min(1, sorted.length);
    for (int i = 1; i < sorted.length; i++) {
      // -0 is next to 0 and equal to it; NaN is sorted to the end.
      distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
    }
    long nonzeros = Arrays.stream(sorted).filter(value -> value != 0).count();
    return new Values(weights, nonzeros, distinct);
  }
}
