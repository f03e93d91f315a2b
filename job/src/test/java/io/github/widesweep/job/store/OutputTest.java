package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.run.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir private Path directory;

  @Test
  void aNewDirectoryIsCreatedAndLeftEmpty() throws IOException {
    Path fresh = directory.resolve("a/b");
    Sweeps.output(fresh).requireWritable();
    assertThat(list(fresh)).isEmpty();
  }

  @Test
  void belowAFileNothingIsWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path below = file.resolve("out/deep");
    assertThatThrownBy(() -> Sweeps.output(below).requireWritable())
        .isInstanceOf(UserException.class)
        .hasMessageContaining(below.toString())
        .hasMessageContaining("expected a directory")
        .hasMessageNotContaining("\n");
    assertThat(list(directory)).containsExactly(file);
    assertThatThrownBy(() -> Sweeps.output(file).requireWritable())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void aDirectoryOfOtherThingsIsRefused() throws IOException {
    Files.writeString(directory.resolve("thesis.tex"), "x");
    assertThatThrownBy(() -> Sweeps.output(directory).requireWritable())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds other files");
  }

  @Test
  void aSweepsDirectoryIsAccepted() throws IOException {
    Files.createDirectories(directory.resolve("provenance"));
    Files.createDirectories(directory.resolve("weights"));
    assertThatCode(() -> Sweeps.output(directory).requireWritable()).doesNotThrowAnyException();
  }

  @Test
  void aDirectoryWithoutASweepCannotBeRead() {
    assertThatThrownBy(() -> Sweeps.output(directory).requireSweep())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds no sweep");
  }

  @Test
  void anUnknownFileSystemIsTheUsersMistake() {
    assertThatThrownBy(() -> Output.of("nosuch://host/dir", Sessions.hadoop()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nosuch");
  }

  private static List<Path> list(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.toList();
    }
  }
}
