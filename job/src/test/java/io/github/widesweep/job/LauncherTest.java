package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which jar {@code submit/widesweep} runs, in a checkout whose Maven and Spark are pretended. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "submit", "widesweep");

  @TempDir private Path root;

  private int builds;

  @BeforeEach
  void checkout() throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash", "-c", "command -v ps").start();
    assumeTrue(bash.waitFor() == 0, "no bash with ps on this system");
    for (String source : List.of("pom.xml", "core/pom.xml", "core/src/main/a", "job/pom.xml")) {
      write(source, "");
      Files.setLastModifiedTime(root.resolve(source), FileTime.fromMillis(0));
    }
    write("job/src/main/b", "");
    write("submit/widesweep", Files.readString(SCRIPT));
    // What is built says which sources it is of.
    write(
        "bin/mvn",
        """
        #!/usr/bin/env bash
        mkdir -p job/target
        cat job/src/main/b > job/target/widesweep.jar
        """);
    write(
        "spark/bin/spark-submit",
        """
        #!/usr/bin/env bash
        for word; do [[ $word != *.jar ]] || echo "$word"; done
        """);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  /** The jar that a launch gives to Spark. */
  private Path launch() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", root.resolve("submit/widesweep").toString(), "plan");
    builder.environment().put("SPARK_HOME", root.resolve("spark").toString());
    builder.environment().merge("PATH", root.resolve("bin") + ":", (path, bin) -> bin + path);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isZero();
    builds += err.contains("building") ? 1 : 0;
    assertThat(out.lines()).hasSize(1);
    return Path.of(out.strip());
  }

  private Path launch(String sources) throws IOException, InterruptedException {
    write("job/src/main/b", sources);
    Path jar = launch();
    assertThat(jar).hasContent(sources);
    return jar;
  }

  @Test
  void aBuildTouchesNoJarThatRuns() throws IOException, InterruptedException {
    Path first = launch("one");
    assertThat(first.getParent()).isEqualTo(root.resolve("submit/target/jars"));
    assertThat(launch()).isEqualTo(first);
    assertThat(builds).isEqualTo(1);
    Process running = new ProcessBuilder("bash", "-c", "read -r line", first.toString()).start();
    try {
      Path second = launch("two");
      Path third = launch("three");
      Path fourth = launch("four");
      assertThat(jars()).containsExactlyInAnyOrder(first, third, fourth);
      assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
      assertThat(first).hasContent("one");
    } finally {
      running.destroy();
      running.waitFor();
    }
    Path fifth = launch("five");
    assertThat(jars()).hasSize(2).contains(fifth).doesNotContain(first);
    assertThat(builds).isEqualTo(5);
  }

  /** A jar that Maven built for other purposes is taken, without another build. */
  @Test
  void aNewerBuildIsTaken() throws IOException, InterruptedException {
    Path first = launch("one");
    Files.writeString(root.resolve("job/target/widesweep.jar"), "two");
    assertThat(launch()).hasContent("two").isNotEqualTo(first);
    assertThat(builds).isEqualTo(1);
    Files.delete(launch());
    assertThat(launch()).hasContent("two");
    assertThat(builds).isEqualTo(1);
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("submit/target/jars"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
