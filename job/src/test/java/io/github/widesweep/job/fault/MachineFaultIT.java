package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Polling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk, in memory, that gets full or turns read-only; needs root, who may mount it. */
class MachineFaultIT {
  private static final FaultTable TABLE = new FaultTable();

  @TempDir private Path directory;

  private Path disk;
  private LongSweep sweep;
  private boolean mounted;

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @BeforeEach
  void prepare() throws IOException {
    disk = Files.createDirectory(directory.resolve("disk"));
    sweep = new LongSweep(directory, disk.resolve("out"), List.of());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(execute("umount", disk.toString())).isZero();
    }
  }

  /** Runs a program of the operating system; its exit code, 127 if it is not there. */
  private static int execute(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return 127;
    }
  }

  private void mount(String size) throws Exception {
    mounted = execute("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "mounting needs root");
  }

  private void remount(String options) throws Exception {
    assertThat(execute("mount", "-o", "remount," + options, disk.toString())).isZero();
  }

  private static void assertOneLine(Result result, String... reasons) {
    List<String> said = LongSweep.said(result);
    assertThat(result.exitStatus()).as(String.join("\n", said)).isEqualTo(1);
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("widesweep: ")
        .contains("the same command")
        .containsAnyOf(reasons);
  }

  @Test
  void aFullDiskIsOneLineAndTheSweepGoesOnWhenThereIsSpace() throws Exception {
    mount("160k");
    assertOneLine(sweep.await(sweep.start()), "No space left on device");
    remount("size=64m");
    sweep.finish("tmpfs full", TABLE);
  }

  @Test
  void aDiskThatTurnsReadOnlyIsOneLine() throws Exception {
    assumeTrue(Tries.isThorough(), "the same fault is in CommitFaultTest");
    mount("64m");
    Process driver = sweep.start();
    sweep.awaitWave(driver);
    // Not while a file is open that is being written.
    while (execute("mount", "-o", "remount,ro", disk.toString()) != 0) {
      assertThat(driver.isAlive()).as("driver runs").isTrue();
      Polling.pause();
    }
    // Hadoop does not say why a directory cannot be created.
    assertOneLine(sweep.await(driver), "Read-only file system", "a directory cannot be created");
    remount("rw");
    sweep.finish("disk turned read-only", TABLE);
  }
}
