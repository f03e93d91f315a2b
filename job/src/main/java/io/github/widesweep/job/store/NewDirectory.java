package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory of files for other programs that a command is to write, whole or not at all, on any
 * file system that Hadoop knows: files are written into a directory beside it, which {@link
 * #commit} renames. What is not committed is removed by {@link #close}.
 */
public final class NewDirectory implements AutoCloseable {
  /** The file that says that a directory was written by a command, and what is in it. */
  public static final String MARK = "export.json";

  private final FileSystem fs;
  private final Path path;
  private final Path staged;
  private boolean committed;

  /** What may be done with a directory of an earlier command. */
  public enum Existing {
    KEEP,
    REPLACE
  }

  private NewDirectory(FileSystem fs, Path path) {
    this.fs = fs;
    this.path = path;
    this.staged = beside("new");
  }

  /**
   * Begins a directory.
   *
   * @throws UserException if there are files already; those of an earlier command may be replaced
   *     if the user said so, others never
   */
  public static NewDirectory of(String name, Configuration configuration, Existing existing) {
    try {
      Output there = FileSystems.of("output", name, configuration);
      // Files for other programs: without Hadoop's checksums beside them.
      FileSystem raw = there.fs() instanceof LocalFileSystem local ? local.getRaw() : there.fs();
      NewDirectory directory = new NewDirectory(raw, there.root());
      directory.requireFree(name, existing);
      if (!raw.mkdirs(directory.staged)) {
        throw new IOException("cannot be created");
      }
      return directory;
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException("output %s: %s".formatted(name, Messages.oneLine(e)), e);
    }
  }

  private void requireFree(String name, Existing existing) throws IOException {
    if (!fs.exists(path)) {
      return;
    }
    if (fs.getFileStatus(path).isDirectory()) {
      if (fs.listStatus(path).length == 0) {
        return;
      }
      if (fs.exists(new Path(path, MARK))) {
        if (existing == Existing.REPLACE) {
          return;
        }
        throw new UserException(
            "output %s: holds an earlier export, expected --overwrite to replace it, or a new"
                    .formatted(name)
                + " directory");
      }
    }
    throw new UserException(
        "output %s: holds other files, expected a new or empty directory".formatted(name));
  }

  private Path beside(String what) {
    return new Path(
        path.getParent(), ".%s.%s-%s".formatted(path.getName(), what, UUID.randomUUID()));
  }

  /** The place of a file until the directory is committed. */
  public Path staged(String fileName) {
    return new Path(staged, fileName);
  }

  public FileSystem fs() {
    return fs;
  }

  /** The directory, qualified. */
  public Path path() {
    return path;
  }

  /** A new file of text in UTF-8. */
  public OutputStream create(String fileName) throws IOException {
    return fs.create(staged(fileName), false);
  }

  /**
   * Makes all that was written the directory.
   *
   * @param mark the contents of {@value #MARK}
   */
  public void commit(String mark) throws IOException {
    try (OutputStream out = create(MARK)) {
      out.write(mark.getBytes(StandardCharsets.UTF_8));
    }
    Path before = beside("old");
    boolean replaces = fs.exists(path);
    if (replaces && !fs.rename(path, before)) {
      throw new IOException("cannot rename %s to %s".formatted(path, before));
    }
    if (!fs.rename(staged, path)) {
      if (replaces) {
        fs.rename(before, path);
      }
      throw new IOException("cannot rename %s to %s".formatted(staged, path));
    }
    committed = true;
    if (replaces) {
      fs.delete(before, true);
    }
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      fs.delete(staged, true);
    }
  }
}
