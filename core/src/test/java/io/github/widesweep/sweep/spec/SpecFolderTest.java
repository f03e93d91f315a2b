package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecFolderTest {
  private static final SpecFolder FOLDER = SpecFolder.of(Path.of("conf", "s.yaml"));

  @ParameterizedTest
  @CsvSource({
    "a.csv, conf/a.csv", "nets/*.npz, conf/nets/*.npz", "../a.csv, conf/../a.csv",
    "./a.csv, conf/./a.csv", "a b.csv, conf/a b.csv", "'{a,b}.npz', 'conf/{a,b}.npz'",
    "c:/a.csv, conf/c:/a.csv"
  })
  void aRelativeNameIsLookedForBesideTheSpec(String name, String beside) {
    assertThat(FOLDER.beside(name)).contains(Path.of(beside));
  }

  /** Absolute names, and those of file systems that are named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/a.csv",
        "s3a://bucket/a.csv",
        "hdfs:/a.csv",
        "file:///a.csv",
        "abfs+x.y-z:/a",
        "",
        " ",
        "a\u0000b"
      })
  void aNameThatMeansOnePlaceIsNotLookedFor(String name) {
    assertThat(FOLDER.beside(name)).isEmpty();
  }

  @Test
  void nothingIsBesideASpecInTheWorkingDirectory() {
    assertThat(SpecFolder.of(Path.of("s.yaml"))).isEqualTo(SpecFolder.WORKING);
    assertThat(SpecFolder.WORKING.beside("a.csv")).isEmpty();
    assertThat(SpecFolder.of(Path.of("/s.yaml")).beside("a.csv")).contains(Path.of("/a.csv"));
  }
}
