package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * How weights start. Biases start at 0. The fans of a convolution are {@code d_in q^2} and {@code
 * d_out q^2}.
 */
public enum Initialization {
  /** Uniform in {@code +-1 / sqrt(fan_in)}. */
  UNIFORM {
    @Override
    double limit(double fanIn, double fanOut) {
      return 1 / Math.sqrt(fanIn);
    }
  },
  /** Uniform in {@code +-sqrt(6 / (fan_in + fan_out))} (Glorot and Bengio 2010, equation 16). */
  GLOROT {
    @Override
    double limit(double fanIn, double fanOut) {
      return Math.sqrt(6.0 / (fanIn + fanOut));
    }
  };

  /** Weights are uniform in {@code [-limit, limit)}. */
  abstract double limit(double fanIn, double fanOut);

  /**
   * A network with random weights: layer by layer, each row-major (kernels in the order output
   * channel, input channel, row, column), one uniform draw a weight.
   *
   * @param shapes from input to output, at least one; each takes what the one before gives
   * @param activations one a layer; softmax on the last layer only
   * @param bias whether layers have a bias, which the paper's have not: one number an output, or an
   *     output channel
   * @throws io.github.widesweep.InvalidValueException if a layer has too many weights for a matrix,
   *     or the layers make no network
   */
  public Network network(
      List<LayerShape> shapes, List<Activation> activations, boolean bias, RandomGenerator random) {
    int count = shapes.size();
    require(
        activations.size() == count, "activations", activations, count + " of them, one a layer");
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      layers.add(layer(shapes.get(l), activations.get(l), bias, random));
    }
    return new Network(layers);
  }

  private Layer layer(
      LayerShape shape, Activation activation, boolean bias, RandomGenerator random) {
    R064Store weights = weights(shape, random);
    Optional<double[]> biases =
        bias ? Optional.of(new double[shape.outputUnits()]) : Optional.empty();
    double radius = Double.POSITIVE_INFINITY;
    return shape.isConvolution()
        ? new Convolution(
            weights,
            shape.kernel().getAsInt(),
            shape.inputs().side(),
            Padding.CIRCULAR,
            biases,
            activation,
            radius)
        : new Dense(weights, biases, activation, radius);
  }

  private R064Store weights(LayerShape shape, RandomGenerator random) {
    require(
        shape.weights() <= Integer.MAX_VALUE, "weights", shape.weights(), "less than 2^31 of them");
    double limit = limit((double) shape.fanIn(), (double) shape.fanOut());
    int rows = shape.outputUnits();
    int columns = (int) shape.fanIn();
    R064Store weights = LinearAlgebra.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        weights.data[j * rows + i] = limit * (2 * random.nextDouble() - 1);
      }
    }
    return weights;
  }
}
