package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.network.BlasProbe.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every choice in a JVM of its own: a JVM chooses once. */
class BlasChoiceTest {
  private static final String BUNDLED = "OpenBLAS \\d+\\.\\d+\\.\\d+ \\w+, bundled";
  private static final String MODULE = "--add-modules=jdk.incubator.vector";
  // A platform for which nothing is in the jar.
  private static final String NO_OPENBLAS = "-Dorg.bytedeco.javacpp.platform=linux-none";

  @TempDir private Path directory;

  @Test
  void theBundledOpenBlasIsTheDefault() throws IOException {
    assertThat(silent()).matches(BUNDLED);
    assertThat(silent(MODULE)).matches(BUNDLED);
    assertThat(silent("-Dwidesweep.blas=openblas")).matches(BUNDLED);
  }

  @Test
  void javaTakesItsPlaceWhereItDoesNotLoad() throws IOException {
    assertThat(silent(NO_OPENBLAS, MODULE)).isEqualTo("VectorBLAS");
    assertThat(silent(NO_OPENBLAS)).isEqualTo("Java11BLAS");
  }

  @Test
  void vectorAndJavaCanBeForced() throws IOException {
    assertThat(silent("-Dwidesweep.blas=vector", MODULE)).isEqualTo("VectorBLAS");
    assertThat(silent("-Dwidesweep.blas=java", MODULE)).isEqualTo("Java11BLAS");
    assertThat(silent("-Dwidesweep.blas=java")).isEqualTo("Java11BLAS");
  }

  /** Told on the command line to load the module, the JVM would warn its user. */
  @Test
  void theVectorApiIsLoadedWithoutAWarningWhereTheJvmLetsUs() throws IOException {
    String export = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";
    Process jvm = BlasProbe.start("-Dwidesweep.blas=vector", export);
    assertThat(jvm.inputReader().readLine()).isEqualTo("VectorBLAS");
    assertThat(jvm.errorReader().lines()).isEmpty();
  }

  @Test
  void systemIsWhatNetlibIsToldToLoad() throws IOException {
    silent("-Dorg.bytedeco.javacpp.cachedir=" + directory);
    String library = openBlas(directory).toString();
    assertThat(silent("-Dwidesweep.blas=system", path(library))).isEqualTo("system");
  }

  @Test
  void aChoiceThatCannotBeMetIsOneLine() throws IOException {
    assertThat(silent("-Dwidesweep.blas=openblas", NO_OPENBLAS, MODULE))
        .startsWith("-Dwidesweep.blas is openblas, expected a machine where the bundled OpenBLAS")
        .hasLineCount(1);
    assertThat(silent("-Dwidesweep.blas=vector"))
        .isEqualTo(
            "-Dwidesweep.blas is vector, expected a JVM started with"
                + " --add-modules=jdk.incubator.vector");
    assertThat(silent("-Dwidesweep.blas=system", path("/nowhere/libblas.so.3"), MODULE))
        .startsWith("-Dwidesweep.blas is system, expected a machine with a BLAS where netlib looks")
        .contains("/nowhere/libblas.so.3")
        .hasLineCount(1);
    assertThat(silent("-Dwidesweep.blas=native"))
        .isEqualTo("-Dwidesweep.blas is native, expected openblas, system, vector or java");
  }

  @Test
  void itComputesOnTheThreadThatCallsIt() throws IOException {
    double share = Double.parseDouble(silent("-Dprobe.share=true"));
    // Two threads would have half each; the compiler's threads have a little.
    assertThat(share).isGreaterThan(0.7);
  }

  @Test
  void severalJvmsExtractAtOnce() throws IOException {
    List<Process> jvms = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      jvms.add(BlasProbe.start("-Dorg.bytedeco.javacpp.cachedir=" + directory));
    }
    for (Process jvm : jvms) {
      Answer answer = BlasProbe.answer(jvm);
      assertThat(answer.err()).isEqualTo("[]");
      assertThat(answer.out()).matches(BUNDLED);
    }
  }

  @Test
  void whatAKilledJvmLeftIsExtractedAnew() throws IOException {
    String cache = "-Dorg.bytedeco.javacpp.cachedir=" + directory;
    silent(cache);
    Files.write(openBlas(directory), new byte[1000]);
    assertThat(silent(cache)).matches(BUNDLED);
  }

  @Test
  void aHomeThatCannotBeWrittenIsNotNeeded() throws IOException {
    Path file = Files.createFile(directory.resolve("home"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    for (String home : List.of(file.toString(), "?", "/proc")) {
      assertThat(silent("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary)).matches(BUNDLED);
    }
    try (var left = Files.list(temporary)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("widesweep"));
    }
  }

  @Test
  void withoutAnyRoomToExtractItIsJava() throws IOException {
    assertThat(silent("-Duser.home=?", "-Djava.io.tmpdir=" + directory.resolve("none")))
        .isEqualTo("Java11BLAS");
  }

  @Test
  void aMissingFunctionIsNamed() throws IOException {
    OpenBlas.load();
    assertThatThrownBy(() -> OpenBlas.call("openblas_no_such_function", 0))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("openblas_no_such_function");
  }

  private static String path(String library) {
    return "-Ddev.ludovic.netlib.blas.nativeLibPath=" + library;
  }

  private static Path openBlas(Path cache) throws IOException {
    try (var files = Files.walk(cache)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.getFileName().toString().startsWith("libopenblas"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What the JVM writes to stdout; nothing else may come. */
  private static String silent(String... options) throws IOException {
    Answer answer = BlasProbe.ask(options);
    assertThat(answer.err()).as(answer.out()).isEqualTo("[]");
    return answer.out();
  }
}
