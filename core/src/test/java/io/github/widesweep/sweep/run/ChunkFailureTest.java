package io.github.widesweep.sweep.run;

import static io.github.widesweep.sweep.run.Rows.untimed;
import static io.github.widesweep.sweep.run.Rows.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** A run that fails takes none along; and how runs are cut into chunks, none notices. */
class ChunkFailureTest {
  private static final SweepSpec SPEC = Specs.synthetic();
  private static final Dataset DATA = Specs.data(SPEC);
  private static final Grid GRID = Grid.of(SPEC, DATA);
  private static final CostModel COST = CostModel.of(SPEC, DATA);

  /** The clock is read five times for a stack of one layer: around each of its phases. */
  private static final int READS = 5;

  private static Chunk chunk(String target) {
    return Chunker.chunks(
            GRID, run -> run.compression().target().toString().equals(target), COST, 1e9)
        .get(0);
  }

  private static Network network(Chunk chunk) {
    return new ChunkRunner(SPEC, DATA).train(chunk.network()).network().orElseThrow();
  }

  /** A part of the sweep: one target. */
  private static SweepSpec only(String target) {
    return SpecReader.parse(
        Specs.SYNTHETIC.replace("[W1, B1, W1+B2, W3]", "[" + target + "]"), "part.yaml");
  }

  /** A clock that breaks when it is read for the n-th time, n from 1 being among the given. */
  private static LongSupplier breaking(Error error, Set<Integer> reads) {
    int[] read = {0};
    return () -> {
      read[0]++;
      if (reads.contains(read[0])) {
        throw error;
      }
      return read[0];
    };
  }

  /** Whichever phase of the stack fails, and then of one of its draws: the others have rows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aDrawFailsAlone(int phase) {
    Chunk chunk = chunk("W1");
    Network network = network(chunk);
    List<RunResult> whole = new ChunkRunner(SPEC, DATA).run(chunk, Optional.of(network));
    // The first stack is draws 0 to 2 of the first run's cell.
    for (int failing = 0; failing < 3; failing++) {
      // Read by the stack until it failed, then by the draws before this one.
      int again = phase + READS * failing + phase;
      ChunkRunner runner =
          new ChunkRunner(
              SPEC, DATA, breaking(new AssertionError("no time"), Set.of(phase, again)));
      List<RunResult> rows = runner.run(chunk, Optional.of(network));
      RunKey first = chunk.runs().get(0);
      RunKey failed =
          new RunKey(first.network(), first.compression(), first.calibrationSamples(), failing);
      assertThat(rows).hasSameSizeAs(whole);
      for (int i = 0; i < rows.size(); i++) {
        RunResult row = rows.get(i);
        if (row.key().equals(failed)) {
          assertThat(row)
              .isEqualTo(RunResult.without(failed, Status.FAILED, "AssertionError: no time"));
        } else {
          assertThat(untimed(row)).isEqualTo(untimed(whole.get(i)));
        }
      }
    }
  }

  /** A stack that is done once more, draw by draw, gives what it would have given together. */
  @Test
  void aStackThatFailsIsDoneDrawByDraw() {
    Chunk chunk = chunk("W1+B2");
    Network network = network(chunk);
    List<RunResult> whole = new ChunkRunner(SPEC, DATA).run(chunk, Optional.of(network));
    ChunkRunner runner =
        new ChunkRunner(SPEC, DATA, breaking(new OutOfMemoryError("heap"), Set.of(2)));
    assertThat(withoutTimes(runner.run(chunk, Optional.of(network))))
        .isEqualTo(withoutTimes(whole));
  }

  @Test
  void aFullHeapIsSaidOfTheDrawThatMetIt() {
    Chunk chunk = chunk("W3");
    Network network = network(chunk);
    ChunkRunner runner =
        new ChunkRunner(SPEC, DATA, breaking(new OutOfMemoryError("heap"), Set.of(1, 2)));
    List<RunResult> rows = runner.run(chunk, Optional.of(network));
    assertThat(rows.get(0).status()).isEqualTo(Status.OUT_OF_MEMORY);
    assertThat(rows.get(0).error()).isEqualTo("OutOfMemoryError: heap");
    assertThat(rows.get(0).layers()).isEmpty();
    assertThat(rows.get(0).psiRelative()).isNaN();
    assertThat(rows.subList(1, rows.size())).allMatch(row -> row.status() == Status.OK);
  }

  /** A replay is asked for by somebody who wants to know: there the failure comes out. */
  @Test
  void aReplayThrowsWhatARowWouldSay() {
    Chunk chunk = chunk("W1");
    Network network = network(chunk);
    ChunkRunner runner =
        new ChunkRunner(SPEC, DATA, breaking(new AssertionError("no time"), Set.of(3)));
    assertThatThrownBy(() -> runner.replay(chunk.runs().get(0), network))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no time");
  }

