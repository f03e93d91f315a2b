package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts of a table, by names and lengths alone. */
class SurveyTest {
  @TempDir private Path table;

  private FileSystem fs;

  @BeforeEach
  void open() throws IOException {
    fs = new LocalFileSystem(new RawLocalFileSystem());
    fs.initialize(table.toUri(), new Configuration(false));
  }

  private Survey survey() throws IOException {
    return Survey.of(fs, new org.apache.hadoop.fs.Path(table.toUri()));
  }

  /** A wave of two files of which one lies in a folder, as the file systems of Hadoop write it. */
  private void wave(String name, String... replaces) throws IOException {
    org.apache.hadoop.fs.Path directory =
        new org.apache.hadoop.fs.Path(table.resolve(name).toUri());
    write(directory, "part-0-" + name + ".parquet", 10);
    write(directory, "more/part-1-" + name + ".parquet", 20);
    new Manifest(
            name,
            "invocation",
            "fingerprint",
            List.of(replaces),
            List.of(
                new Manifest.File("part-0-" + name + ".parquet", 10, 1, ""),
                new Manifest.File("more/part-1-" + name + ".parquet", 20, 1, "")),
            Optional.empty())
        .write(fs, directory);
    write(directory, Wave.MARK, 0);
  }

  private void write(org.apache.hadoop.fs.Path directory, String name, int bytes)
      throws IOException {
    try (var out = fs.create(new org.apache.hadoop.fs.Path(directory, name), false)) {
      out.write(new byte[bytes]);
    }
  }

  private void copy(String from, String to) throws IOException {
    try (var files = Files.walk(table.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, table.resolve(to).resolve(table.resolve(from).relativize(file)));
      }
    }
  }

  private static List<String> names(List<Wave> waves) {
    return waves.stream().map(Wave::name).toList();
  }

  @Test
  void aTableThatIsNotThereIsEmpty() throws IOException {
    Files.delete(table);
    assertThat(survey())
        .isEqualTo(new Survey(List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void onlyWhatIsMarkedCounts() throws IOException {
    wave("b");
    wave("a");
    wave("c");
    Files.delete(table.resolve("a").resolve(Wave.MARK));
    Files.writeString(table.resolve("note.txt"), "");
    Survey survey = survey();
    assertThat(names(survey.counting())).containsExactly("b", "c");
    assertThat(survey.uncommitted()).extracting(path -> path.getName()).containsExactly("a");
    assertThat(survey.others()).extracting(path -> path.getName()).containsExactly("note.txt");
    assertThat(survey.counting()).allSatisfy(wave -> assertThat(wave.damages()).isEmpty());
    assertThat(survey.counting().get(0).readable())
        .extracting(path -> path.getName())
        .containsExactly("b");
  }

  @Test
  void aCopyDoesNotCountWhateverItIsCalled() throws IOException {
    wave("m");
    copy("m", "a");
    copy("m", "z");
    assertThat(names(survey().counting())).containsExactly("m");
    assertThat(names(survey().copies())).containsExactly("a", "z");
    // The same without manifests, as older versions wrote waves: the first by name counts.
    for (String name : List.of("a", "m", "z")) {
      Files.delete(table.resolve(name).resolve(Manifest.NAME));
    }
    assertThat(names(survey().counting())).containsExactly("a");
    assertThat(names(survey().copies())).containsExactly("m", "z");
  }

  @Test
  void aWholeCopyCountsInPlaceOfADamagedOriginal() throws IOException {
    wave("m");
    copy("m", "z");
    Files.delete(table.resolve("m/part-0-m.parquet"));
    assertThat(names(survey().counting())).containsExactly("z");
    assertThat(names(survey().copies())).containsExactly("m");
  }

  @Test
  void aWaveThatWasRenamedCounts() throws IOException {
    wave("m");
    Files.move(table.resolve("m"), table.resolve("n"));
    assertThat(names(survey().counting())).containsExactly("n");
    assertThat(survey().copies()).isEmpty();
  }

  @Test
  void whatALaterWaveReplacesDoesNotCountUntilThatOneIsGone() throws IOException {
    wave("a");
    wave("b");
    wave("c", "a", "b");
    wave("d");
    copy("a", "e");
    assertThat(names(survey().counting())).containsExactly("c", "d");
    assertThat(names(survey().replaced())).containsExactly("a", "b");
    assertThat(names(survey().copies())).containsExactly("e");
    Files.delete(table.resolve("c").resolve(Wave.MARK));
    assertThat(names(survey().counting())).containsExactly("a", "b", "d");
  }

  @Test
  void filesThatAreMissingOrOfAnotherLengthAreNamed() throws IOException {
    wave("a");
    Files.write(table.resolve("a/part-0-a.parquet"), new byte[9]);
    Files.delete(table.resolve("a/more/part-1-a.parquet"));
    assertThat(survey().counting().get(0).damages())
        .extracting(damage -> damage.line(new org.apache.hadoop.fs.Path(table.toUri())))
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith("a/part-0-a.parquet has 9 bytes, 10 were written; repair moves a "),
            line -> assertThat(line).startsWith("a/more/part-1-a.parquet is missing; repair"));
  }

  @Test
  void filesThatWereAddedAreNotRead() throws IOException {
    wave("a");
    Files.copy(table.resolve("a/part-0-a.parquet"), table.resolve("a/part-7.parquet"));
    Wave wave = survey().counting().get(0);
    assertThat(wave.damages()).isEmpty();
    assertThat(wave.foreign()).extracting(path -> path.getName()).containsExactly("part-7.parquet");
    assertThat(wave.readable())
        .extracting(path -> path.getName())
        .containsExactly("part-1-a.parquet", "part-0-a.parquet");
  }
}
