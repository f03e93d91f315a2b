package io.github.widesweep.job.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.Hashes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a wave is made of, written into its directory before the wave is marked as committed. Its
 * name tells a wave from a copy, its digests tell what was written from what is there now.
 *
 * @param wave name of the wave's directory
 * @param invocation the invocation that wrote it
 * @param fingerprint the sweep that its rows belong to, see {@link
 *     io.github.widesweep.sweep.grid.Canonical#fingerprint}
 * @param replaces names of waves of the same table whose rows this one holds: they count no more
 * @param files the files with rows, by name
 * @param draws the file that lists the runs' draws, {@link DrawSet}; empty for other tables, and
 *     for waves of Widesweep before 0.3
 */
public record Manifest(
    String wave,
    String invocation,
    String fingerprint,
    List<String> replaces,
    List<File> files,
    Optional<File> draws) {
  /** Its file in the wave's directory. Spark reads no file whose name begins so. */
  static final String NAME = "_manifest.json";

  /** The list of draws in the wave's directory. */
  static final String DRAWS = "_draws.tsv";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public Manifest {
    replaces = List.copyOf(replaces);
    files = files.stream().sorted(Comparator.comparing(File::name)).toList();
  }

  /**
   * A file with rows, or with the list of their draws.
   *
   * @param name its path relative to the wave's directory
   * @param bytes its length
   * @param rows its rows
   * @param sha256 its digest, hex
   */
  public record File(String name, long bytes, long rows, String sha256) implements Serializable {
    private void writeTo(ObjectNode node) {
      node.put("name", name);
      node.put("bytes", bytes);
      node.put("rows", rows);
      node.put("sha256", sha256);
    }

    private static File of(JsonNode node) {
      return new File(
          node.path("name").asText(),
          node.path("bytes").asLong(),
          node.path("rows").asLong(),
          node.path("sha256").asText());
    }
  }

  /** The files with rows, and the list of their draws if there is one. */
  List<File> all() {
    return Stream.concat(files.stream(), draws.stream()).toList();
  }

  /** Rows of all files. */
  long rows() {
    return files.stream().mapToLong(File::rows).sum();
  }

  /** Writes it; it must not be there. */
  public void write(FileSystem fs, Path directory) throws IOException {
    try (OutputStream out = fs.create(new Path(directory, NAME), false)) {
      out.write(json().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads the manifest of a wave; empty if it has none, as waves of Widesweep before 0.2 do.
   *
   * @throws UnreadableException if what is there is not as it was written
   */
  static Optional<Manifest> read(FileSystem fs, Path directory) throws IOException {
    Path file = new Path(directory, NAME);
    try (FSDataInputStream in = fs.open(file)) {
      return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException | ChecksumException e) {
      throw new UnreadableException(e);
    }
  }

  /** What is there is not as it was written. */
  static final class UnreadableException extends IOException {
    UnreadableException(Throwable cause) {
      super("is not as it was written", cause);
    }
  }

  /** JSON on one line: the manifest, and the SHA-256 of its text. */
  String json() throws JsonProcessingException {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("wave", wave);
    body.put("invocation", invocation);
    body.put("fingerprint", fingerprint);
    replaces.forEach(body.putArray("replaces")::add);
    ArrayNode list = body.putArray("files");
    files.forEach(file -> file.writeTo(list.addObject()));
    draws.ifPresent(file -> file.writeTo(body.putObject("draws")));
    ObjectNode root = MAPPER.createObjectNode();
    root.put("sha256", digest(body));
    root.set("manifest", body);
    return MAPPER.writeValueAsString(root);
  }

  /**
   * The inverse of {@link #json}; an {@code IllegalArgumentException} if the SHA-256 is another.
   */
  static Manifest parse(String json) throws JsonProcessingException {
    JsonNode root = MAPPER.readTree(json);
    JsonNode body = root.path("manifest");
    if (!digest(body).equals(root.path("sha256").asText())) {
      throw new IllegalArgumentException("the SHA-256 is another");
    }
    List<String> replaces = new ArrayList<>();
    body.path("replaces").forEach(name -> replaces.add(name.asText()));
    List<File> files = new ArrayList<>();
    body.path("files").forEach(node -> files.add(File.of(node)));
    return new Manifest(
        body.path("wave").asText(),
        body.path("invocation").asText(),
        body.path("fingerprint").asText(),
        replaces,
        files,
        body.has("draws") ? Optional.of(File.of(body.path("draws"))) : Optional.empty());
  }

  private static String digest(JsonNode body) throws JsonProcessingException {
    return Hashes.sha256(MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
  }
}
