package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The place of {@code data.file}, which is on this machine. */
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
  static Optional<SpecException> find(SpecTree tree, SpecFolder folder) {
    JsonNode written = tree.root().path(DATA).path(FILE);
    String name = written.isTextual() ? written.textValue() : "";
    Optional<Path> beside = folder.beside(name);
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
