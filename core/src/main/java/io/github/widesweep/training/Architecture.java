package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.CircularConvolution;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * The shape of a network and how its weights start.
 *
 * @param input what a sample is: a vector, or maps where convolutions come first
 * @param layers from input to output, at least one; a convolution has none but convolutions before
 *     it
 * @param activations one a layer; softmax on the last layer only
 * @param init how weights start
 * @param bias whether layers have a bias, which the paper's have not: one number an output, or an
 *     output channel
 */
public record Architecture(
    InputShape input,
    List<LayerShape> layers,
    List<Activation> activations,
    Initialization init,
    boolean bias)
    implements Serializable {
  public Architecture {
    layers = List.copyOf(layers);
    activations = List.copyOf(activations);
    require(input != null, "input", input, "the shape of a sample");
    require(!layers.isEmpty(), "layers", layers, "at least one layer");
    int count = layers.size();
    require(
        activations.size() == count, "activations", activations, count + " of them, one a layer");
    for (int l = 0; l < count - 1; l++) {
      require(
          activations.get(l).isEntrywise(),
          "activations[" + l + "]",
          activations.get(l),
          "an entrywise activation: softmax is allowed on the last layer only");
    }
    require(init != null, "init", init, "uniform or glorot");
    shapes(input, layers);
  }

  /**
   * A network of dense layers.
   *
   * @param sizes numbers of units from the inputs to the outputs, at least two, each at least 1
   */
  public Architecture(
      List<Integer> sizes, List<Activation> activations, Initialization init, boolean bias) {
    this(vector(sizes), dense(sizes), activations, init, bias);
  }

  private static InputShape vector(List<Integer> sizes) {
    require(sizes.size() >= 2, "sizes", sizes, "at least two sizes, of the inputs and the outputs");
    for (int i = 0; i < sizes.size(); i++) {
      require(sizes.get(i) >= 1, "sizes[" + i + "]", sizes.get(i), "a whole number of at least 1");
    }
    return new InputShape.Vector(sizes.get(0));
  }

  private static List<LayerShape> dense(List<Integer> sizes) {
    return sizes.stream().skip(1).<LayerShape>map(LayerShape.Dense::new).toList();
  }

  private static List<InputShape> shapes(InputShape input, List<LayerShape> layers) {
    List<InputShape> shapes = new ArrayList<>(List.of(input));
    for (int l = 0; l < layers.size(); l++) {
      shapes.add(layers.get(l).outputs(shapes.get(l)));
    }
    return shapes;
  }

  /** Numbers of units from the inputs to the outputs: one more than there are layers. */
  public List<Integer> sizes() {
    return shapes(input, layers).stream().map(InputShape::size).toList();
  }

  /**
   * A network with random weights: layer by layer, each row-major (kernels in the order output
   * channel, input channel, row, column), one uniform draw a weight. Biases are 0.
   */
  public Network initialize(RandomGenerator random) {
    List<InputShape> shapes = shapes(input, layers);
    List<Layer> initial = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      initial.add(layer(layers.get(l), shapes.get(l), activations.get(l), random));
    }
    return new Network(initial);
  }

  private Layer layer(
      LayerShape shape, InputShape inputs, Activation activation, RandomGenerator random) {
    double radius = Double.POSITIVE_INFINITY;
    if (shape instanceof LayerShape.Convolution convolution) {
      // The constructor has seen to it that a convolution takes maps.
      CircularConvolution map = convolution.map((InputShape.Maps) inputs);
      int channels = map.outputChannels();
      int fanOut = channels * map.kernelSide() * map.kernelSide();
      R064Store kernels = weights(channels, map.taps(), fanOut, random);
      return new Convolution(
          kernels, map.kernelSide(), map.side(), biases(channels), activation, radius);
    }
    int outputs = shape.outputs(inputs).size();
    R064Store weights = weights(outputs, inputs.size(), outputs, random);
    return new Dense(weights, biases(outputs), activation, radius);
  }

  private R064Store weights(int rows, int fanIn, int fanOut, RandomGenerator random) {
    double limit = init.limit(fanIn, fanOut);
    R064Store weights = LinearAlgebra.zeros(rows, fanIn);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < fanIn; j++) {
        weights.data[j * rows + i] = limit * (2 * random.nextDouble() - 1);
      }
    }
    return weights;
  }

  private Optional<double[]> biases(int count) {
    return bias ? Optional.of(new double[count]) : Optional.empty();
  }
}
