package io.github.widesweep.network;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/** {@code W(K)}, the matrix that the product never builds, straight from the formula of B.2. */
final class ExplicitConvolution {
  private ExplicitConvolution() {}

  static double kernel(Convolution layer, int o, int i, int a, int b) {
    int q = layer.kernelSide();
    return layer.kernels().get(o, (i * q + a) * q + b);
  }

  /** (d_out r^2) x (d_in r^2). */
  static R064Store matrix(Convolution layer) {
    int r = layer.side();
    int q = layer.kernelSide();
    R064Store matrix = LinearAlgebra.zeros(layer.outputs(), layer.inputs());
    for (int o = 0; o < layer.outputChannels(); o++) {
      for (int u = 0; u < r; u++) {
        for (int v = 0; v < r; v++) {
          for (int i = 0; i < layer.inputChannels(); i++) {
            for (int a = 0; a < q; a++) {
              for (int b = 0; b < q; b++) {
                int row = (o * r + u) * r + v;
                int column = (i * r + (u + a + 1) % r) * r + (v + b + 1) % r;
                matrix.add(row, column, kernel(layer, o, i, a, b));
              }
            }
          }
        }
      }
    }
    return matrix;
  }

  /** The largest singular value of the block of {@code W(K)} of two channels. */
  static double blockNorm(Convolution layer, int o, int i) {
    int size = layer.side() * layer.side();
    R064Store whole = matrix(layer);
    R064Store block = LinearAlgebra.zeros(size, size);
    for (int j = 0; j < size; j++) {
      for (int k = 0; k < size; k++) {
        block.set(k, j, whole.get(o * size + k, i * size + j));
      }
    }
    return norm(block);
  }

  static double norm(R064Store matrix) {
    SingularValue<Double> svd = SingularValue.R064.make(matrix);
    svd.computeValuesOnly(matrix);
    return svd.getOperatorNorm();
  }

  static R064Store gaussian(int rows, int columns, RandomGenerator random) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }
}
