package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class TailTest {
  private static Tail tail(Network network, int from) {
    return Tail.of(network, NetworkConstants.of(network), from);
  }

  /** {@code T_k} times the pre-activations of {@code k} gives the logits of the linear network. */
  private static void assertMapsToLogits(Network linear, Tail tail, int k, R064Store inputs) {
    R064Store a = linear.layer(k).preactivations(linear.activations(inputs, k - 1));
    R064Store logits = linear.logits(inputs);
    R064Store mapped = LinearAlgebra.timesTransposed(a, tail.map(k).orElseThrow());
    assertThat(mapped.data).containsExactly(logits.data, within(1e-10));
  }

  @Test
  void productsMapPreactivationsToLogits() {
    RandomGenerator random = Nets.random(41);
    Network network = Nets.network(random, List.of(Activation.IDENTITY), 3, 7, 4, 6, 2);
    Tail tail = tail(network, 1);
    NetworkConstants constants = NetworkConstants.of(network);
    double product = 1;
    for (int k = 4; k >= 1; k--) {
      assertMapsToLogits(network, tail, k, Nets.gaussian(random, 5, 3, 1));
      double norm = LinearAlgebra.operatorNorm(tail.map(k).orElseThrow());
      assertThat(tail.norm(k)).isCloseTo(norm, within(1e-12 * norm));
      assertThat(tail.norm(k)).isLessThanOrEqualTo(product * (1 + 1e-12));
      product *= constants.layer(k).sigma();
    }
    assertThat(tail.norm(4)).isEqualTo(1);
  }

  /** Biases and activations are no part of the maps. */
  @Test
  void activationsAreTakenAsTheIdentity() {
    RandomGenerator random = Nets.random(42);
    Network linear = Nets.network(random, List.of(Activation.IDENTITY), 3, 5, 4);
    Network curved =
        linear
            .withLayer(1, new Dense(linear.layer(1).weights(), Activation.RELU))
            .withLayer(2, new Dense(linear.layer(2).weights(), Activation.SOFTMAX));
    assertThat(tail(curved, 1).map(1).orElseThrow().data)
        .isEqualTo(tail(linear, 1).map(1).orElseThrow().data);
    assertThat(tail(curved, 1).norm(1)).isEqualTo(tail(linear, 1).norm(1));
  }

  @Test
  void passesThroughConvolutions() {
    RandomGenerator random = Nets.random(43);
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 3, 2 * 4, 0.5), 2, 3, Activation.IDENTITY),
                new Convolution(Nets.gaussian(random, 2, 3 * 9, 0.5), 3, 3, Activation.IDENTITY),
                new Dense(Nets.gaussian(random, 4, 18, 0.5), Activation.IDENTITY)));
    Tail tail = tail(network, 1);
    for (int k = 1; k <= 3; k++) {
      assertMapsToLogits(network, tail, k, Nets.gaussian(random, 4, 18, 1));
    }
  }

  /** Beyond 512 outputs there are no maps, and the product of norms bounds theirs. */
  @Test
  void wideOutputsAreBoundedByTheProductOfNorms() {
    RandomGenerator random = Nets.random(44);
    Network network = Nets.network(random, List.of(Activation.IDENTITY), 2, 3, 2, 513);
    Tail tail = tail(network, 1);
    NetworkConstants constants = NetworkConstants.of(network);
    double third = constants.layer(3).sigma();
    double second = constants.layer(2).sigma();
    assertThat(tail.map(1)).isEmpty();
    assertThat(tail.map(3)).isEmpty();
    assertThat(tail.norm(3)).isEqualTo(1);
    assertThat(tail.norm(2)).isEqualTo(third);
    assertThat(tail.norm(1)).isCloseTo(third * second, within(1e-12 * third * second));
    assertThat(tail(Nets.network(random, List.of(Activation.IDENTITY), 2, 512), 1).map(1))
        .isPresent();
  }

  /** What one layer undoes of another is seen by the product alone. */
  @Test
  void oppositeRotationsCancelInTheMapNotInTheNorms() {
    R064Store stretch = R064Store.wrap(new double[] {100, 0, 0, 0.01}, 2);
    R064Store back = R064Store.wrap(new double[] {0.01, 0, 0, 100}, 2);
    Network network =
        new Network(
            List.of(
                new Dense(stretch.copy(), Activation.IDENTITY),
                new Dense(stretch, Activation.IDENTITY),
                new Dense(back, Activation.IDENTITY)));
    assertThat(tail(network, 1).norm(1)).isCloseTo(1, within(1e-12));
  }
}
