package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Polling;
import io.github.widesweep.job.Sweeps;
import java.io.IOException;
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

  /** A wave of runs is about ten files: kills come at every step of its commit. */
  private static final int MOST_FILES = 15;

  @TempDir private static Path directory;

  private static Cluster cluster;
  private static int outputs;

  private final Random random = new Random(11);

  /** Kills something if it is there. */
  private interface Kill {
    boolean now(Process driver) throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    // Brings the jars if this is the first launch of all.
    if (!Files.exists(Launcher.root().resolve("submit/target/spark/jars"))) {
      assertThat(new Launcher(directory).launch("--version").exitStatus()).isZero();
    }
    cluster = Cluster.start(directory, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    TABLE.publish();
  }

  @Test
  void rowsAreThePlainLoopsThoughAnExecutorIsKilled() throws Exception {
    sweep("executor", 1, this::killExecutor);
    // The work was not done by the driver.
    for (int worker = 1; worker <= 2; worker++) {
      assertThat(directory.resolve("worker-" + worker)).isNotEmptyDirectory();
    }
  }

  @Test
  void rowsAreThePlainLoopsWhateverIsKilled() throws Exception {
    for (int i : Tries.of(1000, 0)) {
      assertThat(i).isPositive();
      sweep("executor", 4, this::killExecutor);
      sweep("worker", 3, this::killWorker);
      sweep("master", 2, this::killMaster);
      // A master that recovers counts executors twice now and then: it may take no more sweeps.
      cluster.close();
      cluster = Cluster.start(Files.createDirectory(directory.resolve("cluster-" + i)), 2);
      sweep("driver of a cluster", 2, driver -> driver.destroyForcibly().waitFor() == 128 + 9);
    }
  }

  @Test
  void aSweepThatIsLeftAloneSaysSoAndGoesOn() throws Exception {
    assumeTrue(Tries.isThorough(), "takes more than a minute; ClusterWatchTest has a clock");
    LongSweep sweep = sweep();
    Process driver = sweep.start();
    sweep.awaitWave(driver);
    cluster.killWorkers();
    LongSweep.pass(driver, Duration.ofSeconds(75).toMillis());
    cluster.startWorkers();
    Result result = sweep.await(driver);
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isZero();
    TABLE.add("all workers killed, for a minute", 2, LongSweep.plainRows(), sweep.rows());
    assertThat(String.join("\n", result.err()))
        .contains("no executor for 1", "for a worker that has room", "an executor is back");
  }

  @Test
  void aClusterWithoutWorkersEndsPatience() throws Exception {
    // More than a minute, after which it is told, takes its time.
    String minutes = Tries.isThorough() ? "1.2" : "0.05";
    Path here = Files.createDirectory(directory.resolve("empty"));
    Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL);
    List<String> arguments =
        new ArrayList<>(List.of("run", "spec.yaml", "-o", "out", "--patience", minutes, "--"));
    try (Cluster empty = Cluster.start(here, 0)) {
      arguments.addAll(empty.options());
      Result result = new Launcher(here).launch(arguments.toArray(String[]::new));
      assertThat(result.exitStatus()).as(String.join("\n", result.err())).isEqualTo(1);
      List<String> said = LongSweep.said(result);
      assertThat(said).hasSize(Tries.isThorough() ? 2 : 1);
      assertThat(said.get(0)).startsWith("widesweep: no executor for ");
      assertThat(said.get(said.size() - 1))
          .endsWith(
              "the cluster is gone or has no room; 0 runs committed now, the same command does the"
                  + " rest");
    }
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

  private boolean killExecutor(Process driver) {
    List<ProcessHandle> executors = cluster.executors();
    while (executors.isEmpty() && driver.isAlive()) {
      Polling.pause();
      executors = cluster.executors();
    }
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  private boolean killWorker(Process driver) throws IOException {
    cluster.replaceWorker(random.nextInt(2));
    return driver.isAlive();
  }

  private boolean killMaster(Process driver) throws Exception {
    cluster.replaceMaster();
    return driver.isAlive();
  }

  private LongSweep sweep() throws IOException {
    return new LongSweep(directory, directory.resolve("out-" + ++outputs), cluster.options());
  }

  /** Kills once and again while a sweep goes on, and starts its driver again if it was killed. */
  private void sweep(String what, int most, Kill kill) throws Exception {
    LongSweep sweep = sweep();
    Process driver = sweep.start();
    sweep.awaitWave(driver);
    int kills = 0;
    while (driver.isAlive() && kills < most) {
      kills += kill.now(driver) ? 1 : 0;
      if (!driver.isAlive() && driver.exitValue() != 0) {
        Result killed = sweep.await(driver);
        assertThat(killed.exitStatus()).as(String.join("\n", killed.err())).isEqualTo(128 + 9);
        driver = sweep.start();
      }
      sweep.awaitFiles(driver, sweep.files() + 1 + random.nextInt(MOST_FILES));
    }
    Result result = sweep.await(driver);
    assertThat(result.exitStatus()).as(what + "\n" + String.join("\n", result.err())).isZero();
    TABLE.add(what + " killed", kills, LongSweep.plainRows(), sweep.rows());
    assertThat(sweep.ask("sql", "SELECT master FROM provenance").out()).contains(cluster.url());
    cluster.awaitWorkers();
  }
}
