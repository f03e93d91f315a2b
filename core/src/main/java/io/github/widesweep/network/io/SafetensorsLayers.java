package io.github.widesweep.network.io;

import static io.github.widesweep.network.io.SafetensorsReader.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.SafetensorsReader.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.ojalgo.matrix.store.R064Store;

/**
 * The layers that a safetensors file's tensors and metadata describe.
 *
 * @param metadata the string map, a missing node where the file has none
 */
record SafetensorsLayers(SortedMap<String, Tensor> tensors, JsonNode metadata) {
  Network network() {
    List<Layer> layers = new ArrayList<>();
    int used = 0;
    for (int l = 1; tensors.containsKey(Safetensors.weightKey(l)); l++) {
      Optional<Tensor> bias = Optional.ofNullable(tensors.get(Safetensors.biasKey(l)));
      used += bias.isPresent() ? 2 : 1;
      layers.add(layer(l, tensors.get(Safetensors.weightKey(l)), bias));
    }
    if (layers.isEmpty() || used != tensors.size()) {
      throw malformed(
          "tensors %s, expected layers.1.weight, layers.2.weight and so on, and biases of these"
              .formatted(tensors.keySet()));
    }
    try {
      return new Network(layers);
    } catch (InvalidValueException e) {
      throw new UserException("safetensors: " + e.getMessage(), e);
    }
  }

  private Layer layer(int l, Tensor weight, Optional<Tensor> bias) {
    boolean isConvolution = isConvolution(l);
    List<Integer> shape = weight.shape();
    if (shape.size() != (isConvolution ? 4 : 2)) {
      throw malformed(
          "%s has shape %s, expected %s"
              .formatted(
                  weight.name(),
                  shape,
                  isConvolution
                      ? "[output channels, input channels, q, q]"
                      : "[outputs, inputs], or %s convolution in %s"
                          .formatted(Safetensors.typeKey(l), Safetensors.METADATA)));
    }
    if (isConvolution && !shape.get(2).equals(shape.get(3))) {
      throw malformed(
          "%s has shape %s, expected kernels with as many rows as columns"
              .formatted(weight.name(), shape));
    }
    int outputs = shape.get(0);
    if (bias.isPresent() && !bias.get().shape().equals(List.of(outputs))) {
      throw malformed(
          "%s has shape %s, expected [%d]"
              .formatted(bias.get().name(), bias.get().shape(), outputs));
    }
    R064Store weights = matrix(weight.values(), outputs);
    Optional<double[]> biases = bias.map(Tensor::values);
    if (!isConvolution) {
      return new Dense(weights, biases, activation(l), radius(l));
    }
    try {
      return new Convolution(weights, shape.get(2), side(l), biases, activation(l), radius(l));
    } catch (InvalidValueException e) {
      throw new UserException("safetensors: layers.%d.%s".formatted(l, e.getMessage()), e);
    }
  }

  private static R064Store matrix(double[] rowMajor, int rows) {
    int columns = rowMajor.length / rows;
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.data[j * rows + i] = rowMajor[i * columns + j];
      }
    }
    return matrix;
  }

  private boolean isConvolution(int l) {
    JsonNode node = metadata.path(Safetensors.typeKey(l));
    String type = node.isMissingNode() ? Safetensors.DENSE : node.textValue();
    if (!Safetensors.DENSE.equals(type) && !Safetensors.CONVOLUTION.equals(type)) {
      throw badEntry(Safetensors.typeKey(l), node, "dense or convolution");
    }
    return Safetensors.CONVOLUTION.equals(type);
  }

  private Activation activation(int l) {
    JsonNode node = metadata.path(Safetensors.activationKey(l));
    for (Activation activation : Activation.values()) {
      if (node.isTextual() && activation.name().toLowerCase(Locale.ROOT).equals(node.textValue())) {
        return activation;
      }
    }
    throw badEntry(Safetensors.activationKey(l), node, "the name of an activation, such as relu");
  }

  private double radius(int l) {
    JsonNode node = metadata.path(Safetensors.radiusKey(l));
    if (node.isMissingNode()) {
      return Double.POSITIVE_INFINITY;
    }
    double radius = Double.NaN;
    try {
      radius = node.isTextual() ? Double.parseDouble(node.textValue()) : radius;
    } catch (NumberFormatException e) {
      radius = Double.NaN;
    }
    if (radius > 0 && radius < Double.POSITIVE_INFINITY) {
      return radius;
    }
    throw badEntry(Safetensors.radiusKey(l), node, "a finite number above 0 in quotes");
  }

  private int side(int l) {
    JsonNode node = metadata.path(Safetensors.sideKey(l));
    int side = 0;
    try {
      side = node.isTextual() ? Integer.parseInt(node.textValue()) : 0;
    } catch (NumberFormatException e) {
      side = 0;
    }
    if (side < 1) {
      throw badEntry(
          Safetensors.sideKey(l), node, "the maps' side, a whole number of at least 1 in quotes");
    }
    return side;
  }

  private static UserException badEntry(String key, JsonNode node, String expected) {
    return malformed(
        "%s %s is %s, expected %s"
            .formatted(
                Safetensors.METADATA, key, node.isMissingNode() ? "missing" : node, expected));
  }
}
