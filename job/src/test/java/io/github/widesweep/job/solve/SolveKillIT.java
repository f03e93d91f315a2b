package io.github.widesweep.job.solve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Polling;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the driver in the middle of a search. */
class SolveKillIT {
  @TempDir private Path directory;

  @Test
  void afterAKillTheSameCommandAnswersFromTheSameRows() throws Exception {
    Path here = Files.createDirectory(directory.resolve("here"));
    Path spec = Files.writeString(here.resolve("spec.yaml"), SolveTest.SPEC);
    Path killed = here.resolve("killed");
    Launcher launcher = new Launcher(here, Launcher.WITHOUT_CODEGEN);
    Process driver = launcher.start(command(spec, killed));
    try {
      awaitWave(driver, Sweeps.output(killed).waves(Tables.RUNS));
    } finally {
      // SIGKILL.
      driver.destroyForcibly();
    }
    assertThat(launcher.await(driver).exitStatus()).isEqualTo(128 + 9);
    List<String> saved = Sweeps.rows(killed);

    Answer again = Sweeps.command(command(spec, killed));
    assertThat(again.exitStatus()).as(again.err()).isZero();
    Path undisturbed = here.resolve("undisturbed");
    Answer whole = Sweeps.command(command(spec, undisturbed));
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(again.out())).isEqualTo(json.readTree(whole.out()));
    assertThat(Sweeps.rows(killed)).isEqualTo(Sweeps.rows(undisturbed));
    assertThat(Sweeps.rows(killed)).containsAll(saved).hasSizeGreaterThan(saved.size());
    assertThat(saved).isNotEmpty();
  }

  private static String[] command(Path spec, Path output) {
    return new String[] {
      "solve",
      spec.toString(),
      "--find",
      "levels",
      "--such-that",
      SolveTest.CONDITION,
      "--output",
      output.toString(),
      "--format",
      "json"
    };
  }

  private static void awaitWave(Process driver, Waves waves) {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (waves.committed().isEmpty()) {
      assertThat(driver.isAlive()).as("driver runs").isTrue();
      assertThat(System.nanoTime()).as("a wave in time").isLessThan(deadline);
      Polling.pause();
    }
  }
}
