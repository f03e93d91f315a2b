package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.job.StoppedException;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.store.Lease;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.sweep.cost.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Spark job in local mode, against the plain loop. */
class JobTest {
  private static final int RUNS = 48;

  private static List<String> plain;

  @TempDir private Path directory;

  @BeforeAll
  static void plainLoop() {
    plain = Sweeps.plainRows(Sweeps.SMALL);
    assertThat(plain).hasSize(RUNS).doesNotHaveDuplicates();
  }

  @Test
  void rowsAreThePlainLoopsWhateverTheChunks() {
    // A chunk per run, and as few chunks as there can be.
    for (double chunkSeconds : new double[] {1e-9, 1e9}) {
      Path output = directory.resolve("chunks-" + chunkSeconds);
      RunAction.Outcome outcome = Sweeps.run(Sweeps.SMALL, output, chunkSeconds);
      assertThat(outcome).isEqualTo(new RunAction.Outcome(RUNS, 0));
      assertThat(Sweeps.rows(output)).isEqualTo(plain);
    }
  }

  @Test
  void theSameCommandAgainDoesNothingAndEveryJobSaysWhatItDoes() {
    Path output = directory.resolve("out");
    Queue<String> jobs = new ConcurrentLinkedQueue<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.add(job.properties().getProperty("spark.job.description", "nothing"));
          }
        };
    Sweeps.spark().sparkContext().addSparkListener(listener);
    Sweeps.run(Sweeps.SMALL, output, 5);
    Sweeps.spark().sparkContext().removeSparkListener(listener);
    assertThat(jobs)
        .isNotEmpty()
        .allMatch(
            job ->
                job.matches("(train|compress) networks: wave-.*|summarize|see .*|record .*|tests"));
    assertThat(Sweeps.run(Sweeps.SMALL, output, 5)).isEqualTo(new RunAction.Outcome(0, 0));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertThat(Provenance.recorded(Sweeps.output(output))).hasSize(2);
  }

  @Test
  void whatWasNotCommittedIsDoneAgain() throws IOException {
    Path output = directory.resolve("out");
    Sweeps.copyFinished(output);
    for (Path wave : waves(output, "runs")) {
      Files.delete(wave.resolve("_SUCCESS"));
    }
    assertThat(Sweeps.run(Sweeps.SMALL, output, 0.01)).isEqualTo(new RunAction.Outcome(RUNS, 0));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    // Networks without their wave are trained again, over files that are there.
    for (String table : List.of("runs", "networks")) {
      for (Path wave : waves(output, table)) {
        Files.deleteIfExists(wave.resolve("_SUCCESS"));
      }
    }
    assertThat(Sweeps.run(Sweeps.SMALL, output, 5)).isEqualTo(new RunAction.Outcome(RUNS, 0));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertThat(Sweeps.command("verify", output.toString()).exitStatus()).isZero();
  }

  @Test
  void weightsThatWereLostAreTrainedAgain() throws IOException {
    Path output = directory.resolve("out");
    Sweeps.copyFinished(output);
    Files.delete(Sweeps.weights(output, "width-00012-network-001"));
    assertThat(Sweeps.command("verify", output.toString()).exitStatus()).isEqualTo(4);
    assertThat(Sweeps.run(Sweeps.SMALL, output, 5)).isEqualTo(new RunAction.Outcome(0, 0));
    assertThat(Sweeps.command("verify", output.toString()).exitStatus()).isZero();
  }

  @Test
  void aGridIsExtendedByTheDifference() throws IOException {
    Path output = directory.resolve("out");
    Sweeps.copyFinished(output);
    String wider =
        Sweeps.SMALL
            .replace("name: small", "name: wider")
            .replace("[6, 12]", "[12, 6, 9]")
            .replace("draws: 2", "draws: 3");
    // 3 widths x 2 networks x 3 draws x 6, less the 48 that are there.
    assertThat(Sweeps.run(wider, output, 5)).isEqualTo(new RunAction.Outcome(108 - RUNS, 0));
    assertThat(Sweeps.rows(output)).isEqualTo(Sweeps.plainRows(wider));
    assertThat(Sweeps.command("verify", output.toString()).exitStatus()).isZero();
  }

  @Test
  void anotherSweepIsRefusedAndNothingWritten() throws IOException {
    Path output = directory.resolve("out");
    Sweeps.copyFinished(output);
    List<Path> before = files(output);
    assertThatThrownBy(() -> Sweeps.run(Sweeps.SMALL.replace("epochs: 2", "epochs: 3"), output, 5))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.epochs is 2 there, 3 here");
    assertThat(files(output)).isEqualTo(before);
  }

  @Test
  void divergedNetworksAreRowsAndAnExitCode() {
    Path output = directory.resolve("out");
    String diverging =
        Sweeps.SMALL.replace("batch_size: 16", "batch_size: 16, learning_rate: 1.0e300");
    RunAction.Outcome outcome = Sweeps.run(diverging, output, 5);
    assertThat(outcome).isEqualTo(new RunAction.Outcome(RUNS, RUNS));
    assertThat(outcome.exitStatus()).isEqualTo(3);
    assertThat(Sweeps.rows(output)).isEqualTo(Sweeps.plainRows(diverging));
    // Failed runs are done: they fail again in the same way.
    assertThat(Sweeps.run(diverging, output, 5)).isEqualTo(new RunAction.Outcome(0, RUNS));
    assertThat(Sweeps.command("verify", output.toString()).exitStatus()).isZero();
    assertThat(Sweeps.command("status", output.toString()).out())
        .contains("networks   4: done 4, failed 4, missing 0")
        .contains("runs       48: done 48, failed 48, missing 0");
    assertThat(
            Sweeps.command(
                    "sql",
                    output.toString(),
                    "SELECT sum(failures) AS n FROM failures WHERE status = 'network_diverged'",
                    "--format",
                    "csv")
                .out())
        .isEqualTo("n\n48\n");
  }

  @Test
  void oneProcessAtATimeAndEverythingAnewIfAsked() throws IOException {
    Path output = directory.resolve("out");
    try (Lease lease = Lease.acquire(Sweeps.output(output), "compact")) {
      lease.requireHeld();
      List<Path> before = files(output);
      assertThatThrownBy(() -> Sweeps.run(Sweeps.SMALL, output, 5))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is being written by")
          .hasMessageContaining("compact");
      assertThat(files(output)).isEqualTo(before);
    }
    Path there = directory.resolve("there");
    Sweeps.copyFinished(there);
    String other = Sweeps.SMALL.replace("epochs: 2", "epochs: 3");
    assertThat(Sweeps.run(other, there, 5, Long.MAX_VALUE, RunAction.Before.REMOVE))
        .isEqualTo(new RunAction.Outcome(RUNS, 0));
    assertThat(Sweeps.rows(there)).isEqualTo(Sweeps.plainRows(other));
  }

  @Test
  void itEndsWhenTooManyRunsFailAndKeepsTheirRows() {
    Path output = directory.resolve("out");
    String diverging =
        Sweeps.SMALL.replace("batch_size: 16", "batch_size: 16, learning_rate: 1.0e300");
    assertThatThrownBy(() -> Sweeps.run(diverging, output, 1e-9, 3, RunAction.Before.KEEP))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("--max-failures 3")
        .hasMessageContaining("committed now, the same command does the rest");
    assertThat(Sweeps.rows(output)).hasSizeBetween(4, RUNS);
    assertThat(Sweeps.run(diverging, output, 5).failed()).isEqualTo(RUNS);
    assertThat(Sweeps.rows(output)).isEqualTo(Sweeps.plainRows(diverging));
  }

  @Test
  void ratesAreFittedRecordedAndPassedOn() throws IOException {
    Path output = directory.resolve("out");
    Output tables = Sweeps.output(output);
    assertThat(Provenance.rates(tables)).isEmpty();
    Sweeps.run(Sweeps.SMALL, output, 1e-9);
    Rates fitted = Provenance.rates(tables).orElseThrow();
    assertThat(fitted).isNotEqualTo(Rates.DEFAULT);
    // An invocation with nothing to do has nothing to fit: it records the rates that it had.
    Sweeps.run(Sweeps.SMALL, output, 5);
    assertThat(Provenance.rates(tables)).hasValue(fitted);
    // Nothing is known of one that did not end.
    for (Path wave : waves(output, "provenance")) {
      if (wave.toString().endsWith("-end")) {
        Files.delete(wave.resolve("_SUCCESS"));
      }
    }
    assertThat(Provenance.rates(tables)).isEmpty();
  }

  private static List<Path> waves(Path output, String table) throws IOException {
    try (Stream<Path> waves = Files.list(output.resolve(table))) {
      return waves.toList();
    }
  }

  private static List<Path> files(Path output) throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      return files.sorted().toList();
    }
  }
}
