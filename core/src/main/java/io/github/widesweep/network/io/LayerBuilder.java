package io.github.widesweep.network.io;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** Makes layers of tensors, and tensors of layers. */
record LayerBuilder(TensorFormat format, Map<String, Tensor> tensors) {
  /**
   * The network of some layers.
   *
   * @throws UserException naming the tensor that is missing or does not fit
   */
  Network network(List<LayerSource> sources) {
    List<Layer> layers = new ArrayList<>();
    for (LayerSource source : sources) {
      Layer layer = layer(source);
      requireChained(sources, layers, layer);
      layers.add(layer);
    }
    try {
      return new Network(layers);
    } catch (InvalidValueException e) {
      throw new UserException(format.malformed(e.getMessage()).getMessage(), e);
    }
  }

  private void requireChained(List<LayerSource> sources, List<Layer> before, Layer layer) {
    int l = before.size();
    if (l > 0 && before.get(l - 1).outputs() != layer.inputs()) {
      throw format.malformed(
          "layers[%d] is %d inputs, expected %d inputs: %s does not fit behind %s"
              .formatted(
                  l,
                  layer.inputs(),
                  before.get(l - 1).outputs(),
                  sources.get(l).weight(),
                  sources.get(l - 1).weight()));
    }
  }

  private Layer layer(LayerSource source) {
    Tensor weight = tensor(source.weight());
    List<Integer> shape = weight.shape();
    if (shape.size() != (source.isConvolution() ? 4 : 2)) {
      throw format.malformed(
          "%s has shape %s, expected %s".formatted(weight.name(), shape, expected(source)));
    }
    if (source.isConvolution() && !shape.get(2).equals(shape.get(3))) {
      throw format.malformed(
          "%s has shape %s, expected kernels with as many rows as columns"
              .formatted(weight.name(), shape));
    }
    int outputs = source.orientation() == Orientation.OUTPUTS_FIRST ? shape.get(0) : shape.get(1);
    Optional<double[]> bias = source.bias().map(name -> bias(tensor(name), outputs));
    R064Store weights = matrix(weight, source);
    if (!source.isConvolution()) {
      return new Dense(weights, bias, source.activation(), source.radius());
    }
    try {
      return new Convolution(
          weights,
          shape.get(2),
          source.side(),
          source.padding(),
          bias,
          source.activation(),
          source.radius());
    } catch (InvalidValueException e) {
      String prefix = weight.name().replaceFirst("\\.weight$", "");
      throw new UserException(
          format.malformed("%s.%s".formatted(prefix, e.getMessage())).getMessage(), e);
    }
  }

  private String expected(LayerSource source) {
    if (source.isConvolution()) {
      return "[output channels, input channels, q, q]";
    }
    if (source.orientation() == Orientation.INPUTS_FIRST) {
      return "[inputs, outputs]";
    }
    return format == TensorFormat.SAFETENSORS
        ? "[outputs, inputs], or %s convolution in %s"
            .formatted(source.weight().replaceFirst("weight$", "type"), Safetensors.METADATA)
        : "[outputs, inputs]";
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw format.malformed(
          "there is no tensor %s of floating-point numbers, expected one of %s"
              .formatted(name, tensors.keySet()));
    }
    return tensor;
  }

  /** Of shape [outputs]; leading dimensions of size 1 are as good. */
  private double[] bias(Tensor bias, int outputs) {
    List<Integer> shape = bias.shape();
    boolean isRow =
        !shape.isEmpty()
            && shape.get(shape.size() - 1) == outputs
            && bias.values().length == outputs;
    if (!isRow || (format == TensorFormat.SAFETENSORS && shape.size() > 1)) {
      throw format.malformed(
          "%s has shape %s, expected [%d]".formatted(bias.name(), shape, outputs));
    }
    return bias.values();
  }

  private static R064Store matrix(Tensor weight, LayerSource source) {
    double[] values = weight.values();
    int first = weight.shape().get(0);
    if (source.orientation() == Orientation.INPUTS_FIRST) {
      // C order of [inputs, outputs] is the column-major order of outputs x inputs.
      return R064Store.wrap(values.clone(), values.length / first);
    }
    int columns = values.length / first;
    R064Store matrix = LinearAlgebra.zeros(first, columns);
    for (int i = 0; i < first; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.data[j * first + i] = values[i * columns + j];
      }
    }
    return matrix;
  }

  /**
   * The tensors of another network of the same shapes.
   *
   * @return the weights and biases by name, in the formats that were read
   */
  Map<String, Tensor> tensors(List<LayerSource> sources, Network network) {
    Map<String, Tensor> replaced = new HashMap<>();
    for (int l = 1; l <= sources.size(); l++) {
      LayerSource source = sources.get(l - 1);
      Layer layer = network.layer(l);
      Tensor weight = tensors.get(source.weight());
      if (layer.weights().data.length != weight.values().length) {
        throw new IllegalArgumentException(
            "layer %d has %d weights, the file %d"
                .formatted(l, layer.weights().data.length, weight.values().length));
      }
      replaced.put(source.weight(), weight.withValues(values(layer.weights(), source)));
      source
          .bias()
          .ifPresent(
              name -> replaced.put(name, tensors.get(name).withValues(layer.bias().orElseThrow())));
    }
    return replaced;
  }

  private static double[] values(R064Store weights, LayerSource source) {
    return source.orientation() == Orientation.INPUTS_FIRST
        ? weights.data.clone()
        : rowMajor(weights);
  }

  /** A matrix's numbers in C order. */
  static double[] rowMajor(R064Store matrix) {
    int rows = matrix.getRowDim();
    int columns = matrix.getColDim();
    double[] values = new double[matrix.data.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = matrix.data[j * rows + i];
      }
    }
    return values;
  }
}
