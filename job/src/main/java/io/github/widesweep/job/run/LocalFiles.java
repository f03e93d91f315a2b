package io.github.widesweep.job.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, but that it sets permissions itself. Without its native library,
 * Hadoop starts a process, {@code chmod}, for every file and directory it creates.
 */
final class LocalFiles extends LocalFileSystem {
  /** The setting that names the class. */
  static final String SETTING = "fs.file.impl";

  LocalFiles() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (permission.getStickyBit()) {
        // Java's set of permissions has no such bit.
        super.setPermission(path, permission);
        return;
      }
      java.nio.file.Path file = pathToFile(path).toPath();
      try {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permission.toString()));
      } catch (UnsupportedOperationException e) {
        // Windows.
        super.setPermission(path, permission);
      }
    }
  }
}
