package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Polling;
import io.github.widesweep.job.Sweeps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waiting for drivers, and programs of the operating system. */
final class Waiting {
  /** 480 runs, some seconds of work. */
  static final String LONGER =
      Sweeps.SMALL
          .replace("[6, 12]", "[50, 60]")
          .replace("samples: 100", "samples: 800")
          .replace("draws: 2", "draws: 20");

  private Waiting() {}

  /** Waits until a driver has committed its first wave of runs. */
  static void forWave(Process driver, Path output) throws IOException {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!Files.isDirectory(output.resolve("runs"))
        || Copies.files(output.resolve("runs"), "_SUCCESS", "").isEmpty()) {
      assertThat(driver.isAlive()).as("driver runs").isTrue();
      assertThat(System.nanoTime()).as("a wave in time").isLessThan(deadline);
      Polling.pause();
    }
  }

  /** Lets time pass while a driver works. */
  static void moment(Process driver, long milliseconds) {
    long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
    while (driver.isAlive() && System.nanoTime() < end) {
      Polling.pause();
    }
  }

  /** Runs a program of the operating system; its exit code, 127 if it is not there. */
  static int run(String... command) throws InterruptedException {
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
}
