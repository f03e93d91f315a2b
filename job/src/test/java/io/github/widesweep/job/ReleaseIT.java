package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release, unpacked into an empty directory, with Spark's jars from elsewhere. */
class ReleaseIT {
  @TempDir private Path directory;

  private Launcher launcher;
  private Path script;

  private void unpack() throws IOException, InterruptedException {
    Path archive;
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      archive =
          built.filter(file -> file.toString().endsWith("-bin.tar.gz")).findFirst().orElseThrow();
    }
    Process tar =
        new ProcessBuilder("tar", "xzf", archive.toAbsolutePath().toString())
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    Path release;
    try (Stream<Path> folders = Files.list(directory)) {
      release = folders.findFirst().orElseThrow();
    }
    // What ends up in SPARK_HOME: no more than its jars is needed on one machine.
    Path spark = Launcher.root().resolve("submit/target/spark");
    launcher = new Launcher(release, Map.of("SPARK_HOME", spark.toString()));
    script = release.resolve("submit/widesweep");
    for (String file : List.of("THIRD-PARTY.txt", "LGPL-2.1.txt", "NOTICE", "README.txt")) {
      assertThat(release.resolve("licenses").resolve(file)).isNotEmptyFile();
    }
    assertThat(release.resolve("licenses/THIRD-PARTY.txt")).content().contains("jfreechart");
  }

  @Test
  void quickstartFromTheTarball() throws IOException, InterruptedException {
    unpack();
    List<String> spec =
        List.of(
            "conf/quickstart.yaml",
            "--set",
            "grid.widths=[5]",
            "--set",
            "grid.draws=2",
            "--set",
            "grid.calibration_samples=100");
    assertSays("runs              12", "plan", spec);
    assertSays("12 runs done now, 12 in all, 0 failed", "run", spec, "--output", "out");
    assertSays("runs       12: done 12", "status", List.of("out"));
    Result sql = launch("sql", List.of("out"), "SELECT count(*) AS n FROM runs", "--format", "csv");
    assertThat(sql.out()).isEqualTo("n\n12\n");
    assertThat(sql.err()).isEmpty();
  }

  private void assertSays(String text, String command, List<String> spec, String... more) {
    Result result = launch(command, spec, more);
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isZero();
    assertThat(result.out()).contains(text);
    assertThat(result.err()).allMatch(line -> line.startsWith("runs "));
  }

  private Result launch(String command, List<String> spec, String... more) {
    return launcher.launch(
        script,
        Stream.of(Stream.of(command), spec.stream(), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }
}
