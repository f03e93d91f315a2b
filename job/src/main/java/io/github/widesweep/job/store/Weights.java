package io.github.widesweep.job.store;

import io.github.widesweep.job.Hashes;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files of trained networks. */
public final class Weights {
  /** Of a hash in a file's name: enough to tell the networks of a sweep apart. */
  private static final int HASH_DIGITS = 16;

  private Weights() {}

  /**
   * Stores a network under a name that holds its hash: what is there once is never changed. A file
   * is written under a name of its own first, then renamed.
   *
   * @param networkId name of the network
   */
  public static StoredWeights write(Output output, String networkId, Network network)
      throws IOException {
    byte[] bytes = Safetensors.write(network);
    StoredWeights stored = stored(output, networkId, Hashes.sha256(bytes));
    write(output, stored, bytes);
    return stored;
  }

  private static StoredWeights stored(Output output, String networkId, String sha256) {
    String name = "%s-%s.safetensors".formatted(networkId, sha256.substring(0, HASH_DIGITS));
    return new StoredWeights(Status.OK, Output.relative(output.weights(name)), sha256);
  }

  /** Where a network of the user's own is kept, which is known before it is there. */
  public static StoredWeights own(Output output, NetworkKey key) {
    return stored(output, key.id(), key.content());
  }

  /**
   * Stores a network again whose file was lost, or for the first time where its hash is known.
   *
   * @return its hash; where that is not the recorded one, nothing was written
   */
  public static String restore(Output output, StoredWeights recorded, Network network)
      throws IOException {
    byte[] bytes = Safetensors.write(network);
    String sha256 = Hashes.sha256(bytes);
    if (sha256.equals(recorded.sha256())) {
      write(output, recorded, bytes);
    }
    return sha256;
  }

  /** Files there, by the names that the tables record. */
  public static Set<String> files(Output output) {
    try {
      return Arrays.stream(output.fs().listStatus(output.weights("any").getParent()))
          .map(status -> Output.relative(status.getPath()))
          .collect(Collectors.toSet());
    } catch (FileNotFoundException e) {
      return Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the weights in " + output.root(), e);
    }
  }

  private static void write(Output output, StoredWeights stored, byte[] bytes) throws IOException {
    FileSystem fs = output.fs();
    Path file = output.resolve(stored.file());
    if (isWhole(fs, file, stored.sha256())) {
      return;
    }
    Path partial = writePartial(fs, file, bytes);
    // Some file systems rename onto an existing file, others refuse to. One that is there is
    // broken, or was just written by another attempt at the same network: the same bytes.
    if (!fs.rename(partial, file)) {
      fs.delete(file, false);
      if (!fs.rename(partial, file) && !isWhole(fs, file, stored.sha256())) {
        throw new IOException("cannot rename %s to %s".formatted(partial, file));
      }
    }
  }

  private static boolean isWhole(FileSystem fs, Path file, String sha256) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return Hashes.sha256(in).equals(sha256);
    } catch (FileNotFoundException | ChecksumException e) {
      return false;
    }
  }

  /**
   * Writes a new file whole or not at all.
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
  public static Network read(Output output, StoredWeights stored) throws IOException {
    Path file = output.resolve(stored.file());
    byte[] bytes;
    try (FSDataInputStream in = output.fs().open(file)) {
      bytes = in.readAllBytes();
    }
    String found = Hashes.sha256(bytes);
    if (!found.equals(stored.sha256())) {
      throw new IOException(
          "%s has SHA-256 %s, recorded is %s".formatted(file, found, stored.sha256()));
    }
    return Safetensors.read(bytes);
  }
}
