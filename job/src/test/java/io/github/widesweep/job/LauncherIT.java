package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
  @TempDir private Path directory;

  private Path here;
  private Launcher launcher;

  @BeforeEach
  void workingDirectory() throws IOException {
    here = Files.createDirectory(directory.resolve("working directory"));
    launcher = new Launcher(here);
    Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL);
  }

  @Test
  void rowsAreTheSameOnOneCoreAndOnTwo() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("ws"), root("submit/widesweep"));
    Result one =
        launcher.launch(link, "run", "spec.yaml", "--output", "one", "--", "--master", "local[1]");
    assertThat(one.exitStatus()).as(String.join("\n", one.err())).isZero();
    assertThat(one.out()).contains("delta_logits", "48 runs done now");
    Result two =
        launcher.launch(
            "run",
            "spec.yaml",
            "--output",
            "two",
            "--chunk-seconds",
            "0.001",
            "--",
            "--master",
            "local[2,4]",
            // Through spark-submit, which loads the program's classes itself.
            "--conf",
            "spark.driver.maxResultSize=512m");
    assertThat(two.exitStatus()).as(String.join("\n", two.err())).isZero();
    List<String> plain = Sweeps.plainRows(Sweeps.SMALL);
    assertThat(Sweeps.rows(here.resolve("one"))).isEqualTo(plain);
    assertThat(Sweeps.rows(here.resolve("two"))).isEqualTo(plain);
    assertThat(names()).containsExactlyInAnyOrder("spec.yaml", "one", "two");
  }

  @Test
  void aTypoIsOneLineWithItsPlace() throws IOException {
    Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL.replace("epochs", "epoch"));
    assertRefused("spec.yaml:5", "epoch");
  }

  @Test
  void aTextCellIsOneLineWithItsPlace() throws IOException {
    Files.writeString(
        here.resolve("spec.yaml"),
        Sweeps.SMALL.replaceFirst(
            "data: .*", "data: {source: csv, file: samples.csv, target: y, task: regression}"));
    Files.writeString(here.resolve("samples.csv"), "a,b,y\n1,2,3\n4,five,6\n7,8,9\n");
    assertRefused("samples.csv", "3", "five");
  }

  @Test
  void anOutputThatCannotBeWrittenIsOneLineWithItsName() throws IOException {
    // Below a file: refused to everybody, to root too.
    Files.writeString(here.resolve("file"), "");
    assertRefusedTo("file/out", "file/out");
  }

  @Test
  void aBlasThatDoesNotExistIsOneLine() throws IOException {
    List<String> before = names();
    Result result =
        launcher.launch(
            "run",
            "spec.yaml",
            "--output",
            "out",
            "--",
            "--conf",
            "spark.driver.defaultJavaOptions=-Dwidesweep.blas=native");
    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.err())
        .containsExactly(
            "widesweep: -Dwidesweep.blas is native, expected openblas, system, vector or java");
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void benchFindsTheNumpyLoop() {
    Result result = launcher.launch("bench", "--quick", "--widths", "3");
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("NumPy [\\d.]+|No NumPy loop to compare with: .*python3")
        .doesNotContain("there is no");
  }

  private void assertRefused(String... parts) throws IOException {
    assertRefusedTo("out", parts);
  }

  private void assertRefusedTo(String output, String... parts) throws IOException {
    List<String> before = names();
    Result result = launcher.launch("run", "spec.yaml", "--output", output);
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasSize(1);
    assertThat(result.err().get(0)).startsWith("widesweep: ").contains(parts);
    assertThat(names()).isEqualTo(before);
  }

  private static Path root(String name) {
    return Launcher.root().resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(here)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
