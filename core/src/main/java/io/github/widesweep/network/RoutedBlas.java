package io.github.widesweep.network;

import dev.ludovic.netlib.blas.BLAS;

/**
 * The BLAS calls of this program on parts of arrays: a matrix is column-major, starts at an offset
 * and has a leading dimension. netlib checks arguments and throws {@link IllegalArgumentException}
 * or {@link IndexOutOfBoundsException}. Of a side of 0, which it refuses in products of matrices,
 * sums are 0.
 *
 * <p>Products of matrices of {@value #NATIVE_FROM} multiplications or more go to the large
 * implementation, everything else to the small one. Only the shape decides, so the same call has
 * the same bits wherever it is made. Measured on one core of an AMD EPYC, OpenBLAS 0.3.31 with its
 * Haswell kernels against the Vector API, JDK 17: a call of OpenBLAS costs 0.2 microseconds before
 * it multiplies; the two take equally long at 12 x 12 x 12; at 32 x 32 x 32 OpenBLAS is three times
 * as fast, at 360 x 40 x 340 five to twelve times. Sums, products of vectors and of a matrix with a
 * vector stay in Java at every length: ddot takes 33 ns against 75 ns at 360 numbers, 2.0 against
 * 2.2 microseconds at 16384; dger 11 against 15 microseconds at 360 x 340; dgemv is equal there.
 * They wait for memory, not for arithmetic.
 */
public final class RoutedBlas {
  /** From this many multiplications on, a product of matrices is large. */
  static final long NATIVE_FROM = 1024;

  private final String name;
  private final BLAS large;
  private final BLAS small;

  /**
   * @param name what provenance records
   * @param large multiplies large matrices
   * @param small does everything else
   */
  RoutedBlas(String name, BLAS large, BLAS small) {
    this.name = name;
    this.large = large;
    this.small = small;
  }

  String name() {
    return name;
  }

  private BLAS of(int m, int n, int k) {
    // A product of three ints may exceed a long.
    return (double) m * n * k >= NATIVE_FROM ? large : small;
  }

