package io.github.widesweep.network;

import java.util.Arrays;

/**
 * The factor {@code A = L L^T} of a symmetric positive definite matrix, {@code L} lower triangular:
 * panels of columns are factored in turn, the rest is products of matrices.
 *
 * <p>Matrices are column-major. Of a matrix that is not definite, or whose entries are not finite,
 * the factor has NaN in it, and {@link #leastPivot} is NaN; where the last pivot alone vanishes,
 * the factor ends with 0, and so {@link #leastPivot} is 0.
 */
public final class Cholesky {
  /** Columns that are factored at once. */
  private static final int PANEL = 48;

  /** Columns or rows of an inverse that are computed at once. */
  private static final int INVERSE_PANEL = 128;

  private final int size;
  private final double[] factor;
  private final double leastPivot;

  private Cholesky(double[] matrix, int size) {
    this.size = size;
    this.factor = matrix;
    double[] diagonal = new double[size];
    for (int j = 0; j < size; j++) {
      diagonal[j] = matrix[j * size + j];
    }
    factorPanels();
    double least = 1;
    for (int j = 0; j < size; j++) {
      double pivot = factor[j * size + j];
      // Math.min passes NaN on.
      least = Math.min(least, pivot * pivot / diagonal[j]);
    }
    this.leastPivot = least;
  }

  /**
   * A matrix of zeros to be filled and factored: its entries, and a column more, because netlib
   * asks of a part of a matrix that its last column could be whole.
   *
   * @throws ArithmeticException if an array cannot hold as many numbers
   */
  public static double[] room(int size) {
    return new double[Math.multiplyExact(size, size + 1)];
  }

  /**
   * Factors a matrix in place.
   *
   * @param matrix {@link #room} with the lower triangle filled; the result owns it
   * @param size rows and columns, at least 0
   */
  public static Cholesky of(double[] matrix, int size) {
    return new Cholesky(matrix, size);
  }

  /**
   * The least pivot {@code L_jj^2} relative to {@code A_jj}, in (0, 1]: the part of a column that
   * no combination of the columns before it explains. 0 or NaN if the matrix is not definite.
   */
  public double leastPivot() {
    return leastPivot;
  }

  /** {@code L} in the lower triangle of an array with {@link #room}; not to be changed. */
  public double[] factor() {
    return factor;
  }

  /** {@code X := X A^-1} for a matrix of so many rows, as many columns as {@code A} has. */
  public void solveRows(double[] rows, int count) {
    LinearAlgebra.blas()
        .dtrsm("R", "L", "T", "N", count, size, 1, factor, 0, size, rows, 0, Math.max(1, count));
    LinearAlgebra.blas()
        .dtrsm("R", "L", "N", "N", count, size, 1, factor, 0, size, rows, 0, Math.max(1, count));
  }

  /** {@code L^-1}, lower triangular, size x size. */
  public double[] inverseFactor() {
    return Arrays.copyOf(roomyInverseFactor(), size * size);
  }

  /** Above the diagonal it stays 0: a panel of columns is solved for from its own rows on. */
  private double[] roomyInverseFactor() {
    int n = size;
    double[] inverse = room(n);
    for (int j = 0; j < n; j++) {
      inverse[j * n + j] = 1;
    }
    for (int from = 0; from < n; from += INVERSE_PANEL) {
      int width = Math.min(INVERSE_PANEL, n - from);
      int at = from * n + from;
      LinearAlgebra.blas()
          .dtrsm("L", "L", "N", "N", n - from, width, 1, factor, at, n, inverse, at, n);
    }
    return inverse;
  }

  /** {@code A^-1 = L^-T L^-1}, both triangles, size x size. */
  public double[] inverse() {
    int n = size;
    double[] root = roomyInverseFactor();
    double[] inverse = room(n);
    // A panel of rows of L^-1 has nothing behind its last column.
    for (int from = 0; from < n; from += INVERSE_PANEL) {
      int width = Math.min(INVERSE_PANEL, n - from);
      LinearAlgebra.blas().dsyrk("L", "T", from + width, width, 1, root, from, n, 1, inverse, 0, n);
    }
    double[] whole = Arrays.copyOf(inverse, n * n);
    mirror(whole, n);
    return whole;
  }

  /** Copies the lower triangle of a column-major matrix to the upper. */
  public static void mirror(double[] matrix, int size) {
    for (int j = 0; j < size; j++) {
      for (int i = j + 1; i < size; i++) {
        matrix[i * size + j] = matrix[j * size + i];
      }
    }
  }

  private void factorPanels() {
    int n = size;
    double[] a = factor;
    for (int from = 0; from < n; from += PANEL) {
      int width = Math.min(PANEL, n - from);
      int below = n - from - width;
      int corner = from * n + from;
      factorCorner(from, width);
      if (below > 0) {
        int under = corner + width;
        int rest = under + width * n;
        LinearAlgebra.blas().dtrsm("R", "L", "T", "N", below, width, 1, a, corner, n, a, under, n);
        LinearAlgebra.blas().dsyrk("L", "N", below, width, -1, a, under, n, 1, a, rest, n);
      }
    }
  }

  private void factorCorner(int from, int width) {
    int n = size;
    double[] a = factor;
    for (int j = from; j < from + width; j++) {
      double pivot = a[j * n + j];
      for (int k = from; k < j; k++) {
        pivot -= a[k * n + j] * a[k * n + j];
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
  }
}
