package io.github.widesweep.compression;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * The second moments {@code G = mean_s z_s z_s^T} of a layer's inputs, as a factor {@code G = L
 * L^T}: {@code mean_s |D z_s|^2 = |D L|_F^2} for any matrix {@code D}, at half the work of a
 * product with {@code G}.
 *
 * <p>{@code G} is semidefinite: inputs may be always 0, or depend on each other. Rounding alone
 * could then make a pivot negative, or so small that the columns after it grow without bound. So
 * what is factored is {@code G} with its diagonal raised by a part {@link #shift} of itself, a few
 * units of rounding for each input: more than the backward error that Cholesky's factorisation
 * usually has (Higham, Accuracy and Stability of Numerical Algorithms, Theorem 10.7), so that it is
 * a factor of a definite matrix. Where that is not enough, by eight times as much. It adds {@code
 * shift sum_j G_jj |D_j|^2} to a mean, {@code D_j} being columns: as a part of the expectation of
 * {@code Psi}, to which independent unbiased draws make {@code sum_j G_jj |D_j|^2} the whole,
 * nothing.
 */
final class SecondMoments {
  /** Columns that are factored at once: the rest is products of matrices. */
  private static final int PANEL = 48;

  private static final double ROUNDING = 0x1p-53;

  private final int inputs;

  /** Inputs x inputs, lower triangle, and a column more than that: see {@link #of}. */
  private final double[] factor;

  private SecondMoments(int inputs, double[] factor) {
    this.inputs = inputs;
    this.factor = factor;
  }

  /** Moments of a set of inputs: products of the samples with themselves, block by block. */
  static SecondMoments of(Activations inputs) {
    return of(inputs, shift(inputs.features()));
  }

  /**
   * The same with another shift to begin with.
   *
   * @param least above 0
   */
  static SecondMoments of(Activations inputs, double least) {
    int n = inputs.features();
    double[] factor = moments(inputs);
    for (double shift = least; !factor(n, factor, shift); shift *= 8) {
      factor = moments(inputs);
    }
    return new SecondMoments(n, factor);
  }

  /** By how much of themselves the diagonal's entries are raised first. */
  static double shift(int inputs) {
    return 2 * ROUNDING * (inputs + 64);
  }

  /** The lower triangle of {@code G}, and an unused column. */
  private static double[] moments(Activations inputs) {
    int n = inputs.features();
    // netlib asks of a part of a matrix that its last column could be whole.
    double[] moments = new double[Math.multiplyExact(n, n + 1)];
    double mean = 1.0 / inputs.samples();
    inputs.forEachBlock(
        n,
        (from, rows) -> {
          int count = rows.getRowDim();
          LinearAlgebra.blas()
              .dsyrk("L", "T", n, count, mean, rows.data, 0, count, 1, moments, 0, n);
        });
    return moments;
  }

  /**
   * {@code mean_s |D_k z_s|^2} of several matrices.
   *
   * @param stacked {@code D_1, D_2, ...} one below the other; overwritten
   * @param size how many matrices
   */
  double[] meanSquaredLengths(R064Store stacked, int size) {
    int all = stacked.getRowDim();
    LinearAlgebra.blas()
        .dtrmm("R", "L", "N", "N", all, inputs, 1, factor, 0, inputs, stacked.data, 0, all);
    double[] squares = new double[all];
    for (int column = 0; column < stacked.data.length; column += all) {
      for (int i = 0; i < all; i++) {
        squares[i] += stacked.data[column + i] * stacked.data[column + i];
      }
    }
    int rows = all / size;
    double[] lengths = new double[size];
    for (int i = 0; i < all; i++) {
      lengths[i / rows] += squares[i];
    }
    return lengths;
  }

  /**
   * Overwrites the lower triangle of {@code G} by {@code L}, by NaN if {@code G} is not finite;
   * false, and the triangle lost, if a pivot is not positive.
   */
  private static boolean factor(int n, double[] a, double shift) {
    boolean[] dead = new boolean[n];
    for (int j = 0; j < n; j++) {
      double entry = a[j * n + j];
      if (!Double.isFinite(entry)) {
        Arrays.fill(a, Double.NaN);
        return true;
      }
      dead[j] = entry == 0;
      // A pivot of 1 divides the zeros below it.
      a[j * n + j] = dead[j] ? 1 : entry + shift * entry;
    }
    for (int from = 0; from < n; from += PANEL) {
      int width = Math.min(PANEL, n - from);
      int below = n - from - width;
      int corner = from * n + from;
      if (!factorCorner(a, n, from, width)) {
        return false;
      }
      if (below > 0) {
        LinearAlgebra.blas()
            .dtrsm("R", "L", "T", "N", below, width, 1, a, corner, n, a, corner + width, n);
        LinearAlgebra.blas()
            .dsyrk(
                "L",
                "N",
                below,
                width,
                -1,
                a,
                corner + width,
                n,
                1,
                a,
                corner + width * n + width,
                n);
      }
    }
    for (int j = 0; j < n; j++) {
      if (dead[j]) {
        a[j * n + j] = 0;
      }
    }
    return true;
  }

  private static boolean factorCorner(double[] a, int n, int from, int width) {
    for (int j = from; j < from + width; j++) {
      double pivot = a[j * n + j];
      for (int k = from; k < j; k++) {
        pivot -= a[k * n + j] * a[k * n + j];
      }
      if (pivot <= 0) {
        return false;
      }
      double root = Math.sqrt(pivot);
      a[j * n + j] = root;
      for (int i = j + 1; i < from + width; i++) {
        double entry = a[j * n + i];
        for (int k = from; k < j; k++) {
          entry -= a[k * n + i] * a[k * n + j];
        }
        a[j * n + i] = entry / root;
      }
    }
    return true;
  }
}
