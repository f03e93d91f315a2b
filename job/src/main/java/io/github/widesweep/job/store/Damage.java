package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Something in an output that is not as it was written.
 *
 * @param file what is wrong, a file or the directory of a wave
 * @param problem what is wrong with it, as the end of a sentence that begins with the file
 * @param aside what {@code repair} moves out of the way; empty where there is nothing to move
 */
public record Damage(Path file, String problem, Optional<Path> aside) {
  /** Damage whose remedy is to move {@code aside} out of the way. */
  public static Damage of(Path file, String problem, Path aside) {
    return new Damage(file, problem, Optional.of(aside));
  }

  /** One line with the file, relative to the output if it is below it, and the remedy. */
  public String line(Path root) {
    return "%s %s; %s".formatted(relative(root, file), problem, remedy(root));
  }

  private String remedy(Path root) {
    return aside
        .map(
            path ->
                (path.equals(file)
                        ? "repair moves it aside"
                        : "repair moves " + relative(root, path) + " aside")
                    + ", run does again what is missing then")
        .orElse("run does it again");
  }

  /** The same as a mistake that a command ends with. */
  UserException exception(Path root) {
    return new UserException(
        "%s: %s; expected a whole output: widesweep repair %s".formatted(root, line(root), root));
  }

  /** A path as it is named below a directory; whole if it is not below it. */
  public static String relative(Path directory, Path path) {
    String above = directory.toUri().getPath().replaceFirst("/*$", "/");
    String name = path.toUri().getPath();
    return name.startsWith(above) ? name.substring(above.length()) : path.toString();
  }
}
