package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Hashes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A wave that was committed, as it is found. Waves of older versions have no manifest.
 *
 * @param path its directory
 * @param committed when it was marked as committed
 * @param manifest what it was made of
 * @param found lengths of the files that Spark would read, by their names relative to the directory
 * @param damages what a look at names and lengths shows to be wrong
 */
public record Wave(
    Path path,
    Instant committed,
    Optional<Manifest> manifest,
    SortedMap<String, Long> found,
    List<Damage> damages) {
  /** The mark that the committer writes last. */
  public static final String MARK = "_SUCCESS";

  /** The wave in a directory; empty if none was committed there. */
  static Optional<Wave> in(FileSystem fs, Path directory) throws IOException {
    FileStatus mark;
    try {
      mark = fs.getFileStatus(new Path(directory, MARK));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    SortedMap<String, Long> all = files(fs, directory);
    List<Damage> damages = new ArrayList<>();
    Optional<Manifest> manifest = Optional.empty();
    try {
      manifest = Manifest.read(fs, directory);
      manifest.ifPresent(written -> compare(directory, written, all, damages));
    } catch (Manifest.UnreadableException e) {
      damages.add(Damage.of(new Path(directory, Manifest.NAME), e.getMessage(), directory));
    }
    SortedMap<String, Long> found = new TreeMap<>(all);
    found.keySet().removeIf(name -> !isData(name));
    return Optional.of(
        new Wave(
            directory,
            Instant.ofEpochMilli(mark.getModificationTime()),
            manifest,
            found,
            List.copyOf(damages)));
  }

  /** Lengths of all files below a directory by their names, Spark's own included. */
  private static SortedMap<String, Long> files(FileSystem fs, Path directory) throws IOException {
    SortedMap<String, Long> lengths = new TreeMap<>();
    for (FileStatus file : FileSystems.filesBelow(fs, directory)) {
      lengths.put(Damage.relative(directory, file.getPath()), file.getLen());
    }
    return lengths;
  }

  /** Spark takes no file or directory for data whose name begins with an underscore or a point. */
  static boolean isData(String name) {
    for (String part : name.split("/", -1)) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static void compare(
      Path directory, Manifest written, SortedMap<String, Long> all, List<Damage> damages) {
    for (Manifest.File file : written.all()) {
      Path path = new Path(directory, file.name());
      Long bytes = all.get(file.name());
      if (bytes == null) {
        damages.add(Damage.of(path, "is missing", directory));
      } else if (bytes != file.bytes()) {
        damages.add(
            Damage.of(
                path, "has %,d bytes, %,d were written".formatted(bytes, file.bytes()), directory));
      }
    }
  }

  String name() {
    return path.getName();
  }

  /** Its name as a part of URIs. */
  public String encodedName() {
    String raw = path.toUri().getRawPath();
    return raw.substring(raw.lastIndexOf('/') + 1);
  }

  /** What is to be read to see whether its files are as they were written. */
  public List<FileCheck> checks() {
    return manifest
        .map(
            written ->
                written.all().stream()
                    .map(
                        file ->
                            new FileCheck(new Path(path, file.name()).toString(), file.sha256()))
                    .toList())
        .orElseGet(
            () ->
                found.keySet().stream()
                    .map(name -> new FileCheck(new Path(path, name).toString(), null))
                    .toList());
  }

  /** Whether it is known to have no rows. */
  boolean isEmpty() {
    return manifest.isPresent() && manifest.get().rows() == 0;
  }

  /** Bytes of its files with rows. */
  public long bytes() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What a wave and its copies have in common. Spark's file names are unique to a job. */
  String identity() {
    return manifest
        .map(Manifest::wave)
        .orElseGet(() -> found.isEmpty() ? name() : found.toString());
  }

  /** The name that it was written under, as far as is known. */
  String writtenName() {
    return manifest.map(Manifest::wave).orElse(name());
  }

  /** Whether it has the name that it was written under; not known without a manifest. */
  boolean isOriginal() {
    return manifest.map(written -> written.wave().equals(name())).orElse(false);
  }

  /** Files with rows that the wave was not committed with. */
  public List<Path> foreign() {
    return manifest
        .map(
            written ->
                found.keySet().stream()
                    .filter(
                        name ->
                            written.files().stream().noneMatch(file -> file.name().equals(name)))
                    .map(name -> new Path(path, name))
                    .toList())
        .orElse(List.of());
  }

  /** The files with rows. */
  List<Path> files() {
    return manifest
        .map(written -> written.files().stream().map(Manifest.File::name))
        .orElseGet(() -> found.keySet().stream())
        .map(name -> new Path(path, name))
        .toList();
  }

  /** What Spark is to read: the directory, or single files of it if there are foreign ones. */
  List<Path> readable() {
    return foreign().isEmpty() ? List.of(path) : files();
  }

  /**
   * The draws that the runs of this wave are, as its list says; empty if it has none. Throws a
   * {@link io.github.widesweep.UserException} if the list is not as it was written.
   */
  Optional<List<DrawSet>> draws(FileSystem fs) throws IOException {
    Optional<Manifest.File> file = manifest.flatMap(Manifest::draws);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path list = new Path(path, file.get().name());
    byte[] bytes;
    try (FSDataInputStream in = fs.open(list)) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException | ChecksumException e) {
      throw damaged(list);
    }
    if (!Hashes.sha256(bytes).equals(file.get().sha256())) {
      throw damaged(list);
    }
    return Optional.of(DrawSet.parse(new String(bytes, StandardCharsets.UTF_8)));
  }

  private UserException damaged(Path file) {
    return Damage.of(file, "is not as it was written", path)
        .exception(path.getParent().getParent());
  }
}
