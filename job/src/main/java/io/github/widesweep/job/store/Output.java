package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of a sweep, on any file system that Hadoop knows: a directory per table, whose
 * waves {@link Waves} keeps, and {@code weights/} with a safetensors file per trained network.
 *
 * @param fs the file system
 * @param root the directory, qualified: means the same on every machine
 */
public record Output(FileSystem fs, Path root) {
  private static final String WEIGHTS = "weights";

  /** The directory {@code name}; nothing is created or checked. */
  public static Output of(String name, Configuration configuration) {
    return FileSystems.of("output", name, configuration);
  }

  public Waves waves(Table<?> table) {
    return new Waves(fs, new Path(root, table.name()));
  }

  public Path weights(String fileName) {
    return new Path(new Path(root, WEIGHTS), fileName);
  }

  /** Path as the tables record it, relative to the output so that an output can be moved. */
  public static String relative(Path weights) {
    return WEIGHTS + "/" + weights.getName();
  }

  public Path resolve(String relative) {
    return new Path(root, relative);
  }

  /** Whether there is a table: provenance is the first, but may have been lost. */
  public boolean holdsSweep() {
    try {
      for (Table<?> table : Tables.all()) {
        if (fs.exists(waves(table).directory())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(root, Messages.oneLine(e)), e);
    }
  }

  /** Throws a {@link UserException} unless a sweep has been started here. */
  public void requireSweep() {
    if (!holdsSweep()) {
      throw new UserException("%s: holds no sweep, expected an output of run".formatted(root));
    }
  }

  /**
   * Creates the directory and its parents if they are absent, and makes sure that files can be
   * written there. A directory that is not empty must be a sweep's. Whatever was created is removed
   * again when that fails.
   */
  public void requireWritable() {
    List<Path> created = new ArrayList<>();
    try {
      for (Path path = root; path != null && !fs.exists(path); path = path.getParent()) {
        created.add(path);
      }
      if (created.isEmpty()) {
        requireOurs();
      }
      if (!fs.mkdirs(root)) {
        throw new IOException("cannot be created");
      }
      Path probe = new Path(root, ".probe-" + UUID.randomUUID());
      fs.create(probe, false).close();
      fs.delete(probe, false);
    } catch (IOException e) {
      remove(created);
      throw new UserException(
          "output %s: %s; expected a directory that can be created or written"
              .formatted(root, Messages.oneLine(e)),
          e);
    }
  }

  private void requireOurs() throws IOException {
    if (!fs.getFileStatus(root).isDirectory()) {
      throw new IOException("is a file");
    }
    boolean empty =
        Arrays.stream(fs.listStatus(root))
            .allMatch(entry -> Lease.isLease(entry.getPath().getName()));
    if (!empty && !holdsSweep()) {
      throw new UserException(
          "output %s: holds other files and no sweep; expected a new directory or a sweep's"
              .formatted(root));
    }
  }

  /** Removes everything but leases; to be called by whoever holds one. */
  public void clear() {
    try {
      for (FileStatus entry : fs.listStatus(root)) {
        if (!Lease.isLease(entry.getPath().getName())) {
          fs.delete(entry.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "output %s: %s; expected files that can be removed".formatted(root, Messages.oneLine(e)),
          e);
    }
  }

  /** Removes directories that are still empty, innermost first. */
  private void remove(List<Path> directories) {
    for (Path path : directories) {
      try {
        if (fs.exists(path) && fs.listStatus(path).length == 0) {
          fs.delete(path, false);
        }
      } catch (IOException e) {
        return;
      }
    }
  }
}
