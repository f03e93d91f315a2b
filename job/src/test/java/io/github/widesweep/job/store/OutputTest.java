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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
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
  void valuesThatHardlyRepeatHaveNoDictionary() throws IOException {
    Path sweep = directory.resolve("sweep");
    Sweeps.copyFinished(sweep);
    assertThat(columns(somePart(sweep.resolve("runs"))))
        .containsEntry("status", true)
        .containsEntry("target", true)
        .containsEntry("run_id", false)
        .containsEntry("psi", false)
        .containsEntry("layers.list.element.layer_psi", false)
        .containsEntry("layers.list.element.role", true);
  }

  private static Path somePart(Path table) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  /** Whether the columns of a Parquet file have a dictionary, by name. */
  private static Map<String, Boolean> columns(Path parquet) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(parquet.toUri()), new Configuration(false)))) {
      return reader.getFooter().getBlocks().get(0).getColumns().stream()
          .collect(
              Collectors.toMap(
                  column -> column.getPath().toDotString(), column -> column.hasDictionaryPage()));
    }
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
