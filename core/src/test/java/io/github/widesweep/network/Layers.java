package io.github.widesweep.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/** Small random layers of all kinds: with and without bias, projections, maps. */
final class Layers {
  private static final double NONE = Double.POSITIVE_INFINITY;

  private Layers() {}

  static R064Store gaussian(RandomGenerator random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  static Dense dense(RandomGenerator random, int inputs, int outputs, Activation activation) {
    return new Dense(gaussian(random, outputs, inputs), activation);
  }

  /** With bias, and projected: about half of the samples are longer than the radius. */
  static Dense projected(RandomGenerator random, int inputs, int outputs) {
    double[] bias = random.doubles(outputs, -1, 1).toArray();
    return new Dense(
        gaussian(random, outputs, inputs),
        Optional.of(bias),
        Activation.TANH,
        0.7 * Math.sqrt(outputs));
  }

  /** Maps of 3 x 3 with 2 x 2 kernels and a bias. */
  static Convolution convolution(RandomGenerator random, int inputs, int outputs) {
    double[] bias = random.doubles(outputs, -1, 1).toArray();
    return new Convolution(
        gaussian(random, outputs, 4 * inputs),
        2,
        3,
        Padding.CIRCULAR,
        Optional.of(bias),
        Activation.RELU,
        NONE);
  }

  /** The same layer with other weights. */
  static Layer redrawn(RandomGenerator random, Layer layer) {
    R064Store weights = layer.weights();
    return layer.withWeights(
        gaussian(random, weights.getRowDim(), weights.getColDim()), layer.bias());
  }

  /** Two convolutions and two dense layers: 18 to 36 to 27 to 5 to 4. */
  static List<Layer> mixed(RandomGenerator random) {
    return List.of(
        convolution(random, 2, 4),
        convolution(random, 4, 3),
        projected(random, 27, 5),
        dense(random, 5, 4, Activation.IDENTITY));
  }
}
