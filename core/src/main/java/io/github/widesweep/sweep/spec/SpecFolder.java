package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.yaml.PlacedException;
import io.github.widesweep.yaml.YamlTree;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a spec is: files that it names relatively are looked for in the working directory, else
 * beside the spec.
 *
 * @param path the directory
 */
public record SpecFolder(Path path) {
  /** Of a spec without a file of its own: nothing is beside it that is not looked for anyway. */
  public static final SpecFolder WORKING = new SpecFolder(Path.of(""));

  /** How names on file systems that are named begin: {@code s3a://}, {@code file:/}. */
  private static final Pattern ELSEWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private static final String DATA = "data";
  private static final String FILE = "file";

  /** The directory of a spec's file. */
  static SpecFolder of(Path spec) {
    return spec.getParent() == null ? WORKING : new SpecFolder(spec.getParent());
  }

  /**
   * Where a file or a pattern of files would be beside the spec.
   *
   * @return empty for a name that means the same place everywhere, and where the spec is in the
   *     working directory itself
   */
  public Optional<Path> beside(String name) {
    if (name.isBlank() || ELSEWHERE.matcher(name).matches()) {
      return Optional.empty();
    }
    try {
      Path here = Path.of(name);
      return Optional.of(path.resolve(here)).filter(beside -> !beside.equals(here));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Finds {@code data.file}, which is on this machine: the path of one that is only beside the spec
   * is put in place of its name.
   *
   * @return what is wrong if there is no such file in either place
   */
  Optional<PlacedException> findDataFile(YamlTree tree) {
    JsonNode written = tree.root().path(DATA).path(FILE);
    String name = written.isTextual() ? written.textValue() : "";
    Optional<Path> beside = beside(name);
    if (beside.isEmpty() || Files.exists(Path.of(name))) {
      return Optional.empty();
    }
    if (Files.exists(beside.get())) {
      ((ObjectNode) tree.root().get(DATA)).put(FILE, beside.get().toString());
      return Optional.empty();
    }
    return Optional.of(
        tree.error(
            DATA + "." + FILE,
            name,
            "a file: neither %s nor %s is there".formatted(name, beside.get())));
  }
}
