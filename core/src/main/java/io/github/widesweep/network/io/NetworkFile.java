package io.github.widesweep.network.io;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Network;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A network in somebody's file, and the file itself: a compressed network goes back into the
 * format, the names and the kinds of numbers that it came in.
 */
public final class NetworkFile {
  private final TensorFile file;
  private final List<LayerSource> layers;
  private final LayerBuilder builder;
  private final Network network;

  private NetworkFile(TensorFile file, List<LayerSource> named) {
    this.file = file;
    this.layers = List.copyOf(named.isEmpty() ? file.layers() : named);
    this.builder = new LayerBuilder(file.format(), file.tensors());
    if (layers.isEmpty()) {
      throw file.format()
          .malformed(
              "the file does not say what its layers are: name them from input to output, tensors %s"
                  .formatted(file.tensors().keySet()));
    }
    this.network = builder.network(layers);
    Set<String> weights = new HashSet<>();
    for (LayerSource layer : layers) {
      if (!weights.add(layer.weight())) {
        throw file.format()
            .malformed(
                "%s is the weights of two layers, expected weights of its own for each"
                    .formatted(layer.weight()));
      }
    }
  }

  /**
   * Reads a network.
   *
   * @param named the layers from input to output; empty where the file itself describes them: an
   *     ONNX graph, or another file that this project wrote
   * @throws UserException if the file is not what its format asks for, a tensor is missing, or
   *     layers do not fit each other; one line that names the place, without the file's name, which
   *     the caller knows
   */
  public static NetworkFile read(TensorFormat format, byte[] bytes, List<LayerSource> named) {
    return new NetworkFile(
        switch (format) {
          case SAFETENSORS -> SafetensorsReader.read(bytes);
          case NPZ -> NpzFile.read(bytes);
          case ONNX -> OnnxFile.read(bytes);
        },
        named);
  }

  /** The network, computed with in float64. */
  public Network network() {
    return network;
  }

  /** The file's format. */
  public TensorFormat format() {
    return file.format();
  }

  /**
   * Another network of the same shapes as the file would have it: its numbers rounded to the
   * file's.
   *
   * @throws UserException naming the tensor if a number is too large for its format
   */
  public Network rounded(Network other) {
    Map<String, Tensor> tensors = new HashMap<>(file.tensors());
    builder
        .tensors(layers, other)
        .forEach((name, tensor) -> tensors.put(name, tensor.withValues(rounded(tensor))));
    return new LayerBuilder(file.format(), tensors).network(layers);
  }

  private double[] rounded(Tensor tensor) {
    double[] rounded = new double[tensor.values().length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = tensor.format().round(tensor.values()[i]);
      if (!Double.isFinite(rounded[i])) {
        throw format()
            .malformed(
                "%s would hold %s, which is too large for its %s: store the network in float32"
                    .formatted(
                        tensor.name(),
                        tensor.values()[i],
                        tensor.format().name().toLowerCase(Locale.ROOT)));
      }
    }
    return rounded;
  }

  /** Which tensors make its layers. */
  public List<LayerSource> layers() {
    return layers;
  }

  /** How the weights of a layer are stored. */
  public NumberFormat numbers(int layer) {
    return file.tensors().get(layers.get(layer - 1).weight()).format();
  }

  /** The least format that holds every number of the layers: the one they all have, or a wider. */
  public NumberFormat numbers() {
    Set<NumberFormat> formats = EnumSet.noneOf(NumberFormat.class);
    for (LayerSource layer : layers) {
      formats.add(file.tensors().get(layer.weight()).format());
      layer.bias().ifPresent(bias -> formats.add(file.tensors().get(bias).format()));
    }
    if (formats.size() == 1) {
      return formats.iterator().next();
    }
    return formats.contains(NumberFormat.FLOAT64) ? NumberFormat.FLOAT64 : NumberFormat.FLOAT32;
  }

  /**
   * What the file says about itself beside its layers: texts by name. Empty if it says nothing, as
   * ONNX does not.
   */
  public Map<String, String> about() {
    return file.about();
  }

  /** As of {@link #with(Network, Map)}, with nothing more to say. */
  public byte[] with(Network other) {
    return with(other, Map.of());
  }

  /**
   * The file with another network's weights and biases: numbers that are equal to those that were
   * read are written as they were, to the bit.
   *
   * @param other a network of the same shapes
   * @param about what else the file says about itself; left out where it has no place for it: in
   *     ONNX, and in an npz file that does not describe its layers
   */
  public byte[] with(Network other, Map<String, String> about) {
    require(
        other.depth() == network.depth(),
        "depth",
        other.depth(),
        network.depth() + ", that of the file's network");
    return file.with(builder.tensors(layers, other), about);
  }

  /** As of {@link #write(TensorFormat, NumberFormat, Network, Map)}, with nothing more to say. */
  public static byte[] write(TensorFormat format, NumberFormat numbers, Network network) {
    return write(format, numbers, network, Map.of());
  }

  /**
   * A new file of a network, which says what its layers are.
   *
   * @param numbers how its numbers are stored
   * @param about what else it says about itself, texts by name; left out in ONNX
   * @throws UserException if the format cannot hold such a network
   */
  public static byte[] write(
      TensorFormat format, NumberFormat numbers, Network network, Map<String, String> about) {
    return switch (format) {
      case SAFETENSORS -> Safetensors.write(network, numbers, about);
      case NPZ -> NpzFile.write(network, numbers, about);
      case ONNX -> OnnxWriter.write(network, numbers);
    };
  }
}
