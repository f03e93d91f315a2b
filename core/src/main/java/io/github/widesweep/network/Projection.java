package io.github.widesweep.network;

import org.ojalgo.matrix.store.R064Store;

/** Projection of samples onto a centred l2 ball, the {@code [.]} of Algorithm 1. */
final class Projection {
  private Projection() {}

  /** Scales, in place, every row longer than {@code radius} back to that length. */
  static void ontoBall(R064Store samples, double radius) {
    int rows = samples.getRowDim();
    int columns = samples.getColDim();
    for (int s = 0; s < rows; s++) {
      double squared = 0;
      for (int i = 0; i < columns; i++) {
        double value = samples.data[i * rows + s];
        squared += value * value;
      }
      double length = Math.sqrt(squared);
      if (length > radius) {
        double factor = radius / length;
        for (int i = 0; i < columns; i++) {
          samples.data[i * rows + s] *= factor;
        }
      }
    }
  }
}
