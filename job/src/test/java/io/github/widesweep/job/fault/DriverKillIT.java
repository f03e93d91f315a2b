package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Polling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals to a driver in the middle of a sweep, and two drivers at once. */
class DriverKillIT {
  private static final FaultTable TABLE = new FaultTable();

  /** Kills of drivers that follow one another on one output. */
  private static final int KILLS = 10;

  /** A wave of runs is about ten files: kills come at every step of its commit. */
  private static final int MOST_FILES = 25;

  @TempDir private Path directory;

  private final Random random = new Random(5);

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  private LongSweep sweep(String output) throws IOException {
    return new LongSweep(directory, directory.resolve(output), List.of());
  }

  @Test
  void afterAKillTheSameCommandFinishesWithTheSameRows() throws Exception {
    LongSweep sweep = sweep("out");
    Process driver = sweep.start();
    sweep.awaitWave(driver);
    // SIGKILL.
    driver.destroyForcibly();
    assertThat(sweep.await(driver).exitStatus()).isEqualTo(128 + 9);
    int saved = sweep.rows().size();
    int missing = LongSweep.RUNS - saved;
    assertThat(saved).isPositive().isLessThan(LongSweep.RUNS);
    assertThat(sweep.ask("status").out())
        .contains(
            "runs       %,d: done %,d, failed 0, missing %,d"
                .formatted(LongSweep.RUNS, saved, missing));
    sweep.finish("driver killed", 1, TABLE);
  }

  @Test
  void ofTwoDriversOneIsRefusedAndTheOtherEndsInOrderWhenToldTo() throws Exception {
    LongSweep one = sweep("two");
    LongSweep other = sweep("two");
    Process ones = one.start();
    Process others = other.start();
    while (ones.isAlive() && others.isAlive()) {
      Polling.pause();
    }
    boolean isOne = ones.isAlive();
    Process driver = isOne ? ones : others;
    Result refused = isOne ? other.await(others) : one.await(ones);
    assertThat(refused.exitStatus()).as(String.join("\n", refused.err())).isEqualTo(2);
    assertThat(LongSweep.said(refused)).hasSize(1);
    assertThat(LongSweep.said(refused).get(0))
        .contains("is being written by", "(pid " + driver.pid() + ")");
    LongSweep holder = isOne ? one : other;
    holder.awaitWave(driver);
    // SIGTERM.
    driver.destroy();
    Result told = holder.await(driver);
    assertThat(told.exitStatus()).isEqualTo(128 + 15);
    assertThat(LongSweep.said(told)).hasSize(1);
    assertThat(LongSweep.said(told).get(0)).contains("told to end", "the same command");
    holder.finish("two drivers, then one told to end", TABLE);
  }

  @Test
  void killedAtAnyMoment() throws Exception {
    for (int i : Tries.of(1000, 0)) {
      LongSweep killed = sweep("killed-" + i);
      int kills = 0;
      for (int k = 0; k < KILLS; k++) {
        Process driver = killed.start();
        killed.awaitFiles(driver, killed.files() + 1 + random.nextInt(MOST_FILES));
        driver.destroyForcibly();
        int exitStatus = killed.await(driver).exitStatus();
        assertThat(exitStatus).isIn(0, 128 + 9);
        kills += exitStatus == 0 ? 0 : 1;
      }
      killed.finish("driver killed", kills, TABLE);

      LongSweep told = sweep("told-" + i);
      Process driver = told.start();
      told.awaitFiles(driver, 1 + random.nextInt(3 * MOST_FILES));
      driver.destroy();
      Result result = told.await(driver);
      assertThat(result.exitStatus()).isIn(0, 128 + 15);
      assertThat(LongSweep.said(result)).hasSizeLessThanOrEqualTo(1);
      told.finish("driver told to end", TABLE);
    }
  }
}
