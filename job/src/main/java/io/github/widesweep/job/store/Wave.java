package io.github.widesweep.job.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

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
  static final String MARK = "_SUCCESS";

  /** The wave in a directory; empty if none was committed there. */
  static Optional<Wave> in(FileSystem fs, Path directory) throws IOException {
    FileStatus mark;
    try {
      mark = fs.getFileStatus(new Path(directory, MARK));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    SortedMap<String, Long> found = found(fs, directory);
    List<Damage> damages = new ArrayList<>();
    Optional<Manifest> manifest = Optional.empty();
    try {
      manifest = Manifest.read(fs, directory);
      manifest.ifPresent(written -> compare(directory, written, found, damages));
    } catch (Manifest.UnreadableException e) {
      damages.add(Damage.of(new Path(directory, Manifest.NAME), e.getMessage(), directory));
    }
    return Optional.of(
        new Wave(
            directory,
            Instant.ofEpochMilli(mark.getModificationTime()),
            manifest,
            found,
            List.copyOf(damages)));
  }

  private static SortedMap<String, Long> found(FileSystem fs, Path directory) throws IOException {
    SortedMap<String, Long> found = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(directory, true);
    while (files.hasNext()) {
      FileStatus file = files.next();
      String name = Damage.relative(directory, file.getPath());
      if (isData(name)) {
        found.put(name, file.getLen());
      }
    }
    return found;
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
      Path directory, Manifest written, SortedMap<String, Long> found, List<Damage> damages) {
    for (Manifest.File file : written.files()) {
      Path path = new Path(directory, file.name());
      Long bytes = found.get(file.name());
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
  String encodedName() {
    String raw = path.toUri().getRawPath();
    return raw.substring(raw.lastIndexOf('/') + 1);
  }

  /** What is to be read to see whether its files are as they were written. */
  List<FileCheck> checks() {
    return manifest
        .map(
            written ->
                written.files().stream()
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
  List<Path> foreign() {
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

  /** What Spark is to read: the directory, or single files of it if there are foreign ones. */
  List<Path> readable() {
    if (foreign().isEmpty()) {
      return List.of(path);
    }
    return manifest.orElseThrow().files().stream()
        .map(file -> new Path(path, file.name()))
        .toList();
  }
}
