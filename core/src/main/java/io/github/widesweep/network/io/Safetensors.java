package io.github.widesweep.network.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

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
 * layers.l.type} is {@code convolution} then, and {@code layers.l.side} the maps' side {@code r}, a
 * whole number. Its taps sit at offsets 1..q of the position they give, on maps that wrap around:
 * other programs' kernels, whose taps are centred or whose maps are padded with zeros, mean
 * something else. {@code layers.l.type} {@code dense} is what a layer is without this entry.
 */
public final class Safetensors {
  static final String METADATA = "__metadata__";

  /** Values of the entry {@code layers.l.type}. */
  static final String DENSE = "dense";

  static final String CONVOLUTION = "convolution";

  /** Numbers start at a multiple of this, as the reference implementation writes them. */
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /**
   * The file of a network, in float64: reading it gives the same numbers, to the bit. The same
   * network gives the same bytes.
   *
   * @throws IllegalArgumentException if the file would not fit into an array (2 GB)
   */
  public static byte[] write(Network network) {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put(METADATA, metadata);
    List<R064Store> tensors = new ArrayList<>();
    long end = 0;
    for (int l = 1; l <= network.depth(); l++) {
      Layer layer = network.layer(l);
      metadata.put(activationKey(l), layer.activation().name().toLowerCase(Locale.ROOT));
      if (layer.radius() < Double.POSITIVE_INFINITY) {
        metadata.put(radiusKey(l), Double.toString(layer.radius()));
      }
      R064Store weights;
      List<Integer> shape;
      Optional<double[]> bias;
      if (layer instanceof Dense dense) {
        weights = dense.weights();
        shape = List.of(dense.outputs(), dense.inputs());
        bias = dense.bias();
      } else {
        Convolution convolution = (Convolution) layer;
        metadata.put(typeKey(l), CONVOLUTION);
        metadata.put(sideKey(l), Integer.toString(convolution.side()));
        weights = convolution.weights();
        shape = shape(convolution);
        bias = convolution.bias();
      }
      end = add(header, weightKey(l), shape, end);
      tensors.add(weights);
      if (bias.isPresent()) {
        end = add(header, biasKey(l), List.of(weights.getRowDim()), end);
        tensors.add(R064Store.wrap(bias.get(), weights.getRowDim()));
      }
    }
    return assemble(json(header), tensors, end);
  }

  private static List<Integer> shape(Convolution layer) {
    return List.of(
        layer.outputChannels(), layer.inputChannels(), layer.kernelSide(), layer.kernelSide());
  }

  /**
   * The network in a file: float64 or float32 tensors.
   *
   * @throws io.github.widesweep.UserException if the file is not what this class describes; one
   *     line that names the place, without the file's name, which the caller knows
   */
  public static Network read(byte[] file) {
    return SafetensorsReader.read(file);
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

  static String radiusKey(int layer) {
    return "layers." + layer + ".radius";
  }

  private static long add(Map<String, Object> header, String key, List<Integer> shape, long from) {
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    long to = from + Double.BYTES * count;
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("dtype", "F64");
    entry.put("shape", shape);
    entry.put("data_offsets", List.of(from, to));
    header.put(key, entry);
    return to;
  }

  private static byte[] json(Map<String, Object> header) {
    try {
      return new ObjectMapper().writeValueAsBytes(header);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }

  private static byte[] assemble(byte[] json, List<R064Store> tensors, long dataBytes) {
    int padding = -json.length & (ALIGNMENT - 1);
    long size = Long.BYTES + (long) json.length + padding + dataBytes;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a network of %d bytes is too large".formatted(size));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong((long) json.length + padding).put(json);
    buffer.put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (R064Store tensor : tensors) {
      putRowMajor(tensor, buffer);
    }
    return buffer.array();
  }

  private static void putRowMajor(R064Store matrix, ByteBuffer buffer) {
    int rows = matrix.getRowDim();
    for (int i = 0; i < rows; i++) {
      for (int e = i; e < matrix.data.length; e += rows) {
        buffer.putDouble(matrix.data[e]);
      }
    }
  }
}
