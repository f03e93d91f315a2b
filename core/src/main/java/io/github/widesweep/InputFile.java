package io.github.widesweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files of the user's. Only regular ones are opened: reading a pipe may wait for ever, reading a
 * device may never end.
 */
public final class InputFile {
  private InputFile() {}

  /**
   * Opens a file.
   *
   * @param expected what the file should be, as a noun phrase: "a YAML file"
   * @throws UserException if it is not there or no regular file
   */
  public static InputStream open(Path file, String expected) throws IOException {
    requireRegular(file, expected);
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw missing(file, expected);
    }
  }

  /** Throws a {@link UserException} unless the file is there and a regular one. */
  public static void requireRegular(Path file, String expected) {
    if (Files.isDirectory(file)) {
      throw new UserException("%s: is a directory, expected %s".formatted(file, expected));
    } else if (!Files.exists(file)) {
      throw missing(file, expected);
    } else if (!Files.isRegularFile(file)) {
      throw new UserException(
          "%s: is a device, a pipe or a socket, expected %s".formatted(file, expected));
    }
  }

  private static UserException missing(Path file, String expected) {
    return new UserException(
        "%s: there is no such file (looked for %s), expected %s"
            .formatted(file, file.toAbsolutePath().normalize(), expected));
  }
}
