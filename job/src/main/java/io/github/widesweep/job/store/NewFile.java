package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that a command is to write, on any file system that Hadoop knows.
 *
 * @param fs the file system
 * @param path the file, qualified
 */
public record NewFile(FileSystem fs, Path path) {
  /** Throws a {@link UserException} if the file is there. */
  public static NewFile of(String name, Configuration configuration) {
    try {
      Output there = FileSystems.of("output", name, configuration);
      // A file for other programs: without Hadoop's checksum beside it.
      FileSystem raw = there.fs() instanceof LocalFileSystem local ? local.getRaw() : there.fs();
      NewFile file = new NewFile(raw, there.root());
      if (raw.exists(file.path)) {
        throw new UserException(
            "output %s: is there already, expected the name of a new file".formatted(name));
      }
      return file;
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException("output %s: %s".formatted(name, Messages.oneLine(e)), e);
    }
  }

  /** Writes bytes, whole or not at all. */
  public void write(byte[] bytes) {
    try {
      Weights.writeNew(fs, path, bytes);
    } catch (IOException e) {
      throw new UserException(
          "output %s: %s; expected a file that can be written".formatted(path, Messages.oneLine(e)),
          e);
    }
  }

  /**
   * Writes a network as safetensors, whole or not at all.
   *
   * @param about what else its metadata says, by name
   */
  public void write(Network network, Map<String, String> about) {
    write(Safetensors.write(network, about));
  }
}
