package io.github.widesweep.network.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Networks as <a href="https://github.com/huggingface/safetensors">safetensors</a> files: eight
 * bytes with the length of a JSON header (little-endian), the header, then the tensors' numbers in
 * C order, without gaps.
 *
 * <p>Layer {@code l}, from 1, is the tensor {@code layers.l.weight} of shape [outputs, inputs] and,
 * where it has a bias, {@code layers.l.bias} of shape [outputs]. The string map {@code
 * __metadata__} holds {@code layers.l.activation}, the activation's name in lower case, and, where
 * outputs are projected, {@code layers.l.radius}, a decimal number; other entries of the map are
 * left alone.
 *
 * <p>A {@link Convolution} is the tensor {@code layers.l.weight} of shape [output channels, input
 * channels, q, q], {@code K[o,i,a,b]}, with a bias of shape [output channels]; {@code
 * layers.l.type} is {@code convolution} then, and {@code layers.l.side} the input maps' side {@code
 * r}, a whole number. {@code layers.l.padding} is {@code zero BEFORE AFTER}, so many lines and
 * columns of zeros before the first and after the last, as other programs have it; without this
 * entry it is {@code circular}: maps wrap around, and taps sit at offsets 1..q of the position they
 * give. {@code layers.l.type} {@code dense} is what a layer is without that entry.
 */
public final class Safetensors {
  static final String METADATA = "__metadata__";

  /** Values of the entry {@code layers.l.type}. */
  static final String DENSE = "dense";

  static final String CONVOLUTION = "convolution";

  /** Numbers start at a multiple of this, as the reference implementation writes them. */
  private static final int ALIGNMENT = 8;

  /** What the format calls ours. */
  static final Map<NumberFormat, String> DTYPES =
      Map.of(
          NumberFormat.FLOAT64, "F64",
          NumberFormat.FLOAT32, "F32",
          NumberFormat.FLOAT16, "F16",
          NumberFormat.BFLOAT16, "BF16");

  private Safetensors() {}

  /**
   * The file of a network, in float64: reading it gives the same numbers, to the bit. The same
   * network gives the same bytes.
   *
   * @throws IllegalArgumentException if the file would not fit into an array (2 GB)
   */
  public static byte[] write(Network network) {
    return write(network, Map.of());
  }

  /**
   * The file of a network in float64 that says more about itself: entries of {@code __metadata__}
   * beside those of this class, which no reader needs.
   *
   * @param about texts by name, written in the order of the map
   */
  public static byte[] write(Network network, Map<String, String> about) {
    return write(network, NumberFormat.FLOAT64, about);
  }

  /** The same in another format of numbers: reading gives the numbers rounded to it. */
  static byte[] write(Network network, NumberFormat format, Map<String, String> about) {
    return write(tensors(network, format), metadata(network, about));
  }

  /** The string map that says what a network's tensors are. */
  static ObjectNode metadata(Network network, Map<String, String> about) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    about.forEach(metadata::put);
    for (int l = 1; l <= network.depth(); l++) {
      Layer layer = network.layer(l);
      metadata.put(activationKey(l), layer.activation().name().toLowerCase(Locale.ROOT));
      if (layer.radius() < Double.POSITIVE_INFINITY) {
        metadata.put(radiusKey(l), Double.toString(layer.radius()));
      }
      if (layer instanceof Convolution convolution) {
        metadata.put(typeKey(l), CONVOLUTION);
        metadata.put(sideKey(l), Integer.toString(convolution.side()));
        if (!convolution.padding().isCircular()) {
          metadata.put(paddingKey(l), convolution.padding().toString());
        }
      }
    }
    return metadata;
  }

  /** The weights and biases of a network, under the names that they have here. */
  static List<Tensor> tensors(Network network, NumberFormat format) {
    List<Tensor> tensors = new ArrayList<>();
    for (int l = 1; l <= network.depth(); l++) {
      Layer layer = network.layer(l);
      List<Integer> shape =
          layer instanceof Convolution convolution
              ? shape(convolution)
              : List.of(layer.outputs(), layer.inputs());
      double[] weights = LayerBuilder.rowMajor(layer.weights());
      tensors.add(new Tensor(weightKey(l), format, shape, weights));
      if (layer.bias().isPresent()) {
        double[] bias = layer.bias().get();
        tensors.add(new Tensor(biasKey(l), format, List.of(bias.length), bias));
      }
    }
    return tensors;
  }

  private static List<Integer> shape(Convolution layer) {
    return List.of(
        layer.outputChannels(), layer.inputChannels(), layer.kernelSide(), layer.kernelSide());
  }

  /**
   * The network in a file: tensors of float64, float32, float16 or bfloat16.
   *
   * @throws io.github.widesweep.UserException if the file is not what this class describes; one
   *     line that names the place, without the file's name, which the caller knows
   */
  public static Network read(byte[] file) {
    SafetensorsFile read = SafetensorsReader.read(file);
    return new LayerBuilder(TensorFormat.SAFETENSORS, read.tensors()).network(read.layers());
  }

  /** A string map with some entries more; missing if it was and there are none. */
  static JsonNode with(JsonNode metadata, Map<String, String> more) {
    if (more.isEmpty()) {
      return metadata;
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    metadata.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
    more.forEach(all::put);
    return all;
  }

  /** The texts of a string map that are not about layers. */
  static Map<String, String> about(JsonNode metadata) {
    Map<String, String> about = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      if (!entry.getKey().startsWith("layers.") && entry.getValue().isTextual()) {
        about.put(entry.getKey(), entry.getValue().textValue());
      }
    }
    return about;
  }

  static String weightKey(int layer) {
    return "layers." + layer + ".weight";
  }

  static String biasKey(int layer) {
    return "layers." + layer + ".bias";
  }

  static String activationKey(int layer) {
    return "layers." + layer + ".activation";
  }

  static String typeKey(int layer) {
    return "layers." + layer + ".type";
  }

  static String sideKey(int layer) {
    return "layers." + layer + ".side";
  }

  static String paddingKey(int layer) {
    return "layers." + layer + ".padding";
  }

  static String radiusKey(int layer) {
    return "layers." + layer + ".radius";
  }

  /**
   * A file of tensors, one after the other.
   *
   * @param metadata the string map; a missing node for none
   * @throws IllegalArgumentException if it would not fit into an array (2 GB)
   */
  static byte[] write(Collection<Tensor> tensors, JsonNode metadata) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    if (!metadata.isMissingNode()) {
      header.set(METADATA, metadata);
    }
    long end = 0;
    for (Tensor tensor : tensors) {
      long from = end;
      end += (long) tensor.format().bytes() * tensor.values().length;
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", DTYPES.get(tensor.format()));
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(from).add(end);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = -json.length & (ALIGNMENT - 1);
    long size = Long.BYTES + (long) json.length + padding + end;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a network of %d bytes is too large".formatted(size));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong((long) json.length + padding).put(json);
    buffer.put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    tensors.forEach(tensor -> tensor.put(buffer));
    return buffer.array();
  }
}
