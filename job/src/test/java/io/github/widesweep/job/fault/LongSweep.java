package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Polling;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A sweep of some seconds under a real driver, which is disturbed and finished afterwards. */
final class LongSweep {
  private static final int DRAWS = Tries.isThorough() ? 20 : 2;

  private static final List<Integer> WIDTHS =
      Tries.isThorough() ? List.of(50, 60) : List.of(6, 8, 10, 12);

  static final int RUNS = 12 * WIDTHS.size() * DRAWS;

  private static final String SPEC =
      Sweeps.SMALL
          .replace("[6, 12]", WIDTHS.toString())
          .replace("samples: 100", "samples: " + (Tries.isThorough() ? 800 : 100))
          .replace("draws: 2", "draws: " + DRAWS);

  /** Eight waves at least: by their time where runs take some, else of a chunk for each core. */
  private static final String WAVE_SECONDS = Tries.isThorough() ? "0.1" : "1e-9";

  private static List<String> plain;

  private final Path output;
  private final Launcher launcher;
  private final List<String> command;
  private final List<String> submitOptions;

  /**
   * @param directory where the driver runs, in a new directory
   * @param output of the sweep
   * @param submitOptions for spark-submit
   */
  LongSweep(Path directory, Path output, List<String> submitOptions) throws IOException {
    Path here = Files.createTempDirectory(directory, "here");
    Path spec = Files.writeString(here.resolve("spec.yaml"), SPEC);
    this.output = output;
    this.launcher = new Launcher(here, Launcher.WITHOUT_CODEGEN);
    this.command =
        List.of(
            "run",
            spec.toString(),
            "-o",
            output.toString(),
            "--chunk-seconds",
            "0.05",
            "--wave-seconds",
            WAVE_SECONDS);
    this.submitOptions = submitOptions;
  }

  /** Rows of an undisturbed run. */
  static synchronized List<String> plainRows() {
    if (plain == null) {
      plain = Sweeps.plainRows(SPEC);
    }
    return plain;
  }

  /** Starts the driver. */
  Process start() throws IOException {
    return launcher.start(
        Stream.of(command, List.of("--"), submitOptions)
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  /** Waits for the end of a driver. */
  Result await(Process driver) {
    return launcher.await(driver);
  }

  /** What a driver said, but for its progress and a first launch's build. */
  static List<String> said(Result result) {
    return result.err().stream()
        .filter(line -> !line.startsWith("runs ") && !line.startsWith("widesweep: building "))
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Waits until a driver has committed its first wave of runs. */
  void awaitWave(Process driver) {
    Waves waves = Sweeps.output(output).waves(Tables.RUNS);
    long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    while (waves.committed().isEmpty()) {
      assertThat(driver.isAlive()).as("driver runs").isTrue();
      assertThat(System.nanoTime()).as("a wave in time").isLessThan(deadline);
      Polling.pause();
    }
  }

  /** How many files the output holds, whole ones or not. */
  int files() {
    if (!Files.exists(output)) {
      return 0;
    }
    while (true) {
      try (Stream<Path> files = Files.walk(output)) {
        return (int) files.count();
      } catch (IOException | UncheckedIOException e) {
        // A directory went while it was being listed.
        Polling.pause();
      }
    }
  }

  /** Waits until the output holds as many files, unless the driver ends before. */
  void awaitFiles(Process driver, int files) {
    while (driver.isAlive() && files() < files) {
      Polling.pause();
    }
  }

  /** Lets time pass while a driver works. */
  static void pass(Process driver, long milliseconds) {
    long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
    while (driver.isAlive() && System.nanoTime() < end) {
      Polling.pause();
    }
  }

  /** Rows that are committed. */
  List<String> rows() {
    return Sweeps.rows(output);
  }

  /** What a command says of the output. */
  Answer ask(String name, String... more) {
    return Sweeps.command(
        Stream.concat(Stream.of(name, output.toString()), Stream.of(more)).toArray(String[]::new));
  }

  /** The same command again, in this JVM, after which every row is as it should be. */
  void finish(String fault, FaultTable table) {
    finish(fault, 0, table);
  }

  /**
   * The same after processes were killed.
   *
   * @param kills how many
   */
  void finish(String fault, int kills, FaultTable table) {
    Answer again = Sweeps.command(command.toArray(String[]::new));
    assertThat(again.exitStatus()).as(fault + "\n" + again.err()).isZero();
    table.add(fault, kills, plainRows(), rows());
    Answer verified = ask("verify");
    assertThat(verified.exitStatus()).as(fault + "\n" + verified.out()).isZero();
  }
}
