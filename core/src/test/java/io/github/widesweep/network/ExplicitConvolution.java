package io.github.widesweep.network;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/** {@code W(K)}, the matrix that the product never builds, straight from the formula of B.2. */
public final class ExplicitConvolution {
  private ExplicitConvolution() {}

  static double kernel(Convolution layer, int o, int i, int a, int b) {
    int q = layer.kernelSide();
    return layer.weights().get(o, (i * q + a) * q + b);
  }

  /** (d_out s^2) x (d_in r^2). */
  public static R064Store matrix(Convolution layer) {
    int r = layer.side();
    int t = layer.outputSide();
    int q = layer.kernelSide();
    R064Store matrix = LinearAlgebra.zeros(layer.outputs(), layer.inputs());
    for (int o = 0; o < layer.outputChannels(); o++) {
      for (int u = 0; u < t; u++) {
        for (int v = 0; v < t; v++) {
          for (int i = 0; i < layer.inputChannels(); i++) {
            for (int a = 0; a < q; a++) {
              for (int b = 0; b < q; b++) {
                int y = place(layer, u + a);
                int x = place(layer, v + b);
                if (y >= 0 && y < r && x >= 0 && x < r) {
                  matrix.add((o * t + u) * t + v, (i * r + y) * r + x, kernel(layer, o, i, a, b));
                }
              }
            }
          }
        }
      }
    }
    return matrix;
  }

  /** The line or column under a tap, {@code sum} being that of the output plus the tap's number. */
  static int place(Convolution layer, int sum) {
    return layer.padding().isCircular() ? (sum + 1) % layer.side() : sum - layer.padding().before();
  }

  /** The largest singular value of the block of {@code W(K)} of two channels. */
  static double blockNorm(Convolution layer, int o, int i) {
    int columns = layer.side() * layer.side();
    int rows = layer.outputSide() * layer.outputSide();
    R064Store whole = matrix(layer);
    R064Store block = LinearAlgebra.zeros(rows, columns);
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < rows; k++) {
        block.set(k, j, whole.get(o * rows + k, i * columns + j));
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
