package io.github.widesweep.network.io;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.network.Network;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's archives of arrays, as {@code numpy.savez} and {@code savez_compressed} write them: a zip
 * with a {@code .npy} file per array. Arrays of other types than floating-point numbers are carried
 * along unread, but for one text, {@code __metadata__}: what a safetensors file would have there,
 * as JSON, which says what the layers are. NumPy has it as an array of one text, without
 * dimensions.
 */
final class NpzFile implements TensorFile {
  private static final String SUFFIX = ".npy";

  /** Bytes that an archive may unpack to, 256 MiB: 33 million weights in float64. */
  private static final long MOST_BYTES = 1L << 28;

  /** Of the archive's arrays, in its order. */
  private final Map<String, byte[]> entries;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private NpzFile(Map<String, byte[]> entries) {
    this.entries = entries;
    entries.forEach((name, bytes) -> Npy.read(name, bytes).ifPresent(t -> tensors.put(name, t)));
  }

  /**
   * Reads an archive.
   *
   * @throws io.github.widesweep.UserException if it is no such archive, or unpacks to more than
   *     {@link #MOST_BYTES}
   */
  static NpzFile read(byte[] file) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    long left = MOST_BYTES;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        byte[] bytes = zip.readNBytes((int) left);
        left -= bytes.length;
        if (left == 0 && zip.read() >= 0) {
          throw TensorFormat.NPZ.malformed(
              "%s unpacks to more than %d bytes in all, which is too large"
                  .formatted(name, MOST_BYTES));
        }
        if (!name.endsWith(SUFFIX)) {
          throw TensorFormat.NPZ.malformed(
              "the archive holds %s, expected arrays (.npy)".formatted(name));
        }
        String array = name.substring(0, name.length() - SUFFIX.length());
        if (entries.put(array, bytes) != null) {
          throw TensorFormat.NPZ.malformed("the archive holds %s twice".formatted(name));
        }
      }
    } catch (ZipException e) {
      throw TensorFormat.NPZ.malformed("not a whole zip archive: " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw TensorFormat.NPZ.malformed("cannot be unpacked: " + e.getMessage());
    }
    if (entries.isEmpty()) {
      throw TensorFormat.NPZ.malformed(
          "%d bytes hold no arrays, expected a zip archive of them".formatted(file.length));
    }
    return new NpzFile(entries);
  }

  /** A new archive of a network, its arrays stored without compression. */
  static byte[] write(Network network, NumberFormat numbers, Map<String, String> about) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Safetensors.tensors(network, numbers)
        .forEach(tensor -> entries.put(tensor.name(), Npy.write(tensor)));
    entries.put(Safetensors.METADATA, text(Safetensors.metadata(network, about)));
    return zip(entries);
  }

  @Override
  public TensorFormat format() {
    return TensorFormat.NPZ;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  private static byte[] text(JsonNode metadata) {
    return Npy.write(metadata.toString());
  }

  /** What the archive says about itself. */
  private Optional<JsonNode> metadata() {
    return Optional.ofNullable(entries.get(Safetensors.METADATA))
        .flatMap(file -> Npy.readText(Safetensors.METADATA, file))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .map(
            json -> SafetensorsReader.object(format(), Safetensors.METADATA, json, 0, json.length));
  }

  @Override
  public List<LayerSource> layers() {
    return metadata()
        .map(metadata -> new SafetensorsLayers(format(), tensors, metadata).sources())
        .orElse(List.of());
  }

  @Override
  public Map<String, String> about() {
    return metadata().map(Safetensors::about).orElse(Map.of());
  }

  @Override
  public byte[] with(Map<String, Tensor> replaced, Map<String, String> more) {
    Map<String, byte[]> all = new LinkedHashMap<>(entries);
    replaced.forEach((name, tensor) -> all.replace(name, Npy.write(tensor)));
    // Somebody else's text of that name is carried along.
    if (tensors.containsKey(Safetensors.weightKey(1))) {
      metadata()
          .ifPresent(
              metadata -> all.put(Safetensors.METADATA, text(Safetensors.with(metadata, more))));
    }
    return zip(all);
  }

  /** The same entries give the same bytes: all have the same date. */
  static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : entries.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(array.getValue());
        ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(array.getValue().length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
