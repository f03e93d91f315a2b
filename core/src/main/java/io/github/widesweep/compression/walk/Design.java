package io.github.widesweep.compression.walk;

import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * What all walks of one group of units share. Under pruning it does not depend on p: {@code V} and
 * {@code xi^2} have the same factor {@code 1 / p^2}.
 *
 * @param units the units that walk, by index in the layer, in the order in which they are pivots
 * @param lambda the lambda of {@code M}
 * @param inverse {@code M^-1}, the lower triangle column by column, without what is above it
 * @param spread {@code tr(V M^-1) / xi^2}: the bound of the group's {@code Psi}, divided by {@code
 *     xi^2}
 */
record Design(int[] units, Lambda lambda, double[] inverse, double spread) {
  /**
   * Prepares the walks of one group.
   *
   * @param gram the Gram matrix of what the group's units add, of size rows
   * @param units those that walk, by index in the layer, in their order; row {@code unit % size}
   * @param reaches how far apart each one's two values are; none adds nothing
   */
  static Design of(R064Store gram, int[] units, double[] reaches, Lambda lambda) {
    if (units.length == 0) {
      return new Design(units, lambda, new double[0], 0);
    }
    int[] rows = Arrays.stream(units).map(unit -> unit % gram.getRowDim()).toArray();
    Metric metric = Metric.of(gram, rows, reaches);
    Lambda chosen = lambda.equals(Lambda.AUTO) ? new Lambda(metric.bestLambda()) : lambda;
    double[] inverse = metric.inverse(chosen.value());
    return new Design(units, chosen, packed(inverse, units.length), metric.spread(inverse));
  }

  /** A copy of {@link #inverse}, n x n, with nothing in the upper triangle. */
  double[] unpacked() {
    int n = units.length;
    double[] square = new double[n * n];
    int at = 0;
    for (int j = 0; j < n; j++) {
      System.arraycopy(inverse, at, square, j * n + j, n - j);
      at += n - j;
    }
    return square;
  }

  private static double[] packed(double[] square, int n) {
    double[] packed = new double[numbers(n)];
    int at = 0;
    for (int j = 0; j < n; j++) {
      System.arraycopy(square, j * n + j, packed, at, n - j);
      at += n - j;
    }
    return packed;
  }

  /** Numbers of {@link #inverse} for so many units. */
  static int numbers(int units) {
    return Math.toIntExact((long) units * (units + 1) / 2);
  }
}
