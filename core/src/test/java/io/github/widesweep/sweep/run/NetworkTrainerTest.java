package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.LiteralNetwork;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** What is known of a network, whoever trained it, from loops over its samples and weights. */
class NetworkTrainerTest {
  private static final SweepSpec SPEC = Specs.synthetic();
  private static final Dataset DATA = Specs.data(SPEC);
  private static final NetworkKey KEY = Grid.of(SPEC, DATA).networks().get(0);

  private final RandomGenerator random = Nets.random(23);

  /** 5 to 3 to 2 with biases. */
  private Network own() {
    double infinite = Double.POSITIVE_INFINITY;
    return new Network(
        List.of(
            new Dense(
                Nets.gaussian(random, 3, 5, 1),
                Optional.of(new double[] {0.5, -1, 0}),
                Activation.TANH,
                infinite),
            new Dense(
                Nets.gaussian(random, 2, 3, 1),
                Optional.of(new double[] {1, 2}),
                Activation.IDENTITY,
                infinite)));
  }

  private static double meanSquaredError(Network network, Samples samples) {
    double[][] outputs =
        LiteralNetwork.eachRow(samples.inputs(), x -> LiteralNetwork.outputs(network, x));
    double sum = 0;
    for (int s = 0; s < outputs.length; s++) {
      for (int i = 0; i < outputs[s].length; i++) {
        sum += Math.pow(outputs[s][i] - samples.targets().doubleValue(s, i), 2);
      }
    }
    return sum / outputs.length;
  }

  @Test
  void ofSomebodysOwnEverythingButTheTrainingIsKnown() {
    Network network = own();
    NetworkResult result = new ChunkRunner(SPEC, DATA).measure(KEY, network);
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.network()).containsSame(network);
    assertThat(result.parameters()).isEqualTo(15 + 3 + 6 + 2);
    assertThat(result.epochLosses()).isEmpty();
    assertThat(result.trainSeconds()).isNaN();
    assertThat(result.trainErrorSq())
        .isCloseTo(meanSquaredError(network, DATA.train()), within(1e-12));
    assertThat(result.trainLoss()).isEqualTo(result.trainErrorSq());
    assertThat(result.testLoss()).isCloseTo(meanSquaredError(network, DATA.test()), within(1e-12));
    assertThat(result.metric()).isLessThan(1);
    NetworkConstants constants = NetworkConstants.of(network);
    assertThat(result.sigma())
        .isEqualTo(constants.layers().stream().map(LayerConstants::sigma).toList());
    assertThat(result.c1()).isEqualTo(result.sigma());
    assertThat(result.c()).isEqualTo(Math.max(result.sigma().get(0), result.sigma().get(1)));
    for (int l = 1; l <= 2; l++) {
      double[] weights = network.layer(l).weights().data;
      double largest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
      double sides = Math.max(network.layer(l).inputs(), network.layer(l).outputs());
      assertThat(result.nu().get(l - 1)).isEqualTo(largest);
      assertThat(result.c2().get(l - 1)).isCloseTo(largest * Math.sqrt(sides), within(1e-12));
    }
  }

  /** However bad its answers: nobody trained it here, so nothing has diverged. */
  @Test
  void somebodysOwnMayAnswerAsBadlyAsItLikes() {
    Network network = own();
    Dense last = (Dense) network.layer(2);
    R064Store large = last.weights().copy();
    Arrays.setAll(large.data, i -> 1e9 * large.data[i]);
    Network bad = network.withLayer(2, last.withWeights(large));
    NetworkResult result = new ChunkRunner(SPEC, DATA).measure(KEY, bad);
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.metric()).isLessThan(-1e9);
    assertThat(result.c()).isEqualTo(result.sigma().get(1)).isGreaterThan(1e8);
  }

  @Test
  void withoutTargetsThereIsNoErrorToBeOf() {
    Samples train = new Samples(DATA.train().inputs(), none(DATA.train().count()));
    Samples test = new Samples(DATA.test().inputs(), none(DATA.test().count()));
    Dataset bare = new Dataset(DATA.name(), null, train, test, "");
    NetworkResult result = new ChunkRunner(SPEC, bare).measure(KEY, own());
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(
            List.of(result.trainErrorSq(), result.trainLoss(), result.testLoss(), result.metric()))
        .allSatisfy(number -> assertThat(number).isNaN());
    assertThat(result.c()).isPositive();
  }

  private static R064Store none(int samples) {
    return LinearAlgebra.zeros(samples, 0);
  }

  /** Of another shape than the data: a row that says so, with all numbers missing. */
  @Test
  void aNetworkThatDoesNotFitIsAFailedRow() {
    Network other = new Network(List.of(own().layer(2)));
    NetworkResult result = new ChunkRunner(SPEC, DATA).measure(KEY, other);
    assertThat(result)
        .isEqualTo(NetworkTrainer.none(KEY, List.of(), Status.FAILED, result.error(), Double.NaN));
    assertThat(result.error())
        .isEqualTo(
            "IllegalArgumentException: cannot multiply %d x 5 by 2 x 3 (N, T)"
                .formatted(DATA.train().count()));
  }

  /** The clock stands around the training alone, and around one that fails as well. */
  @Test
  void secondsAreThoseOfTheTraining() {
    long[] now = {0};
    NetworkResult result = new ChunkRunner(SPEC, DATA, () -> now[0] += 250_000_000).train(KEY);
    assertThat(result.trainSeconds()).isCloseTo(0.25, within(1e-15));
    Dataset wrong =
        new Dataset(DATA.name(), DATA.task(), new Samples(none(4), none(4)), DATA.test(), "");
    NetworkResult failed = new ChunkRunner(SPEC, wrong, () -> now[0] += 250_000_000).train(KEY);
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.trainSeconds()).isCloseTo(0.25, within(1e-15));
    assertThat(failed.error()).doesNotContain("\n");
  }
}
