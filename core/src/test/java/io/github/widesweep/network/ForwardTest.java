package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class ForwardTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);

  private R064Store gaussian(int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  @Test
  void blocksOfSamplesGiveTheSameLogits() {
    Network network =
        new Network(
            List.of(
                new Dense(gaussian(6, 5), Activation.TANH),
                new Dense(gaussian(4, 6), Activation.RELU),
                new Dense(gaussian(3, 4), Activation.SOFTMAX)));
    int block = Activations.block(6);
    R064Store inputs = gaussian(2 * block + 17, 5);
    R064Store whole = network.logits(inputs);
    R064Store hidden = network.activations(inputs, 2);
    assertSame(Forward.logits(network, inputs), whole);
    assertSame(Forward.logits(List.of(network), 3, Activations.of(hidden)), whole);
    assertSame(Forward.logits(List.of(network), 3, Activations.of(inputs, network, 2)), whole);
  }

  /** Convolutions, biases, projections; layers that differ, and layers that are one object. */
  @Test
  void severalNetworksTogetherGiveWhatEachGives() {
    List<Layer> layers = new ArrayList<>(Layers.mixed(random).subList(0, 3));
    // So wide that 150 samples are several blocks.
    layers.add(Layers.dense(random, 5, 20_000, Activation.RELU));
    layers.add(Layers.dense(random, 20_000, 3, Activation.SOFTMAX));
    Network dense = new Network(layers);
    R064Store inputs = gaussian(150, 18);
    assertThat(Activations.block(20_000)).isLessThan(150);
    for (List<Integer> drawn :
        List.of(
            List.of(1), List.of(2), List.of(3), List.of(1, 4), List.of(5), List.<Integer>of())) {
      List<Network> networks = new ArrayList<>(List.of(dense));
      for (int k = 1; k < 3; k++) {
        Network network = dense;
        for (int l : drawn) {
          network = network.withLayer(l, Layers.redrawn(random, dense.layer(l)));
        }
        networks.add(network);
      }
      int first = drawn.stream().mapToInt(l -> l).min().orElse(2);
      R064Store stacked = Forward.logits(networks, first, Activations.of(inputs, dense, first - 1));
      assertThat(stacked.getRowDim()).isEqualTo(3 * 150);
      for (int k = 0; k < 3; k++) {
        assertClose(
            LinearAlgebra.rows(stacked, k * 150, 150), networks.get(k).logits(inputs), 1e-12);
      }
    }
  }

  /** A network's rows have the same bits whatever networks are in the other places. */
  @Test
  void aNetworksCompanyChangesNoBit() {
    Network dense = new Network(Layers.mixed(random));
    List<Network> drawn = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      Network network = dense;
      for (int l = 2; l <= 4; l++) {
        network = network.withLayer(l, Layers.redrawn(random, dense.layer(l)));
      }
      drawn.add(network);
    }
    Activations inputs = Activations.of(gaussian(23, 18), dense, 1);
    R064Store whole = Forward.logits(drawn, 2, inputs);
    for (int set = 1; set < 1 << 5; set += 3) {
      List<Network> some = new ArrayList<>(drawn);
      for (int k = 0; k < 5; k++) {
        if ((set >> k & 1) == 0) {
          some.set(k, dense);
        }
      }
      R064Store part = Forward.logits(some, 2, inputs);
      for (int k = 0; k < 5; k++) {
        if ((set >> k & 1) == 1) {
          assertThat(LinearAlgebra.rows(part, k * 23, 23).data)
              .isEqualTo(LinearAlgebra.rows(whole, k * 23, 23).data);
        }
      }
    }
  }

  /** From any layer on, word for word, and one network by itself like any other. */
  @Test
  void logitsAreTheNetworksWordForWord() {
    List<Layer> layers = new ArrayList<>(Layers.mixed(random));
    layers.set(3, Layers.dense(random, 5, 4, Activation.SOFTMAX));
    Network network = new Network(layers);
    R064Store samples = gaussian(11, 18);
    double[][] literal = LiteralNetwork.eachRow(samples, x -> LiteralNetwork.logits(network, x));
    for (int first = 1; first <= 4; first++) {
      Activations inputs = Activations.of(samples, network, first - 1);
      R064Store found = Forward.logits(List.of(network, network), first, inputs);
      for (int s = 0; s < 22; s++) {
        for (int i = 0; i < 4; i++) {
          assertThat(found.doubleValue(s, i)).isCloseTo(literal[s % 11][i], within(1e-12));
        }
      }
    }
    R064Store alone = Forward.logits(network, samples);
    assertThat(alone.data).containsExactly(network.logits(samples).data, within(1e-12));
    assertThat(Forward.logits(network, gaussian(0, 18)).getRowDim()).isZero();
  }

  /** Equal up to rounding, relative to the largest entry. */
  private static void assertClose(R064Store found, R064Store expected, double tolerance) {
    double size = LinearAlgebra.maxAbs(expected);
    assertThat(Math.sqrt(LinearAlgebra.meanSquaredDistance(found, expected)))
        .isLessThan(tolerance * size);
  }

  private static void assertSame(R064Store found, R064Store expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.getRowDim());
    // Every entry of two million is slow to assert one by one.
    for (int i = 0; i < expected.data.length; i += 97) {
      assertThat(found.data[i]).isCloseTo(expected.data[i], within(1e-12));
    }
  }
}
