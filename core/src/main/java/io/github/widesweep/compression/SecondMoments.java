package io.github.widesweep.compression;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * The second moments {@code G = mean_s z_s z_s^T} of a layer's inputs, as a factor {@code G = L
 * L^T}: {@code mean_s |D z_s|^2 = |D L|_F^2} for any matrix {@code D}, at half the work of a
 * product with {@code G}.
 *
 * <p>{@code G} is only semidefinite: inputs may be always 0, or depend on each other, and rounding
 * would then make pivots of noise. So what is factored is {@code G} with its diagonal enlarged by
 * {@value #SHIFT}, relative to each entry: far above the rounding of a factorisation, which then
 * succeeds (J. Demmel, On floating point errors in Cholesky, 1989). What the enlargement adds to a
 * result is known and taken off again.
 */
final class SecondMoments {
  /** About n^2 units of rounding for n = 1000, 1e-10. */
  private static final double SHIFT = 0x1p-33;

  private final int inputs;

  /** Inputs x inputs, lower triangle, with {@link Cholesky#room}. */
  private final double[] factor;

  /** The diagonal of {@code G}. */
  private final double[] diagonal;

  private SecondMoments(double[] diagonal, double[] factor) {
    this.inputs = diagonal.length;
    this.diagonal = diagonal;
    this.factor = factor;
  }

  /** Moments of a set of inputs. */
  static SecondMoments of(Activations inputs) {
    return of(inputs.features(), lower(inputs));
  }

  /**
   * The factor of moments that are known.
   *
   * @param moments {@link #symmetric}
   */
  static SecondMoments of(R064Store moments) {
    return of(moments.getRowDim(), withRoom(moments));
  }

  private static SecondMoments of(int n, double[] moments) {
    double[] diagonal = new double[n];
    for (int j = 0; j < n; j++) {
      diagonal[j] = moments[j * n + j];
      // An input that is always 0 gets a pivot, so that nothing is divided by 0; it has no weight.
      moments[j * n + j] = diagonal[j] == 0 ? 1 : diagonal[j] * (1 + SHIFT);
    }
    double[] factor = Cholesky.of(moments, n).factor();
    for (int j = 0; j < n; j++) {
      factor[j * n + j] = diagonal[j] == 0 ? 0 : factor[j * n + j];
    }
    return new SecondMoments(diagonal, factor);
  }

  /** {@code G} itself, inputs x inputs, whole and exactly symmetric. */
  static R064Store symmetric(Activations inputs) {
    return mirrored(lower(inputs), inputs.features());
  }

  /** A symmetric matrix in {@link Cholesky#room}, to be factored. */
  static double[] withRoom(R064Store symmetric) {
    double[] room = Cholesky.room(symmetric.getRowDim());
    System.arraycopy(symmetric.data, 0, room, 0, symmetric.data.length);
    return room;
  }

  /**
   * The lower triangle of {@code G}, with {@link Cholesky#room}: products of the samples with
   * themselves, block by block.
   */
  private static double[] lower(Activations inputs) {
    double[] moments = Cholesky.room(inputs.features());
    double mean = 1.0 / inputs.samples();
    inputs.forEachBlock(inputs.features(), (from, rows) -> add(rows, mean, moments));
    return moments;
  }

  /**
   * Adds the products of a matrix's columns with each other, times a factor, to a lower triangle
   * with {@link Cholesky#room}.
   */
  static void add(R064Store rows, double factor, double[] moments) {
    int count = rows.getRowDim();
    int n = rows.getColDim();
    LinearAlgebra.blas().dsyrk("L", "T", n, count, factor, rows.data, 0, count, 1, moments, 0, n);
  }

  /** The symmetric matrix of a lower triangle with {@link Cholesky#room}. */
  static R064Store mirrored(double[] lower, int n) {
    R064Store whole = R064Store.wrap(Arrays.copyOf(lower, n * n), n);
    Cholesky.mirror(whole.data, n);
    return whole;
  }

  /**
   * {@code mean_s |D_k z_s|^2} of several matrices.
   *
   * @param stacked {@code D_1, D_2, ...} one below the other; overwritten
   * @param size how many matrices
   */
  double[] meanSquaredLengths(R064Store stacked, int size) {
    int all = stacked.getRowDim();
    double[] lengths = new double[all];
    for (int j = 0; j < inputs; j++) {
      double weight = -SHIFT * diagonal[j];
      int column = j * all;
      for (int i = 0; i < all; i++) {
        lengths[i] += weight * stacked.data[column + i] * stacked.data[column + i];
      }
    }
    LinearAlgebra.blas()
        .dtrmm("R", "L", "N", "N", all, inputs, 1, factor, 0, inputs, stacked.data, 0, all);
    for (int column = 0; column < stacked.data.length; column += all) {
      for (int i = 0; i < all; i++) {
        lengths[i] += stacked.data[column + i] * stacked.data[column + i];
      }
    }
    int rows = all / size;
    double[] sums = new double[size];
    for (int i = 0; i < all; i++) {
      sums[i / rows] += lengths[i];
    }
    for (int k = 0; k < size; k++) {
      // Rounding may leave a little less than nothing.
      sums[k] = Math.max(0, sums[k]);
    }
    return sums;
  }
}
