package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the driver in the middle of a sweep. */
class KillIT {
  private static final String LONGER =
      Sweeps.SMALL
          .replace("[6, 12]", "[50, 60]")
          .replace("samples: 100", "samples: 800")
          .replace("draws: 2", "draws: 100");

  private static final int RUNS = 2400;

  @TempDir private Path directory;

  @Test
  void afterAKillTheSameCommandFinishesWithTheSameRows() throws Exception {
    Path here = Files.createDirectory(directory.resolve("here"));
    Launcher launcher = new Launcher(here);
    Files.writeString(here.resolve("spec.yaml"), LONGER);
    String[] command = {
      "run", "spec.yaml", "-o", "out", "--chunk-seconds", "0.2", "--wave-seconds", "0.3"
    };

    Process driver = launcher.start(command);
    awaitWave(driver, Sweeps.output(here.resolve("out")).waves(Tables.RUNS));
    // SIGKILL.
    driver.destroyForcibly();
    assertThat(driver.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(driver.exitValue()).isEqualTo(128 + 9);
    int saved = Sweeps.rows(here.resolve("out")).size();
    assertThat(saved).isPositive().isLessThan(RUNS);
    assertThat(Sweeps.command("status", here.resolve("out").toString()).out())
        .contains(
            "runs       %,d: done %,d, failed 0, missing %,d".formatted(RUNS, saved, RUNS - saved));

    Result again = launcher.launch(command);
    assertThat(again.exitStatus()).as(String.join("\n", again.err())).isZero();
    assertThat(again.out()).contains("%,d runs done now, %,d in all".formatted(RUNS - saved, RUNS));
    assertThat(Sweeps.rows(here.resolve("out"))).isEqualTo(Sweeps.plainRows(LONGER));
    assertThat(Sweeps.command("verify", here.resolve("out").toString()).exitStatus()).isZero();
  }

  private static void awaitWave(Process driver, Waves waves) throws IOException {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (waves.committed().isEmpty()) {
      assertThat(driver.isAlive()).as("driver runs").isTrue();
      assertThat(System.nanoTime()).as("a wave in time").isLessThan(deadline);
      Polling.pause();
    }
  }
}