  /** Runs in any order, any of them, any number: what a row says is its own. */
  @Test
  void rowsAreTheSameInAnyChunk() {
    SweepSpec spec =
        SpecReader.parse(
            Specs.SYNTHETIC
                .replace("[3, 6]", "[6]")
                .replace("networks: 2", "networks: 1")
                .replace("draws: 3", "draws: 12")
                .replace("[W1, B1, W1+B2, W3]", "[W2+W3, B1]")
                .replace("orderings: [exact, static]", "orderings: [refresh: 0.5, static]"),
            "any.yaml");
    Grid grid = Grid.of(spec, DATA);
    ChunkRunner runner = new ChunkRunner(spec, DATA);
    Network network = runner.train(grid.networks().get(0)).network().orElseThrow();
    CostModel cost = CostModel.of(spec, DATA);
    Random random = new Random(8);
    for (Chunk whole : Chunker.chunks(grid, run -> true, cost, 1e9)) {
      Map<RunKey, RunResult> expected = new HashMap<>();
      runner.run(whole, Optional.of(network)).forEach(row -> expected.put(row.key(), untimed(row)));
      List<RunKey> runs = new ArrayList<>(whole.runs());
      Collections.shuffle(runs, random);
      for (int from = 0; from < runs.size(); ) {
        int to = Math.min(runs.size(), from + 1 + random.nextInt(9));
        Chunk part = new Chunk(whole.network(), runs.subList(from, to), 0, 0);
        List<RunResult> rows = runner.run(part, Optional.of(network));
        assertThat(rows.stream().map(RunResult::key)).containsExactlyElementsOf(part.runs());
        rows.forEach(row -> assertThat(untimed(row)).isEqualTo(expected.get(row.key())));
        from = to;
      }
    }
  }

  @Test
  void aNetworkThatDivergedFailsItsOwnRowsAlone() {
    SweepSpec spec = only("W2");
    ChunkRunner runner = new ChunkRunner(spec, DATA);
    NetworkKey lost = GRID.networks().get(1);
    List<RunResult> all = ChunkRunner.runAll(spec, DATA);
    List<RunResult> rows =
        ChunkRunner.runAll(
            spec,
            DATA,
            1e9,
            key ->
                key.equals(lost)
                    ? ChunkRunner.untrained(key, Status.DIVERGED, "in epoch 1")
                    : runner.train(key));
    assertThat(rows).hasSameSizeAs(all);
    for (int i = 0; i < rows.size(); i++) {
      RunResult row = rows.get(i);
      boolean own = row.key().network().equals(lost);
      assertThat(untimed(row))
          .isEqualTo(
              own
                  ? RunResult.without(row.key(), Status.NETWORK_DIVERGED, null)
                  : untimed(all.get(i)));
    }
    assertThat(rows).filteredOn(row -> row.status() != Status.OK).hasSize(rows.size() / 4);
  }

  /** Why a network is missing decides what its rows say, and whether they are tried again. */
  @ParameterizedTest
  @EnumSource(Status.class)
  void rowsSayWhyTheirNetworkIsMissing(Status training) {
    Chunk chunk = chunk("W1");
    Status expected =
        switch (training) {
          case DIVERGED -> Status.NETWORK_DIVERGED;
          case TOO_LARGE -> Status.TOO_LARGE;
          default -> Status.NETWORK_FAILED;
        };
    List<RunResult> rows = ChunkRunner.withoutNetwork(chunk, training);
    assertThat(rows.stream().map(RunResult::key)).containsExactlyElementsOf(chunk.runs());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.status()).isEqualTo(expected);
              assertThat(row.status().mayPass()).isEqualTo(training != Status.DIVERGED);
              assertThat(row.error() == null).isEqualTo(training == Status.DIVERGED);
              assertThat(row.theory()).isEqualTo(Theory.NONE);
            });
  }

  @Test
  void withoutANetworkEveryRowSaysSo() {
    Chunk chunk = chunk("B1");
    assertThat(new ChunkRunner(SPEC, DATA).run(chunk, Optional.empty()))
        .isEqualTo(ChunkRunner.without(chunk, Status.NETWORK_DIVERGED, null));
    NetworkResult untrained = ChunkRunner.untrained(chunk.network(), Status.TOO_LARGE, "9 GB");
    assertThat(untrained.network()).isEmpty();
    assertThat(untrained.status()).isEqualTo(Status.TOO_LARGE);
    assertThat(untrained.error()).isEqualTo("9 GB");
    assertThat(untrained.trainSeconds()).isZero();
    assertThat(untrained.sigma()).isEmpty();
    assertThat(untrained.trainErrorSq()).isNaN();
  }

  /** Test inputs of zeros, calibration that overflows: infinity less infinity is no ok number. */
  @Test
  void calibrationErrorsThatAreNoNumbersAreNotOk() {
    Chunk chunk = chunk("W1");
    R064Store wide = LinearAlgebra.zeros(3, 5);
    R064Store huge = LinearAlgebra.zeros(2, 3);
    wide.fillAll(1e3);
    huge.fillAll(1e308);
    Network overflowing =
        new Network(
            List.of(new Dense(wide, Activation.IDENTITY), new Dense(huge, Activation.IDENTITY)));
    Samples zeros = new Samples(LinearAlgebra.zeros(DATA.test().count(), 5), DATA.test().targets());
    Dataset data = new Dataset(DATA.name(), DATA.task(), DATA.train(), zeros, "zeros");
    List<RunResult> rows = new ChunkRunner(SPEC, data).run(chunk, Optional.of(overflowing));
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.measured().outputErrorSq()).isZero();
              assertThat(row.measured().psi()).isFinite();
              assertThat(row.measured().calibrationErrorSq()).isNaN();
              assertThat(row.status()).isEqualTo(Status.NON_FINITE);
            });
    SweepSpec without = SpecReader.parse(Specs.SYNTHETIC + "measure: []\n", "without.yaml");
    assertThat(new ChunkRunner(without, data).run(chunk, Optional.of(overflowing)))
        .allMatch(row -> row.status() == Status.OK);
  }
}
