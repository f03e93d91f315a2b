package io.github.widesweep.sweep.run;

import static io.github.widesweep.sweep.run.Rows.untimed;
import static io.github.widesweep.sweep.run.Rows.withoutTimes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.grid.Seeds;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class ChunkRunnerTest {
  private static final SweepSpec SPEC = Specs.synthetic();
  private static final Dataset DATA = Specs.data(SPEC);
  private static final Grid GRID = Grid.of(SPEC, DATA.name(), 5, 2);
  private static final CostModel COST = CostModel.of(SPEC, DATA);

  @Test
  void rowsDoNotDependOnChunks() {
    List<RunResult> whole = ChunkRunner.runAll(SPEC, Specs.data(SPEC));
    assertThat(whole.stream().map(RunResult::key)).containsExactlyElementsOf(GRID.runs().toList());
    assertThat(whole).allMatch(result -> result.status() == Status.OK && result.error() == null);
    assertThat(withoutTimes(ChunkRunner.runAll(SPEC, Specs.data(SPEC), 1e-9)))
        .isEqualTo(withoutTimes(whole));
    assertThat(withoutTimes(ChunkRunner.runAll(SPEC, Specs.data(SPEC), 1e-3)))
        .isEqualTo(withoutTimes(whole));
  }

  /** Draw by draw where all plans are kept, cell by cell where not; stacks are the same. */
  @Test
  void cellsComeFirstWhereNotAllPlansAreKept() {
    RunKey key = GRID.runs().findFirst().orElseThrow();
    CompressionSpec other =
        GRID.runs()
            .map(RunKey::compression)
            .filter(how -> !how.equals(key.compression()))
            .findFirst()
            .orElseThrow();
    List<RunKey> runs =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new RunKey(
                        key.network(),
                        i % 2 == 0 ? key.compression() : other,
                        key.calibrationSamples(),
                        i / 2))
            .toList();
    assertThat(ChunkRunner.stacks(runs, 2, 2))
        .containsExactly(List.of(0, 2), List.of(1, 3), List.of(4, 6), List.of(5, 7));
    assertThat(ChunkRunner.stacks(runs, 2, 1))
        .containsExactly(List.of(0, 2), List.of(4, 6), List.of(1, 3), List.of(5, 7));
    assertThat(ChunkRunner.stacks(runs, 1, 1))
        .containsExactly(
            List.of(0),
            List.of(2),
            List.of(4),
            List.of(6),
            List.of(1),
            List.of(3),
            List.of(5),
            List.of(7));
  }

  @Test
  void rowsOfNeuronsDoNotDependOnChunks() {
    List<RunResult> whole = ChunkRunner.runAll(Specs.neurons(), Specs.data(Specs.neurons()));
    assertThat(whole).allMatch(row -> row.status() == Status.OK);
    assertThat(withoutTimes(ChunkRunner.runAll(Specs.neurons(), Specs.data(Specs.neurons()), 1e-9)))
        .isEqualTo(withoutTimes(whole));
    List<RunResult> neurons =
        whole.stream().filter(row -> row.key().compression().unit() == Unit.NEURON).toList();
    assertThat(withoutTimes(whole))
        .containsAll(withoutTimes(ChunkRunner.runAll(SPEC, Specs.data(SPEC))));
    assertThat(neurons).hasSize(2 * 2 * 3 * (1 + 2 + 2 + 1));
    for (RunResult row : neurons) {
      long width = row.key().network().width();
      long units =
          switch (row.key().compression().target().toString()) {
            case "W1" -> 5;
            case "B1" -> width;
            case "W1+B2" -> 5 + 4;
            default -> 4;
          };
      assertThat(row.measured().counts().units()).isEqualTo(units);
      assertThat(row.measured().before().neurons()).isEqualTo(width + 4);
      assertThat(row.measured().after().neurons()).isBetween(2L, row.measured().before().neurons());
      // Nothing is left that multiplies by 0 but columns of the inputs.
      if (row.key().compression().target().firstLayer() > 1) {
        assertThat(row.measured().after().nonzeros())
            .isEqualTo(row.measured().after().parameters());
      }
      assertThat(row.measured().after().multiplyAdds())
          .isEqualTo(row.measured().after().parameters());
      assertThat(row.theory().boundOutputLog10())
          .isGreaterThan(Math.log10(row.measured().outputErrorSq()));
    }
    assertThat(neurons)
        .anyMatch(row -> row.measured().after().neurons() < row.measured().before().neurons());
  }

  @Test
  void rowsOfConvolutionsDoNotDependOnChunks() {
    List<RunResult> whole =
        ChunkRunner.runAll(Specs.convolution(), Specs.data(Specs.convolution()));
    assertThat(whole).hasSize(2 * 3 * 6).allMatch(row -> row.status() == Status.OK);
    assertThat(
            withoutTimes(
                ChunkRunner.runAll(Specs.convolution(), Specs.data(Specs.convolution()), 1e-9)))
        .isEqualTo(withoutTimes(whole));
    for (RunResult row : whole) {
      long width = row.key().network().width();
      long weights = 2 * width * 9 + width * 3 * 4 + 48 * 5 + 5 * 2;
      assertThat(row.key().network().architecture())
          .isEqualTo("2x4x4-conv(w,3)-conv(3,2)-5-2 tanh identity bias");
      assertThat(row.measured().before())
          .isEqualTo(
              new NetworkSize(
                  weights + width + 3 + 5 + 2,
                  weights,
                  width + 3 + 5,
                  16 * (2 * width * 9 + width * 3 * 4) + 48 * 5 + 5 * 2));
      assertThat(row.measured().after().multiplyAdds())
          .isLessThanOrEqualTo(row.measured().before().multiplyAdds());
      assertThat(row.theory().outsideAssumptions()).isTrue();
      assertThat(row.theory().boundOutputLog10()).isNotNaN();
    }
  }

  @Test
  void constantsOfConvolutions() {
    SweepSpec spec = Specs.convolution();
    Dataset data = Specs.data(spec);
    NetworkKey key = Grid.of(spec, data.name(), 32, 2).networks().get(0);
    NetworkResult result = new ChunkRunner(spec, data).train(key);
    Network network = result.network().orElseThrow();
    assertThat(result.c2().get(0)).isEqualTo(network.layer(1).maxAbsWeight() * 3 * Math.sqrt(3));
    assertThat(result.c2())
        .isEqualTo(NetworkConstants.of(network).layers().stream().map(LayerConstants::c2).toList());
  }

  @Test
  void rowsDoNotDependOnTheRestOfTheGrid() {
    Map<String, RunResult> all =
        ChunkRunner.runAll(SPEC, Specs.data(SPEC)).stream()
            .collect(Collectors.toMap(result -> result.key().id(), Function.identity()));
    SweepSpec part =
        SpecReader.parse(
            Specs.SYNTHETIC
                .replace("[3, 6]", "[6]")
                .replace("draws: 3", "draws: 2")
                .replace("[W1, B1, W1+B2, W3]", "[W1+B2]"),
            "part.yaml");
    List<RunResult> few = ChunkRunner.runAll(part, Specs.data(part));
    assertThat(few).hasSize(2 * 2 * 2 * 2);
    for (RunResult result : few) {
      assertThat(untimed(result)).isEqualTo(untimed(all.get(result.key().id())));
    }
  }

  /** Every number of every row again, from definitions, over whole networks. */
  @Test
  void rowsSayWhatTheyShould() {
    ChunkRunner runner = new ChunkRunner(SPEC, DATA);
    for (Chunk chunk : Chunker.chunks(GRID, run -> run.draw() == 1, COST, 1e9)) {
      NetworkResult trained = runner.train(chunk.network());
      Network network = trained.network().orElseThrow();
      for (RunResult row : runner.run(chunk, trained.network())) {
        CompressionSpec how = row.key().compression();
        Network compressed =
            Compressor.of(network, DATA.train().first(40).inputs(), how.target())
                .compress(how, Seeds.uniforms(11, chunk.network(), 1))
                .network();
        R064Store x = DATA.test().inputs();
        double error = LinearAlgebra.meanSquaredDistance(network.outputs(x), compressed.outputs(x));
        assertThat(row.measured().outputErrorSq()).isCloseTo(error, within(1e-12 * (1 + error)));
        assertThat(row.measured().logitErrorSq()).isEqualTo(row.measured().outputErrorSq());
        R064Store seen = DATA.train().first(40).inputs();
        assertThat(row.measured().calibrationErrorSq())
            .isCloseTo(
                LinearAlgebra.meanSquaredDistance(network.outputs(seen), compressed.outputs(seen)),
                within(1e-12));
        assertThat(Math.log10(row.measured().calibrationErrorSq()))
            .isLessThan(row.theory().boundOutputLog10());
        assertThat(row.measured().calibrationLogitErrorSq())
            .isEqualTo(row.measured().calibrationErrorSq());
        assertThat(row.theory().boundSampleLog10()).isLessThan(row.theory().boundOutputLog10());
        assertThat(row.measured().c()).isEqualTo(network.c());
        assertThat(row.measured().delta())
            .isCloseTo(error / Math.pow(network.c(), 6), within(1e-9 * row.measured().delta()));
        assertThat(row.measured().deltaLogits()).isEqualTo(row.measured().delta());
        assertThat(row.measured().dense().metric()).isCloseTo(trained.metric(), within(1e-12));
        assertThat(row.measured().dense().loss()).isCloseTo(trained.testLoss(), within(1e-12));
        assertThat(row.measured().compressed().loss())
            .isCloseTo(
                LinearAlgebra.meanSquaredDistance(compressed.outputs(x), DATA.test().targets()),
                within(1e-12));
        long weights = 0;
        long zeros = 0;
        long distinct = 0;
        for (int l : how.target().roles().keySet()) {
          double[] values = ((Dense) compressed.layer(l)).weights().data;
          weights += values.length;
          long zerosHere = List.of(box(values)).stream().filter(v -> v == 0).count();
          zeros += zerosHere;
          // 0.0 turns -0.0 into 0.
          distinct =
              Math.max(
                  distinct, List.of(box(values)).stream().map(v -> v + 0.0).distinct().count());
        }
        assertThat(row.measured().counts().weights()).isEqualTo(weights);
        assertThat(row.measured().counts().units()).isEqualTo(weights);
        assertThat(row.measured().counts().nonzeros()).isEqualTo(weights - zeros);
        assertThat(row.measured().counts().distinctValues()).isEqualTo((int) distinct);
        assertThat(row.measured().sparsityActual())
            .isCloseTo((double) zeros / weights, within(1e-15));
        long nonzeros = compressed.layers().stream().mapToLong(Layer::nonzeroWeights).sum();
        assertThat(row.measured().before().nonzeros() - nonzeros).isEqualTo(zeros);
        assertThat(row.measured().before())
            .isEqualTo(
                new NetworkSize(
                    network.parameters(),
                    network.parameters(),
                    chunk.network().width() + 4,
                    network.parameters()));
        assertThat(row.measured().after())
            .isEqualTo(
                new NetworkSize(
                    row.measured().before().parameters(),
                    nonzeros,
                    row.measured().before().neurons(),
                    row.measured().before().multiplyAdds()));
        double radius =
            IntStream.range(0, 40)
                .mapToDouble(
                    s ->
                        Math.sqrt(
                            IntStream.range(0, 5)
                                .mapToDouble(j -> DATA.train().inputs().doubleValue(s, j))
                                .map(v -> v * v)
                                .sum()))
                .max()
                .orElseThrow();
        Certificate certificate =
            Certificate.of(NetworkConstants.of(network), how, radius * (1 + 1e-15));
        assertThat(row.theory().boundOutputLog10())
            .isCloseTo(certificate.error().log10(), within(1e-9));
        assertThat(row.theory().outsideAssumptions())
            .isEqualTo(certificate.assumptions().outside());
        assertThat(row.theory().boundPsiLog10()).isGreaterThan(Math.log10(row.measured().psi()));
        if (how.scheme() instanceof Scheme.Prune) {
          assertThat(row.sparsityTarget()).isCloseTo(0.75 * 0.6, within(1e-15));
        } else {
          assertThat(row.sparsityTarget()).isNaN();
        }
        assertThat(row.theory().conditionsDelta())
            .isEqualTo(WidthConditions.of(NetworkConstants.of(network), how).smallestDelta());
        // Nothing but the last layer, whose outputs are the logits, has tanh behind it.
        assertThat(Double.isNaN(row.measured().logitErrorSqExpected()))
            .isEqualTo(!how.target().toString().equals("W3"));
        assertThat(Double.isNaN(row.measured().psiExpected()))
            .isEqualTo(
                how.target().roles().get(how.target().roles().lastKey()).symbol().equals("B"));
      }
    }
  }

  @Test
  void aReplayIsTheRunToTheBit() {
    ChunkRunner runner = new ChunkRunner(SPEC, DATA);
    for (Chunk chunk : Chunker.chunks(GRID, run -> run.network().width() == 6, COST, 1e9)) {
      Network network = runner.train(chunk.network()).network().orElseThrow();
      for (RunResult row : runner.run(chunk, Optional.of(network))) {
        ChunkRunner.Replay replay = runner.replay(row.key(), network);
        assertThat(untimed(replay.result())).isEqualTo(untimed(row));
        R064Store x = DATA.test().inputs();
        double error =
            LinearAlgebra.meanSquaredDistance(
                network.outputs(x), replay.compression().network().outputs(x));
        assertThat(row.measured().outputErrorSq()).isCloseTo(error, within(1e-12 * (1 + error)));
      }
    }
  }

  private static Double[] box(double[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  @Test
  void calibrationErrorsCanBeLeftOut() {
    SweepSpec without = SpecReader.parse(Specs.SYNTHETIC + "measure: []\n", "without.yaml");
    List<RunResult> rows = ChunkRunner.runAll(without, Specs.data(without));
    List<RunResult> all = ChunkRunner.runAll(SPEC, Specs.data(SPEC));
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).status()).isEqualTo(Status.OK);
      assertThat(rows.get(i).measured().calibrationErrorSq()).isNaN();
      assertThat(rows.get(i).measured().calibrationLogitErrorSq()).isNaN();
      assertThat(all.get(i).measured().calibrationErrorSq()).isNotNaN();
      assertThat(rows.get(i).measured().psi()).isEqualTo(all.get(i).measured().psi());
    }
  }

  @Test
  void zeroNetworkHasNoDelta() {
    Network zero =
        new Network(
            List.of(
                new Dense(R064Store.FACTORY.make(3, 5), Activation.TANH),
                new Dense(R064Store.FACTORY.make(4, 3), Activation.TANH),
                new Dense(R064Store.FACTORY.make(2, 4), Activation.IDENTITY)));
    Chunk chunk = Chunker.chunks(GRID, run -> true, COST, 1e9).get(0);
    assertThat(new ChunkRunner(SPEC, DATA).run(chunk, Optional.of(zero)))
        .allSatisfy(
            row -> {
              assertThat(row.status()).isEqualTo(Status.OK);
              assertThat(row.measured().outputErrorSq()).isZero();
              assertThat(row.measured().delta()).isNaN();
              assertThat(row.measured().sparsityActual()).isEqualTo(1);
              assertThat(row.measured().counts().distinctValues()).isEqualTo(1);
            });
  }

  @Test
  void timesComeFromTheClock() {
    AtomicLong nanos = new AtomicLong();
    ChunkRunner runner = new ChunkRunner(SPEC, DATA, () -> nanos.getAndAdd(1_000_000_000L));
    NetworkResult trained = runner.train(GRID.networks().get(0));
    assertThat(trained.trainSeconds()).isEqualTo(1);
    Chunk chunk =
        Chunker.chunks(GRID, run -> run.network().equals(GRID.networks().get(0)), COST, 1e9).get(0);
    assertThat(runner.run(chunk, trained.network()))
        .allSatisfy(
            row -> {
              // The three draws of a cell are one stack. The clock goes on by a second whenever it
              // is read: around the first layers of all, and around every later layer of a draw.
              int later = row.layers().size() - 1;
              assertThat(row.selectSeconds()).isCloseTo((3 + 3 * 2 * later) / 3.0, within(1e-15));
              assertThat(row.layers().get(0).seconds()).isCloseTo(1.0 / 3, within(1e-15));
              assertThat(row.layers().subList(1, 1 + later))
                  .allSatisfy(layer -> assertThat(layer.seconds()).isEqualTo(1));
              assertThat(row.evaluateSeconds()).isCloseTo(1.0 / 3, within(1e-15));
            });
  }

  @Test
  void classificationComparesLogitsAndProbabilities() {
    List<RunResult> rows = ChunkRunner.runAll(Specs.digits(), Specs.data(Specs.digits()));
    assertThat(rows).allMatch(row -> row.status() == Status.OK);
    assertThat(rows)
        .allMatch(row -> row.measured().logitErrorSq() != row.measured().outputErrorSq());
    assertThat(rows)
        .allMatch(
            row ->
                row.measured().compressed().metric() >= 0
                    && row.measured().compressed().metric() <= 1);
  }

  @Test
  void trainErrorOfClassesIsOfProbabilities() {
    SweepSpec spec = Specs.digits();
    Dataset data = Specs.data(spec);
    NetworkKey key = Grid.of(spec, data.name(), 64, 10).networks().get(0);
    NetworkResult result = new ChunkRunner(spec, data).train(key);
    R064Store x = data.train().inputs();
    double error =
        LinearAlgebra.meanSquaredDistance(
            result.network().orElseThrow().outputs(x), data.train().targets());
    assertThat(result.trainErrorSq()).isCloseTo(error, within(1e-12)).isBetween(0.0, 2.0);
  }
}
