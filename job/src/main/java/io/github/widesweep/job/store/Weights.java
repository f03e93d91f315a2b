package io.github.widesweep.job.store;

import io.github.widesweep.job.Hashes;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files of trained networks. */
public final class Weights {
  private Weights() {}

  /** Name of a network's file. */
  public static String fileName(String networkId) {
    return networkId + ".safetensors";
  }

  /**
   * Writes a file whole or not at all: under a name of its own first, then renamed. Writers of the
   * same network write the same bytes, so it does not matter who is last.
   *
   * @return SHA-256 of the file, hex
   */
  public static String write(Output output, String fileName, Network network) throws IOException {
    byte[] bytes = Safetensors.write(network);
    FileSystem fs = output.fs();
    Path file = output.weights(fileName);
    Path partial = writePartial(fs, file, bytes);
    // Some file systems rename onto an existing file, others refuse to.
    if (!fs.rename(partial, file)) {
      fs.delete(file, false);
      if (!fs.rename(partial, file)) {
        throw new IOException("cannot rename %s to %s".formatted(partial, file));
      }
    }
    return Hashes.sha256(bytes);
  }

  /**
   * Writes a new file whole or not at all, as {@link #write(Output, String, Network)} does.
   *
   * @throws IOException also if the file is there
   */
  public static void writeNew(FileSystem fs, Path file, byte[] bytes) throws IOException {
    Path partial = writePartial(fs, file, bytes);
    if (fs.exists(file) || !fs.rename(partial, file)) {
      fs.delete(partial, false);
      throw new IOException("cannot rename %s to %s".formatted(partial, file));
    }
  }

  /** Writes bytes beside a file, under a name of their own. */
  private static Path writePartial(FileSystem fs, Path file, byte[] bytes) throws IOException {
    Path partial = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    try (OutputStream out = fs.create(partial, false)) {
      out.write(bytes);
    } catch (IOException e) {
      fs.delete(partial, false);
      throw e;
    }
    return partial;
  }

  /** Reads a file and makes sure that it is the one whose hash was recorded. */
  public static Network read(Output output, String fileName, String sha256) throws IOException {
    Path file = output.weights(fileName);
    byte[] bytes;
    try (FSDataInputStream in = output.fs().open(file)) {
      bytes = in.readAllBytes();
    }
    String found = Hashes.sha256(bytes);
    if (!found.equals(sha256)) {
      throw new IOException("%s has SHA-256 %s, recorded is %s".formatted(file, found, sha256));
    }
    return Safetensors.read(bytes);
  }
}
