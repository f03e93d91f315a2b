package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Compressor;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.grid.Seeds;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs computed again, one by one. */
class ReplayTest {
  /** Neurons, projections and two layers at once beside what the other tests' sweep has. */
  private static final String OTHER =
      """
      name: other
      seed: 11
      data: {source: synthetic, samples: 80, features: 5, outputs: 2, teacher_width: 6}
      network: {hidden: [width, 4], activation: tanh}
      training: {epochs: 2, batch_size: 16}
      grid:
        widths: [6, 9]
        networks: 2
        draws: 2
        targets: [B1, W1+B2]
        units: [weight, neuron]
        schemes: {prune: [0.4]}
        alphas: [0.9]
        projections: ball
        calibration_samples: 30
      """;

  private static final String NOWHERE = "0".repeat(32);

  @TempDir private static Path directory;

  private static Path output;

  @BeforeAll
  static void copy() throws IOException {
    output = directory.resolve("out");
    Sweeps.copyFinished(output);
  }

  private static Answer replay(Path sweep, String runId, Path file) {
    return Sweeps.command("replay", sweep.toString(), runId, "--output", file.toString());
  }

  private static List<RunKey> randomRuns(Sweep sweep, int count) {
    List<RunKey> runs = new ArrayList<>(sweep.grid().runs().toList());
    Collections.shuffle(runs, new Random(5));
    return runs.subList(0, count);
  }

  @Test
  void randomRowsAreReproducedToTheBit() throws IOException {
    Path other = directory.resolve("other");
    Sweeps.run(OTHER, other, 5);
    check(Sweeps.SMALL, output, 6);
    check(OTHER, other, 6);
  }

  private static void check(String yaml, Path sweepOutput, int count) throws IOException {
    Sweep sweep = Sweeps.sweep(SpecReader.parse(yaml, "test"));
    Dataset data = sweep.data();
    for (RunKey run : randomRuns(sweep, count)) {
      Path file = directory.resolve("files/" + run.id() + ".safetensors");
      Answer answer = replay(sweepOutput, run.id(), file);
      assertThat(answer.err()).isEmpty();
      assertThat(answer.exitStatus()).isZero();
      assertThat(answer.out().lines()).hasSize(1);
      assertThat(answer.out()).contains(run.id(), run.network().id(), "as recorded");
      Network network =
          Safetensors.read(Files.readAllBytes(Sweeps.weights(sweepOutput, run.network().id())));
      Network expected =
          Compressor.of(
                  network,
                  data.train().first(run.calibrationSamples()).inputs(),
                  run.compression().target())
              .compress(
                  run.compression(), Seeds.uniforms(sweep.spec().seed(), run.network(), run.draw()))
              .network();
      // Beside what the file says of the run, its weights to the bit.
      Network reread = Safetensors.read(Files.readAllBytes(file));
      assertThat(Safetensors.write(reread)).isEqualTo(Safetensors.write(expected));
      assertThat(reread.outputs(data.test().inputs()).data)
          .isEqualTo(expected.outputs(data.test().inputs()).data);
    }
    try (Stream<Path> files = Files.list(directory.resolve("files"))) {
      // Nothing partial, no checksums beside them.
      assertThat(files).allMatch(file -> file.getFileName().toString().matches("[0-9a-f]{32}.*"));
    }
  }

  @Test
  void aTamperedRowIsRefused() throws IOException {
    for (String column : List.of("psi", "delta")) {
      Path tampered = directory.resolve("tampered-" + column);
      Sweeps.copyFinished(tampered);
      Output there = Sweeps.output(tampered);
      Waves waves = there.waves(Tables.RUNS);
      List<Wave> honest = waves.committed();
      waves
          .read(Sweeps.spark(), Tables.RUNS.schema())
          .withColumn(column, functions.col(column).multiply(1 + 0x1p-52))
          .coalesce(1)
          .write()
          .mode(SaveMode.ErrorIfExists)
          .parquet(tampered.resolve("runs/wave-tampered").toString());
      for (Wave wave : honest) {
        Files.delete(Path.of(wave.path().toUri()).resolve("_SUCCESS"));
      }
      Path file = directory.resolve("tampered.safetensors");
      String runId =
          randomRuns(Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test")), 1).get(0).id();
      Answer answer = replay(tampered, runId, file);
      assertThat(answer.exitStatus()).isEqualTo(1);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err().lines()).hasSize(1);
      assertThat(answer.err())
          .contains("run " + runId, "are recorded, replay gives", "nothing written");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void whatCannotBeReplayedIsTheUsersMistake() throws IOException {
    Path file = directory.resolve("refused.safetensors");
    assertRefused(replay(output, NOWHERE, file), "run_id is " + NOWHERE);
    String runId = randomRuns(Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test")), 1).get(0).id();
    assertRefused(
        replay(directory.resolve("nowhere"), runId, file),
        "widesweep: " + directory.resolve("nowhere") + ": holds no sweep");
    assertThat(file).doesNotExist();
    Path there = Files.writeString(directory.resolve("there"), "mine");
    assertRefused(replay(output, runId, there), "is there already");
    assertRefused(replay(output, runId, there.resolve("below")), "output");
    assertThat(there).hasContent("mine");
  }

  @Test
  void failedAndMissingRunsAreRefused() throws IOException {
    Path diverged = directory.resolve("diverged");
    String yaml = Sweeps.SMALL.replace("batch_size: 16", "batch_size: 16, learning_rate: 1.0e300");
    Sweeps.run(yaml, diverged, 5);
    String runId = randomRuns(Sweeps.sweep(SpecReader.parse(yaml, "test")), 1).get(0).id();
    Path file = directory.resolve("failed.safetensors");
    assertRefused(replay(diverged, runId, file), "is network_diverged, expected one whose status");
    try (Stream<Path> waves = Files.list(diverged.resolve("runs"))) {
      for (Path wave : waves.toList()) {
        Files.deleteIfExists(wave.resolve("_SUCCESS"));
      }
    }
    assertRefused(replay(diverged, runId, file), "is not done");
    assertThat(file).doesNotExist();
  }

  @Test
  void damagedWeightsAreNamed() throws IOException {
    Path damaged = directory.resolve("damaged");
    Sweeps.copyFinished(damaged);
    RunKey run = randomRuns(Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test")), 1).get(0);
    Files.delete(Sweeps.weights(damaged, run.network().id()));
    Path file = directory.resolve("damaged.safetensors");
    assertRefused(replay(damaged, run.id(), file), "network " + run.network().id());
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains(message);
  }

  @Test
  void theBestDrawIsOneThatReplays() {
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
    List<Row> best =
        Sweeps.spark().sql("SELECT run_id FROM best_draw ORDER BY run_id LIMIT 2").collectAsList();
    for (Row row : best) {
      Answer answer =
          replay(output, row.getString(0), directory.resolve("best-" + row.getString(0)));
      assertThat(answer.exitStatus()).as(answer.err()).isZero();
    }
    assertThat(best).hasSize(2);
  }
}
