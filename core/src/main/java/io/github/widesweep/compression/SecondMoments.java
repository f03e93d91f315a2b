package io.github.widesweep.compression;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LinearAlgebra;
import org.ojalgo.matrix.store.R064Store;

/**
 * The second moments {@code G = mean_s z_s z_s^T} of a layer's inputs, as a factor {@code G = L
 * L^T}: {@code mean_s |D z_s|^2 = |D L|_F^2} for any matrix {@code D}, at half the work of a
 * product with {@code G}.
 *
 * <p>{@code G} is semidefinite: inputs may be always 0, or depend on each other. Cholesky's
 * factorisation is exact for a matrix that differs from {@code G} by a few units of rounding of its
 * diagonal, as long as no pivot is negative; pivots that rounding has made too small are raised to
 * {@code n} units of rounding of their diagonal entry, which is a change of that size too.
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
    factor(n, moments);
    return new SecondMoments(n, moments);
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

  /** Overwrites the lower triangle of {@code G} by {@code L}. */
  private static void factor(int n, double[] a) {
    double[] diagonal = new double[n];
    for (int j = 0; j < n; j++) {
      diagonal[j] = a[j * n + j];
    }
    for (int from = 0; from < n; from += PANEL) {
      int width = Math.min(PANEL, n - from);
      int below = n - from - width;
      int corner = from * n + from;
      factorCorner(a, n, from, width, diagonal);
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
      // An input that is always 0 had a pivot of 1, so that nothing was divided by 0.
      if (diagonal[j] == 0) {
        a[j * n + j] = 0;
      }
    }
  }

  private static void factorCorner(double[] a, int n, int from, int width, double[] diagonal) {
    for (int j = from; j < from + width; j++) {
      double pivot = a[j * n + j];
      for (int k = from; k < j; k++) {
        pivot -= a[k * n + j] * a[k * n + j];
      }
      double root = diagonal[j] == 0 ? 1 : Math.sqrt(Math.max(pivot, n * ROUNDING * diagonal[j]));
      a[j * n + j] = root;
      for (int i = j + 1; i < from + width; i++) {
        double entry = a[j * n + i];
        for (int k = from; k < j; k++) {
          entry -= a[k * n + i] * a[k * n + j];
        }
        a[j * n + i] = entry / root;
      }
    }
  }
}
