package io.github.widesweep.bound;

import org.ojalgo.matrix.store.R064Store;

/**
 * Errors {@code d} of a layer's activations where outputs are drawn independently of each other.
 *
 * @param squares bounds of {@code E mean d_i^2} of every output
 * @param shifts bounds of {@code mean (E d_i)^2}
 */
record IndependentOutputs(double[] squares, double[] shifts) {
  /**
   * Bound of {@code E mean |V d|^2}, see {@link SampleBounds}.
   *
   * @param v a matrix whose columns are the outputs
   * @param norm at least its operator norm
   */
  double through(R064Store v, double norm) {
    double[] columns = Drawn.squaredColumns(v);
    double sum = 0;
    for (int i = 0; i < squares.length; i++) {
      double shift = Math.min(shifts[i], squares[i]);
      sum += columns[i] * (squares[i] - shift) + norm * norm * shift;
    }
    return sum;
  }
}
