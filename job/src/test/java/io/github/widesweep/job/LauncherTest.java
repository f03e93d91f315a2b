package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code submit/widesweep} runs, in a checkout whose Maven, Spark and Java are pretended. */
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

  /** Words of the command line that a launch with Spark's jars at hand ends in. */
  private List<String> words(String... arguments) throws IOException, InterruptedException {
    write("spark/jars/spark.jar", "");
    write(
        "bin/java",
        """
        #!/usr/bin/env bash
        for word; do
          case $word in -XX:ArchiveClassesAtExit=*) echo classes >"${word#*=}" ;; esac
        done
        printf '%s\\n' java "$@"
        """);
    List<String> command =
        new ArrayList<>(List.of("bash", root.resolve("submit/widesweep").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "MASTER", "HADOOP_CONF_DIR"));
    builder.environment().put("SPARK_HOME", root.resolve("spark").toString());
    builder.environment().merge("PATH", root.resolve("bin") + ":", (path, bin) -> bin + path);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> words =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    return words;
  }

  @Test
  void onThisMachineTheJvmIsStartedAtOnce() throws IOException, InterruptedException {
    assertThat(words("plan", "a spec"))
        .startsWith("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx4g")
        .contains("-Dspark.master=local[*,4]")
        .endsWith("io.github.widesweep.job.cli.Main", "plan", "a spec");
    assertThat(
            words(
                "run",
                "s",
                "--",
                "--master",
                "local[2]",
                "--driver-memory=1g",
                "--conf",
                "spark.ui.enabled=true"))
        .startsWith("java", "-XX:G1HeapRegionSize=8m")
        .contains("-Xmx1g")
        .contains("-Dspark.master=local[2]", "-Dspark.ui.enabled=true")
        .endsWith("run", "s");
    for (String[] options :
        List.of(
            new String[] {"--master", "spark://a:7077"},
            new String[] {"--master", "local-cluster[2,1,1024]"},
            new String[] {"--conf", "spark.driver.extraJavaOptions=-Da=b"},
            new String[] {"--properties-file", "a"},
            new String[] {"--packages", "a:b:c"})) {
      String[] all = new String[options.length + 3];
      System.arraycopy(new String[] {"run", "s", "--"}, 0, all, 0, 3);
      System.arraycopy(options, 0, all, 3, options.length);
      // All that the pretended spark-submit says is the jar.
      assertThat(words(all)).hasSize(1);
    }
    write("spark/conf/spark-defaults.conf", "");
    assertThat(words("plan", "s")).hasSize(1);
    awaitArchives(1);
  }

  @Test
  void largePagesAreAskedForWhereTheSystemHasThem() throws IOException, InterruptedException {
    Path pages = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean given = Files.isReadable(pages) && Files.readString(pages).contains("[madvise]");
    String option = "-XX:+UseTransparentHugePages";
    assertThat(words("bench").contains(option)).isEqualTo(given);
    assertThat(words("plan", "s")).doesNotContain(option);
    awaitArchives(1);
  }

  @Test
  void nothingElseIsDoneBesideABench() throws IOException, InterruptedException {
    words("bench");
    assertThat(root.resolve("submit/target/classes")).isEmptyDirectory();
  }

  @Test
  void theArchiveOfClassesIsMadeOnceAndTakenWhenItIsWhole()
      throws IOException, InterruptedException {
    assertThat(words("plan", "s")).noneMatch(word -> word.startsWith("-XX:SharedArchiveFile="));
    Path folder = root.resolve("submit/target/classes");
    awaitArchives(1);
    Path archive;
    try (Stream<Path> files = Files.list(folder)) {
      archive = files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
    String option = "-XX:SharedArchiveFile=" + archive;
    assertThat(words("plan", "s")).contains(option);
    assertThat(words("run", "s")).contains(option);
    // A JVM that maps a file that was cut off dies.
    Files.writeString(archive, "cl");
    assertThat(words("plan", "s")).doesNotContain(option);
    // What one left that was killed while it made the archive is in nobody's way.
    Files.delete(archive);
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    String name = archive.getFileName().toString().replaceFirst("-\\d+[.]jsa$", ".lock");
    Files.createSymbolicLink(folder.resolve(name), Path.of(Long.toString(killed.pid())));
    words("plan", "s");
    awaitArchives(1);
    assertThat(words("plan", "s")).contains(option);
    // Another jar of Spark: other classes.
    write("spark/jars/another.jar", "");
    assertThat(words("plan", "s")).doesNotContain(option);
    awaitArchives(2);
  }

  /** Archives are made in the background, and the directory is to be removed after the test. */
  private void awaitArchives(int count) throws IOException, InterruptedException {
    Process until =
        new ProcessBuilder(
                "bash",
                "-c",
                "until [[ $(ls | grep -c jsa) -ge $0 && -z $(ls | grep lock) ]]; do sleep 0.02; done",
                Integer.toString(count))
            .directory(root.resolve("submit/target/classes").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(until.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      until.destroy();
    }
  }

  /**
   * What the launcher says in Spark's place, but for what only warns and what only Kerberos needs.
   */
  @Test
  void jvmOptionsAreSparks() throws IOException {
    Matcher list =
        Pattern.compile("(?s)jvm_options=\\(\n(.*?)\n\\)").matcher(Files.readString(SCRIPT));
    assertThat(list.find()).isTrue();
    Set<String> expected = new TreeSet<>(Set.of(JavaModuleOptions.defaultModuleOptionArray()));
    expected.removeIf(
        option ->
            option.contains("jdk.incubator.vector")
                || option.contains("sun.security.action")
                || option.contains("krb5"));
    expected.add("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    assertThat(new TreeSet<>(list.group(1).lines().map(String::strip).toList()))
        .isEqualTo(expected);
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("submit/target/jars"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
