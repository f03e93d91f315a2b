package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** What rows say of networks and runs that went well, and of those that did not. */
class StatusTest {
  private static final SweepSpec SPEC = Specs.synthetic();
  private static final Dataset DATA = Specs.data(SPEC);
  private static final Grid GRID = Grid.of(SPEC, DATA.name(), 5, 2);
  private static final CostModel COST = CostModel.of(SPEC, DATA);

  @Test
  void trainingSaysWhatTheNetworkIs() {
    NetworkKey key = GRID.networks().get(0);
    NetworkResult result = new ChunkRunner(SPEC, DATA).train(key);
    Network network = result.network().orElseThrow();
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.parameters()).isEqualTo(5 * 3 + 3 * 4 + 4 * 2);
    assertThat(result.sigma())
        .isEqualTo(network.layers().stream().map(Layer::operatorNorm).toList());
    assertThat(result.c1()).isEqualTo(result.sigma());
    assertThat(result.trainErrorSq())
        .isCloseTo(
            LinearAlgebra.meanSquaredDistance(
                network.outputs(DATA.train().inputs()), DATA.train().targets()),
            within(1e-12));
    assertThat(result.c()).isEqualTo(network.c());
    assertThat(result.c2().get(0)).isEqualTo(network.layer(1).maxAbsWeight() * Math.sqrt(5));
    assertThat(result.epochLosses()).hasSize(2);
    assertThat(result.testLoss())
        .isCloseTo(
            LinearAlgebra.meanSquaredDistance(
                network.outputs(DATA.test().inputs()), DATA.test().targets()),
            within(1e-12));
    NetworkResult again = new ChunkRunner(SPEC, DATA).train(key);
    assertThat(((Dense) again.network().orElseThrow().layer(2)).weights().data)
        .containsExactly(((Dense) network.layer(2)).weights().data);
  }

  @Test
  void divergenceIsAStatus() {
    SweepSpec spec =
        SpecReader.parse(
            Specs.SYNTHETIC.replace("batch_size: 16", "batch_size: 16, learning_rate: 1e300"),
            "diverging.yaml");
    ChunkRunner runner = new ChunkRunner(spec, DATA);
    NetworkResult result = runner.train(GRID.networks().get(0));
    assertThat(result.status()).isEqualTo(Status.DIVERGED);
    assertThat(result.network()).isEmpty();
    assertThat(result.error()).doesNotContain("\n").isNotBlank();
    assertThat(result.metric()).isNaN();
    assertThat(ChunkRunner.runAll(spec, Specs.data(spec)))
        .hasSize((int) GRID.runCount())
        .allSatisfy(
            row -> {
              assertThat(row.status()).isEqualTo(Status.NETWORK_DIVERGED);
              assertThat(row.measured().delta()).isNaN();
              assertThat(row.theory().boundOutputLog10()).isNaN();
            });
  }

  @Test
  void failureIsAStatusOfItsRows() {
    // A network of another shape: nothing can be compared.
    Network other =
        new Network(List.of(new Dense(R064Store.FACTORY.make(2, 4), Activation.IDENTITY)));
    Chunk chunk = Chunker.chunks(GRID, run -> true, COST, 1e9).get(0);
    assertThat(new ChunkRunner(SPEC, DATA).run(chunk, Optional.of(other)))
        .hasSameSizeAs(chunk.runs())
        .allSatisfy(
            row -> {
              assertThat(row.status()).isEqualTo(Status.FAILED);
              assertThat(row.error()).startsWith("InvalidValueException: ").doesNotContain("\n");
            });
    Dataset wrong =
        new Dataset(DATA.name(), DATA.task(), DATA.train(), DATA.test().first(1), "none");
    assertThat(new ChunkRunner(Specs.digits(), wrong).train(GRID.networks().get(0)).status())
        .isEqualTo(Status.FAILED);
  }

  @Test
  void valuesThatOverflowAreAStatus() {
    Network trained =
        new ChunkRunner(SPEC, DATA).train(GRID.networks().get(0)).network().orElseThrow();
    Dense last = (Dense) trained.layer(3);
    R064Store huge = last.weights().copy();
    java.util.Arrays.fill(huge.data, 1e300);
    Network overflowing = trained.withLayer(3, last.withWeights(huge));
    Chunk chunk =
        Chunker.chunks(GRID, run -> run.compression().target().toString().equals("W3"), COST, 1e9)
            .get(0);
    assertThat(new ChunkRunner(SPEC, DATA).run(chunk, Optional.of(overflowing)))
        .allMatch(row -> row.status() == Status.NON_FINITE);
  }

  /** R^2 needs targets that vary: a number that does not exist is not an ok one. */
  @Test
  void aMetricThatIsNotANumberIsAStatus() {
    Samples test = DATA.test();
    Samples constant =
        new Samples(test.inputs(), LinearAlgebra.zeros(test.count(), test.targets().getColDim()));
    Dataset flat = new Dataset(DATA.name(), DATA.task(), DATA.train(), constant, "flat");
    ChunkRunner runner = new ChunkRunner(SPEC, flat);
    Chunk chunk = Chunker.chunks(GRID, run -> true, COST, 1e9).get(0);
    NetworkResult trained = new ChunkRunner(SPEC, DATA).train(chunk.network());
    assertThat(runner.run(chunk, trained.network()))
        .allSatisfy(
            row -> {
              assertThat(row.measured().compressed().metric()).isNaN();
              assertThat(row.status()).isEqualTo(Status.NON_FINITE);
            });
  }
}
