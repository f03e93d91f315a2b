package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;
import java.util.Arrays;

/**
 * The mean shifts {@code E_t d} of a B layer's units over the samples, kept so that a unit whose
 * row has not changed is scored anew by one product with its gradient. Where most entries are 0
 * (ReLU: all samples whose sign no outcome changes) only the others are kept.
 *
 * <p>Room is limited: what does not fit is not kept, and is computed anew.
 */
final class MeanShifts {
  /** Room in numbers: 128 MiB. */
  static final long ROOM = 1L << 24;

  private static final int[] ALL = {};

  private final RoutedBlas blas = LinearAlgebra.blas();
  private final int samples;
  private final long room;
  private final int[][] supports;
  private final double[][] values;
  private final int[] scratch;
  private long kept;

  MeanShifts(int units, int samples) {
    this(units, samples, ROOM);
  }

  /**
   * @param room numbers that may be kept; a place counts as half a number
   */
  MeanShifts(int units, int samples, long room) {
    this.samples = samples;
    this.room = room;
    this.supports = new int[units][];
    this.values = new double[units][];
    this.scratch = new int[samples];
  }

  /**
   * Keeps a unit's shift in place of the one before.
   *
   * @param shift by sample
   * @param rounding entries of at most this size are errors of rounding, and 0
   */
  void keep(int unit, double[] shift, double rounding) {
    drop(unit);
    int count = 0;
    for (int s = 0; s < samples; s++) {
      scratch[count] = s;
      count += Math.abs(shift[s]) > rounding ? 1 : 0;
    }
    boolean dense = 2 * count > samples;
    int size = dense ? samples : count + count / 2;
    if (kept + size > room) {
      return;
    }
    kept += size;
    if (dense) {
      supports[unit] = ALL;
      values[unit] = Arrays.copyOf(shift, samples);
      return;
    }
    int[] support = Arrays.copyOf(scratch, count);
    double[] some = new double[count];
    for (int i = 0; i < count; i++) {
      some[i] = shift[support[i]];
    }
    supports[unit] = support;
    values[unit] = some;
  }

  /** Forgets a unit's shift. */
  void drop(int unit) {
    if (supports[unit] != null) {
      int count = values[unit].length;
      kept -= supports[unit] == ALL ? samples : count + count / 2;
      supports[unit] = null;
      values[unit] = null;
    }
  }

  boolean has(int unit) {
    return supports[unit] != null;
  }

  /** {@code sum_s g(s) E_t d(s)} of a unit that is kept, {@code g} starting at {@code from}. */
  double times(int unit, double[] gradients, int from) {
    double[] shift = values[unit];
    int[] support = supports[unit];
    if (support == ALL) {
      return blas.ddot(samples, gradients, from, 1, shift, 0, 1);
    }
    double sum = 0;
    for (int i = 0; i < shift.length; i++) {
      sum += shift[i] * gradients[from + support[i]];
    }
    return sum;
  }
}
