package io.github.widesweep.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ojalgo.matrix.store.R064Store;

/** Reads what {@link Safetensors} describes and refuses everything else. */
final class SafetensorsReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ByteBuffer data;
  private final JsonNode metadata;
  private final Map<String, Tensor> tensors = new TreeMap<>();

  /** Where a tensor lies in the data, its numbers {@code width} bytes each. */
  private record Tensor(String name, int width, List<Integer> shape, long from, long to) {}

  private SafetensorsReader(byte[] file) {
    if (file.length < Long.BYTES) {
      throw malformed(
          "%d bytes, expected at least 8 for the header's length".formatted(file.length));
    }
    ByteBuffer whole = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = whole.getLong();
    if (length < 2 || length > file.length - Long.BYTES) {
      throw malformed(
          "header length %d, expected 2 to %d, what the file holds; it may be truncated"
              .formatted(length, file.length - Long.BYTES));
    }
    JsonNode header = parse(file, (int) length);
    int start = Long.BYTES + (int) length;
    data = whole.slice(start, file.length - start).order(ByteOrder.LITTLE_ENDIAN);
    metadata = header.path(Safetensors.METADATA);
    if (!metadata.isMissingNode()) {
      requireObject(metadata, Safetensors.METADATA);
    }
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals(Safetensors.METADATA)) {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue()));
      }
    }
    requireWithoutGaps();
  }

  static Network read(byte[] file) {
    return new SafetensorsReader(file).network();
  }

  private static JsonNode parse(byte[] file, int length) {
    try {
      JsonNode header = JSON.readTree(file, Long.BYTES, length);
      requireObject(header, "header");
      return header;
    } catch (JsonProcessingException e) {
      throw malformed("header is not valid JSON: %s".formatted(e.getOriginalMessage()));
    } catch (IOException e) {
      throw malformed("header is not valid JSON: %s".formatted(e.getMessage()));
    }
  }

  private static void requireObject(JsonNode node, String place) {
    if (!node.isObject()) {
      throw malformed("%s is %s, expected a JSON object".formatted(place, node));
    }
  }

  private static Tensor tensor(String name, JsonNode node) {
    requireObject(node, name);
    String dtype = node.path("dtype").asText();
    int width =
        switch (dtype) {
          case "F64" -> Double.BYTES;
          case "F32" -> Float.BYTES;
          default -> throw malformed("%s has dtype %s, expected F64 or F32".formatted(name, dtype));
        };
    List<Integer> shape = new ArrayList<>();
    long bytes = width;
    for (long size : wholeNumbers(name, node, "shape")) {
      if (size < 1 || size > Integer.MAX_VALUE / bytes) {
        throw malformed(
            "%s has shape %s, expected sizes that fit".formatted(name, node.get("shape")));
      }
      bytes *= size;
      shape.add((int) size);
    }
    List<Long> offsets = wholeNumbers(name, node, "data_offsets");
    if (offsets.size() != 2 || offsets.get(1) - offsets.get(0) != bytes) {
      throw malformed(
          "%s has data_offsets %s, expected two that span %d bytes"
              .formatted(name, node.get("data_offsets"), bytes));
    }
    return new Tensor(name, width, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> wholeNumbers(String name, JsonNode node, String key) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode element : node.path(key)) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
        throw malformed("%s has %s %s, expected whole numbers".formatted(name, key, node.get(key)));
      }
      numbers.add(element.longValue());
    }
    if (!node.path(key).isArray()) {
      throw malformed("%s has no list %s".formatted(name, key));
    }
    return numbers;
  }

  /** The format wants every byte after the header to belong to exactly one tensor. */
  private void requireWithoutGaps() {
    long end = 0;
    List<Tensor> placed = new ArrayList<>(tensors.values());
    placed.sort(Comparator.comparingLong(Tensor::from));
    for (Tensor tensor : placed) {
      if (tensor.from != end) {
        throw malformed(
            "%s starts at byte %d of the data, expected %d, where the one before ends"
                .formatted(tensor.name, tensor.from, end));
      }
      end = tensor.to;
    }
    if (end != data.limit()) {
      throw malformed(
          "%d bytes of data, expected %d; the file may be truncated".formatted(data.limit(), end));
    }
  }

  private Network network() {
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
    if (weight.shape.size() != 2) {
      throw malformed(
          "%s has shape %s, expected [outputs, inputs]".formatted(weight.name, weight.shape));
    }
    int outputs = weight.shape.get(0);
    if (bias.isPresent() && !bias.get().shape.equals(List.of(outputs))) {
      throw malformed(
          "%s has shape %s, expected [%d]".formatted(bias.get().name, bias.get().shape, outputs));
    }
    double[] rowMajor = values(weight);
    int inputs = weight.shape.get(1);
    R064Store weights = LinearAlgebra.zeros(outputs, inputs);
    for (int i = 0; i < outputs; i++) {
      for (int j = 0; j < inputs; j++) {
        weights.data[j * outputs + i] = rowMajor[i * inputs + j];
      }
    }
    return new Dense(weights, bias.map(this::values), activation(l), radius(l));
  }

  private double[] values(Tensor tensor) {
    double[] values = new double[(int) (tensor.to - tensor.from) / tensor.width];
    for (int i = 0; i < values.length; i++) {
      int at = (int) tensor.from + i * tensor.width;
      values[i] = tensor.width == Double.BYTES ? data.getDouble(at) : data.getFloat(at);
      if (!Double.isFinite(values[i])) {
        throw malformed(
            "%s holds %s at place %d, expected finite numbers"
                .formatted(tensor.name, values[i], i));
      }
    }
    return values;
  }

  private Activation activation(int l) {
    String key = Safetensors.activationKey(l);
    JsonNode node = metadata.path(key);
    for (Activation activation : Activation.values()) {
      if (node.isTextual() && activation.name().toLowerCase(Locale.ROOT).equals(node.textValue())) {
        return activation;
      }
    }
    throw malformed(
        "%s %s is %s, expected the name of an activation, such as relu"
            .formatted(Safetensors.METADATA, key, node.isMissingNode() ? "missing" : node));
  }

  private double radius(int l) {
    String key = Safetensors.radiusKey(l);
    JsonNode node = metadata.path(key);
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
    throw malformed(
        "%s %s is %s, expected a finite number above 0 in quotes"
            .formatted(Safetensors.METADATA, key, node));
  }

  private static UserException malformed(String message) {
    // One line, whatever text of the file a message quotes.
    String text = message.replaceAll("\\p{Cntrl}", " ");
    return new UserException("safetensors: " + text);
  }
}
