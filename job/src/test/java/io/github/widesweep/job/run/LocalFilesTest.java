package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir private java.nio.file.Path directory;

  private static int mode(java.nio.file.Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode") & 07777;
  }

  /** Hadoop's own class, asked for the same, sets the same. */
  @Test
  void permissionsAreThoseOfHadoop() throws IOException {
    try (LocalFiles quick = new LocalFiles();
        LocalFileSystem hadoop = new LocalFileSystem()) {
      Configuration conf = new Configuration(false);
      for (LocalFileSystem fs : new LocalFileSystem[] {quick, hadoop}) {
        fs.initialize(directory.toUri(), conf);
        java.nio.file.Path here = directory.resolve(fs == quick ? "quick" : "hadoop");
        Path file = new Path(here.toUri().toString(), "a/file");
        fs.create(file).close();
        assertThat(mode(here)).isEqualTo(0755);
        assertThat(mode(here.resolve("a/file"))).isEqualTo(0644);
        for (int mode : new int[] {0600, 0640, 0777, 0400, 01777, 0755}) {
          fs.setPermission(file, new FsPermission((short) mode));
          assertThat(mode(here.resolve("a/file"))).isEqualTo(mode);
        }
      }
    }
  }

  @Test
  void sessionsUseIt() throws IOException {
    assertThat(FileSystem.newInstance(directory.toUri(), Sessions.hadoop()))
        .isInstanceOf(LocalFiles.class);
  }
}
