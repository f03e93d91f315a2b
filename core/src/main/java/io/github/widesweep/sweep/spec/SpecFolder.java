package io.github.widesweep.sweep.spec;

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
}
