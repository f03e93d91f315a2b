package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a relative {@code data.file} is: in the working directory, else beside the spec. */
final class DataFile {
  private static final String DATA = "data";
  private static final String FILE = "file";

  private DataFile() {}

  /**
   * Puts the path of a file that is only beside the spec in place of its name.
   *
   * @param folder where the spec is
   * @return what is wrong if there is no such file in either place
   */
  static Optional<SpecException> find(SpecTree tree, Path folder) {
    JsonNode written = tree.root().path(DATA).path(FILE);
    if (!written.isTextual() || written.textValue().isBlank()) {
      return Optional.empty();
    }
    Path here;
    try {
      here = Path.of(written.textValue());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    Path beside = folder.resolve(here);
    if (here.isAbsolute() || beside.equals(here) || Files.exists(here)) {
      return Optional.empty();
    }
    if (Files.exists(beside)) {
      ((ObjectNode) tree.root().get(DATA)).put(FILE, beside.toString());
      return Optional.empty();
    }
    return Optional.of(
        tree.error(
            DATA + "." + FILE,
            written.textValue(),
            "a file: neither %s nor %s is there".formatted(here, beside)));
  }
}