  /** {@code c := alpha op(a) op(b) + beta c}, c being m x n and op(a) m x k. */
  public void dgemm(
      String transA,
      String transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int offsetA,
      int lda,
      double[] b,
      int offsetB,
      int ldb,
      double beta,
      double[] c,
      int offsetC,
      int ldc) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0) {
      double[] zeros = new double[Math.max(m, n)];
      dgemm("N", "T", m, n, 1, 0.0, zeros, 0, m, zeros, 0, n, beta, c, offsetC, ldc);
      return;
    }
    of(m, n, k)
        .dgemm(
            transA, transB, m, n, k, alpha, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC,
            ldc);
  }

  /** {@link #dgemm} in single precision, of a k of at least 1. */
  public void sgemm(
      String transA,
      String transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int offsetA,
      int lda,
      float[] b,
      int offsetB,
      int ldb,
      float beta,
      float[] c,
      int offsetC,
      int ldc) {
    if (m == 0 || n == 0) {
      return;
    }
    of(m, n, k)
        .sgemm(
            transA, transB, m, n, k, alpha, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC,
            ldc);
  }

  /** {@link #dgemm} on matrices that start at the arrays' first entries. */
  public void dgemm(
      String transA,
      String transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int lda,
      double[] b,
      int ldb,
      double beta,
      double[] c,
      int ldc) {
    dgemm(transA, transB, m, n, k, alpha, a, 0, lda, b, 0, ldb, beta, c, 0, ldc);
  }

  /**
   * {@code c := alpha a a^T + beta c} for {@code trans} N, {@code alpha a^T a + beta c} for T: the
   * {@code uplo} half (U or L) of the symmetric n x n matrix c, k being the other side of a.
   */
  public void dsyrk(
      String uplo,
      String trans,
      int n,
      int k,
      double alpha,
      double[] a,
      int offsetA,
      int lda,
      double beta,
      double[] c,
      int offsetC,
      int ldc) {
    if (n == 0) {
      return;
    }
    if (k == 0) {
      dsyrk(uplo, "N", n, 1, 0.0, new double[n], 0, n, beta, c, offsetC, ldc);
      return;
    }
    of(n, n, k).dsyrk(uplo, trans, n, k, alpha, a, offsetA, lda, beta, c, offsetC, ldc);
  }

  /**
   * Solves {@code op(a) x = alpha b} (side L, a is m x m) or {@code x op(a) = alpha b} (side R, a
   * is n x n) for a triangular a; x replaces b, which is m x n. A zero on the diagonal gives
   * infinities and NaN.
   */
  public void dtrsm(
      String side,
      String uplo,
      String trans,
      String diag,
      int m,
      int n,
      double alpha,
      double[] a,
      int offsetA,
      int lda,
      double[] b,
      int offsetB,
      int ldb) {
    if (m == 0 || n == 0) {
      return;
    }
    of(m, n, triangle(side, m, n))
        .dtrsm(side, uplo, trans, diag, m, n, alpha, a, offsetA, lda, b, offsetB, ldb);
  }

  /** {@code b := alpha op(a) b} (side L) or {@code alpha b op(a)} (side R) for a triangular a. */
  public void dtrmm(
      String side,
      String uplo,
      String trans,
      String diag,
      int m,
      int n,
      double alpha,
      double[] a,
      int offsetA,
      int lda,
      double[] b,
      int offsetB,
      int ldb) {
    if (m == 0 || n == 0) {
      return;
    }
    of(m, n, triangle(side, m, n))
        .dtrmm(side, uplo, trans, diag, m, n, alpha, a, offsetA, lda, b, offsetB, ldb);
  }

  private static int triangle(String side, int m, int n) {
    return side.equals("L") ? m : n;
  }

  /** {@code y := alpha op(a) x + beta y}, a being m x n. */
  public void dgemv(
      String trans,
      int m,
      int n,
      double alpha,
      double[] a,
      int offsetA,
      int lda,
      double[] x,
      int offsetX,
      int strideX,
      double beta,
      double[] y,
      int offsetY,
      int strideY) {
    small.dgemv(
        trans, m, n, alpha, a, offsetA, lda, x, offsetX, strideX, beta, y, offsetY, strideY);
  }

  /** {@code a := alpha x y^T + a}, a being m x n. */
  public void dger(
      int m,
      int n,
      double alpha,
      double[] x,
      int offsetX,
      int strideX,
      double[] y,
      int offsetY,
      int strideY,
      double[] a,
      int offsetA,
      int lda) {
    small.dger(m, n, alpha, x, offsetX, strideX, y, offsetY, strideY, a, offsetA, lda);
  }

  /** The sum of {@code x_i y_i}; 0 for n = 0. */
  public double ddot(
      int n, double[] x, int offsetX, int strideX, double[] y, int offsetY, int strideY) {
    return small.ddot(n, x, offsetX, strideX, y, offsetY, strideY);
  }

  /** {@link #ddot} of vectors that start at the arrays' first entries. */
  public double ddot(int n, double[] x, int strideX, double[] y, int strideY) {
    return ddot(n, x, 0, strideX, y, 0, strideY);
  }

  /** {@code y := alpha x + y}. */
  public void daxpy(
      int n,
      double alpha,
      double[] x,
      int offsetX,
      int strideX,
      double[] y,
      int offsetY,
      int strideY) {
    small.daxpy(n, alpha, x, offsetX, strideX, y, offsetY, strideY);
  }

  /** {@code x := alpha x}. */
  public void dscal(int n, double alpha, double[] x, int offsetX, int strideX) {
    small.dscal(n, alpha, x, offsetX, strideX);
  }

  /** The Euclidean length. */
  public double dnrm2(int n, double[] x, int offsetX, int strideX) {
    return small.dnrm2(n, x, offsetX, strideX);
  }

  /** The sum of absolute values. */
  public double dasum(int n, double[] x, int offsetX, int strideX) {
    return small.dasum(n, x, offsetX, strideX);
  }

  /** {@link #dasum} of a vector that starts at the array's first entry. */
  public double dasum(int n, double[] x, int strideX) {
    return dasum(n, x, 0, strideX);
  }

  /** The first index, from 0, of a largest absolute value; -1 for n = 0. */
  public int idamax(int n, double[] x, int offsetX, int strideX) {
    return small.idamax(n, x, offsetX, strideX);
  }
}
