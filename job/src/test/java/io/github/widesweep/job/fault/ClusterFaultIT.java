package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Sweeps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the processes of a real standalone cluster, in the middle of a sweep. */
class ClusterFaultIT {
  private static final FaultTable TABLE = new FaultTable();

  /** Kills of executors in one sweep: after a fourth at the same task, Spark gives a job up. */
  private static final int EXECUTORS = 3;

  @TempDir private static Path directory;

  private static Cluster cluster;
  private static int outputs;

  private final Random random = new Random(11);

  /** What is done to a sweep after its first wave; how many processes were killed. */
  private interface Kill {
    int now(Process driver) throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    // Brings the jars if this is the first launch of all.
    assertThat(new Launcher(directory).launch("--version").exitStatus()).isZero();
    cluster = Cluster.start(directory, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    TABLE.publish();
  }

  @Test
  void rowsAreThePlainLoopsThoughAnExecutorIsKilled() throws Exception {
    sweep("executor killed", driver -> killExecutor());
    // The work was not done by the driver.
    for (int worker = 1; worker <= 2; worker++) {
      assertThat(directory.resolve("worker-" + worker)).isNotEmptyDirectory();
    }
  }

  @Test
  void rowsAreThePlainLoopsWhateverIsKilled() throws Exception {
    for (int i : Tries.of(1000, 0)) {
      assertThat(i).isPositive();
      sweep("executor killed", this::killExecutors);
      sweep(
          "worker killed",
          driver -> {
            cluster.replaceWorker(random.nextInt(2));
            return 1;
          });
      sweep(
          "master killed",
          driver -> {
            cluster.replaceMaster();
            return 1;
          });
      sweep(
          "driver of a cluster killed",
          driver -> {
            driver.destroyForcibly();
            return 1;
          });
    }
  }

  @Test
  void aSweepThatIsLeftAloneSaysSoAndGoesOn() throws Exception {
    assumeTrue(Tries.isThorough(), "takes more than a minute; ClusterWatchTest has a clock");
    Result result =
        sweep(
            "all workers killed for a minute",
            driver -> {
              cluster.killWorkers();
              LongSweep.pass(driver, Duration.ofSeconds(75).toMillis());
              cluster.startWorkers();
              return 2;
            });
    assertThat(String.join("\n", result.err()))
        .contains("no executor for 1", "waiting for one", "an executor is back, going on");
  }

  @Test
  void aWidthThatFitsNoExecutorIsRows() throws Exception {
    assumeTrue(Tries.isThorough(), "CommandsTest has such a width on one machine");
    Path here = Files.createDirectory(directory.resolve("wide"));
    Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL);
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "spec.yaml", "--set", "grid.widths=[6, 20000000, 12]", "-o", "out"));
    arguments.add("--");
    arguments.addAll(cluster.options());
    Result result = new Launcher(here).launch(arguments.toArray(String[]::new));
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isEqualTo(3);
    List<String> plain = Sweeps.plainRows(Sweeps.SMALL);
    List<String> rows = Sweeps.rows(here.resolve("out"));
    List<String> wide = rows.stream().filter(row -> row.contains("too_large")).toList();
    assertThat(wide).hasSize(plain.size() / 2);
    TABLE.add(
        "a width that fits no executor",
        plain,
        rows.stream().filter(row -> !wide.contains(row)).toList());
  }

  private int killExecutor() {
    List<ProcessHandle> executors = cluster.executors();
    executors.get(random.nextInt(executors.size())).destroyForcibly();
    return 1;
  }

  private int killExecutors(Process driver) {
    int kills = 0;
    while (driver.isAlive() && kills < EXECUTORS) {
      if (!cluster.executors().isEmpty()) {
        kills += killExecutor();
      }
      LongSweep.pass(driver, random.nextInt(2000));
    }
    return kills;
  }

  private Result sweep(String fault, Kill kill) throws Exception {
    Path output = directory.resolve("out-" + ++outputs);
    LongSweep sweep = new LongSweep(directory, output, cluster.options());
    Process driver = sweep.start();
    sweep.awaitWave(driver);
    LongSweep.pass(driver, random.nextInt(1000));
    int kills = kill.now(driver);
    Result result = sweep.await(driver);
    if (result.exitStatus() == 0) {
      TABLE.add(fault, kills, LongSweep.plainRows(), sweep.rows());
    } else {
      assertThat(fault).as(String.join("\n", result.err())).startsWith("driver");
      sweep.finish(fault, kills, TABLE);
    }
    String[] sql = {"sql", output.toString(), "SELECT master FROM provenance", "--format", "csv"};
    assertThat(Sweeps.command(sql).out()).contains(cluster.url());
    cluster.awaitWorkers();
    return result;
  }
}
