package io.github.widesweep.network.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The layers that a file's tensors and metadata describe, as {@link Safetensors} names them.
 *
 * @param format the file's
 * @param metadata the string map, a missing node where the file has none
 */
record SafetensorsLayers(TensorFormat format, Map<String, Tensor> tensors, JsonNode metadata) {
  List<LayerSource> sources() {
    List<LayerSource> layers = new ArrayList<>();
    int used = 0;
    for (int l = 1; tensors.containsKey(Safetensors.weightKey(l)); l++) {
      Optional<String> bias = Optional.of(Safetensors.biasKey(l)).filter(tensors::containsKey);
      used += bias.isPresent() ? 2 : 1;
      layers.add(
          new LayerSource(
              Safetensors.weightKey(l),
              bias,
              LayerSource.Orientation.OUTPUTS_FIRST,
              activation(l),
              radius(l),
              isConvolution(l) ? side(l) : 0,
              padding(l)));
    }
    if (layers.isEmpty() || used != tensors.size()) {
      throw format.malformed(
          "tensors %s, expected layers.1.weight, layers.2.weight and so on, and biases of these"
              .formatted(tensors.keySet()));
    }
    return layers;
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

  private Padding padding(int l) {
    JsonNode node = metadata.path(Safetensors.paddingKey(l));
    if (node.isMissingNode()) {
      return Padding.CIRCULAR;
    }
    try {
      return Padding.parse(String.valueOf(node.textValue()));
    } catch (InvalidValueException e) {
      throw badEntry(Safetensors.paddingKey(l), node, e.expected());
    }
  }

  private UserException badEntry(String key, JsonNode node, String expected) {
    return format.malformed(
        "%s %s is %s, expected %s"
            .formatted(
                Safetensors.METADATA, key, node.isMissingNode() ? "missing" : node, expected));
  }
}
