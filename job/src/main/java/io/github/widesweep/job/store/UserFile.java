package io.github.widesweep.job.store;

import io.github.widesweep.InputFile;
import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.TensorFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;

/** A network's file that a command is given, on any file system that Hadoop knows. */
public final class UserFile {
  private static final String EXPECTED = "a network's file";

  /** The longest Java array. */
  private static final long LARGEST = Integer.MAX_VALUE - 8;

  /** The bytes of the file, and the numbers they become: two bytes for one where they are F32. */
  private static final int COPIES = 3;

  private UserFile() {}

  /**
   * A network, and what its file says about itself.
   *
   * @param about entries by name, as of {@link NetworkFile#about}
   */
  public record Stored(Network network, Map<String, String> about) {}

  /**
   * Reads a network that says itself what its layers are; whatever is wrong with the file is a
   * {@link UserException}.
   */
  public static Stored network(String name, Configuration configuration) {
    TensorFormat format = TensorFormat.of(name);
    byte[] bytes = bytes(name, configuration);
    try {
      NetworkFile read = NetworkFile.read(format, bytes, List.of());
      return new Stored(read.network(), read.about());
    } catch (UserException e) {
      throw new UserException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * All bytes of a file.
   *
   * @throws UserException if it is no plain file that can be read, or too large for the heap
   */
  public static byte[] bytes(String name, Configuration configuration) {
    Output file = FileSystems.of("network", name, configuration);
    if (file.fs() instanceof LocalFileSystem local) {
      InputFile.requireRegular(local.pathToFile(file.root()).toPath(), EXPECTED);
    }
    try {
      long bytes = file.fs().getFileStatus(file.root()).getLen();
      long heap = Runtime.getRuntime().maxMemory();
      if (bytes > LARGEST || COPIES * bytes > heap) {
        throw new UserException(
            "%s: has %s, expected %s of less than 2 GiB, and a heap of three times its size (it has"
                    .formatted(name, Messages.bytes(bytes), EXPECTED)
                + " %s)".formatted(Messages.bytes(heap)));
      }
      try (FSDataInputStream in = file.fs().open(file.root())) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new UserException(
          "%s: there is no such file, expected %s".formatted(name, EXPECTED), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "%s: %s; expected %s".formatted(name, Messages.oneLine(e), EXPECTED), e);
    }
  }
}
