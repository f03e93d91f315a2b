package io.github.widesweep.network.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the tensors of a safetensors file and refuses whatever is not one. */
final class SafetensorsReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ByteBuffer data;
  private final JsonNode metadata;
  private final NavigableMap<String, Tensor> tensors = new TreeMap<>();

  private static final Map<String, NumberFormat> FORMATS =
      Safetensors.DTYPES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /** Where a tensor lies in the data. */
  private record Place(String name, NumberFormat format, List<Integer> shape, long from, long to) {}

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
    JsonNode header = object(TensorFormat.SAFETENSORS, "header", file, Long.BYTES, (int) length);
    int start = Long.BYTES + (int) length;
    data = whole.slice(start, file.length - start).order(ByteOrder.LITTLE_ENDIAN);
    metadata = header.path(Safetensors.METADATA);
    if (!metadata.isMissingNode()) {
      requireObject(TensorFormat.SAFETENSORS, metadata, Safetensors.METADATA);
    }
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals(Safetensors.METADATA)) {
        places.add(place(field.getKey(), field.getValue()));
      }
    }
    requireWithoutGaps(places);
    for (Place place : places) {
      ByteBuffer numbers = data.slice((int) place.from, (int) (place.to - place.from));
      tensors.put(
          place.name,
          Tensor.decode(
              TensorFormat.SAFETENSORS,
              place.name,
              place.format,
              place.shape,
              numbers.order(ByteOrder.LITTLE_ENDIAN)));
    }
  }

  static SafetensorsFile read(byte[] file) {
    SafetensorsReader reader = new SafetensorsReader(file);
    return new SafetensorsFile(reader.tensors, reader.metadata);
  }

  /** A JSON object in a file, no field of it twice. */
  static JsonNode object(TensorFormat format, String place, byte[] file, int from, int length) {
    try {
      JsonNode object = JSON.readTree(file, from, length);
      requireObject(format, object, place);
      return object;
    } catch (JsonProcessingException e) {
      throw format.malformed("%s is not valid JSON: %s".formatted(place, e.getOriginalMessage()));
    } catch (IOException e) {
      throw format.malformed("%s is not valid JSON: %s".formatted(place, e.getMessage()));
    }
  }

  private static void requireObject(TensorFormat format, JsonNode node, String place) {
    if (!node.isObject()) {
      throw format.malformed("%s is %s, expected a JSON object".formatted(place, node));
    }
  }

  private static Place place(String name, JsonNode node) {
    requireObject(TensorFormat.SAFETENSORS, node, name);
    String dtype = node.path("dtype").asText();
    NumberFormat format = FORMATS.get(dtype);
    if (format == null) {
      throw malformed("%s has dtype %s, expected F64 or F32, F16 or BF16".formatted(name, dtype));
    }
    List<Integer> shape = new ArrayList<>();
    long bytes = format.bytes();
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
    return new Place(name, format, shape, offsets.get(0), offsets.get(1));
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
  private void requireWithoutGaps(List<Place> places) {
    long end = 0;
    places.sort(Comparator.comparingLong(Place::from));
    for (Place place : places) {
      if (place.from != end) {
        throw malformed(
            "%s starts at byte %d of the data, expected %d, where the one before ends"
                .formatted(place.name, place.from, end));
      }
      end = place.to;
    }
    if (end != data.limit()) {
      throw malformed(
          "%d bytes of data, expected %d; the file may be truncated".formatted(data.limit(), end));
    }
  }

  static UserException malformed(String message) {
    return TensorFormat.SAFETENSORS.malformed(message);
  }
}
