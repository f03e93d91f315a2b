package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** A chain of layers against one sample's way through it, and chains that are none. */
class NetworkTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(6);

  private Network mixed() {
    List<Layer> layers = new ArrayList<>(Layers.mixed(random));
    layers.set(3, Layers.dense(random, 5, 4, Activation.SOFTMAX));
    return new Network(layers);
  }

  private static void assertRows(R064Store found, double[][] expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.length);
    for (int s = 0; s < expected.length; s++) {
      for (int i = 0; i < expected[s].length; i++) {
        assertThat(found.doubleValue(s, i)).isCloseTo(expected[s][i], within(1e-12));
      }
    }
  }

  @Test
  void outputsAreTheLayersOneAfterAnother() {
    Network network = mixed();
    R064Store samples = Layers.gaussian(random, 6, network.inputs());
    R064Store before = samples.copy();
    assertRows(
        network.outputs(samples),
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.outputs(network, x)));
    assertRows(
        network.logits(samples),
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.logits(network, x)));
    assertThat(network.activations(samples, 0)).isSameAs(samples);
    assertThat(network.activations(samples, network.depth()).data)
        .isEqualTo(network.outputs(samples).data);
    for (int l = 1; l < network.depth(); l++) {
      Network front = new Network(network.layers().subList(0, l));
      assertRows(
          network.activations(samples, l),
          LiteralNetwork.eachRow(samples, x -> LiteralNetwork.outputs(front, x)));
    }
    assertThat(samples.data).isEqualTo(before.data);
  }

  @Test
  void sizesAreThoseOfItsEnds() {
    Network network = mixed();
    assertThat(network.depth()).isEqualTo(4);
    assertThat(network.inputs()).isEqualTo(18);
    assertThat(network.outputs()).isEqualTo(4);
    // Kernels of 2 x 2 with biases, dense layers with and without.
    assertThat(network.parameters()).isEqualTo(4 * 2 * 4 + 4 + 3 * 4 * 4 + 3 + 5 * 27 + 5 + 4 * 5);
    double largest = 0;
    for (int l = 1; l <= 4; l++) {
      assertThat(network.layer(l)).isSameAs(network.layers().get(l - 1));
      largest = Math.max(largest, network.layer(l).operatorNorm());
    }
    assertThat(network.c()).isEqualTo(largest);
  }

  /** One layer that is no number makes the largest none. */
  @Test
  void normsThatAreNotFiniteShowInC() {
    for (int l = 1; l <= 4; l++) {
      Network network = mixed();
      R064Store weights = network.layer(l).weights().copy();
      weights.data[1] = Double.NaN;
      Layer broken = network.layer(l).withWeights(weights, network.layer(l).bias());
      assertThat(network.withLayer(l, broken).c()).isNaN();
    }
  }

  @Test
  void anotherLayerMakesAnotherNetwork() {
    Network network = mixed();
    Layer other = Layers.redrawn(random, network.layer(3));
    Network changed = network.withLayer(3, other);
    assertThat(changed.layer(3)).isSameAs(other);
    assertThat(network.layer(3)).isNotSameAs(other);
    for (int l : new int[] {1, 2, 4}) {
      assertThat(changed.layer(l)).isSameAs(network.layer(l));
    }
    Layer narrow = Layers.projected(random, 27, 2);
    Layer next = Layers.dense(random, 2, 4, Activation.IDENTITY);
    assertThat(network.withLayers(3, narrow, next).layers())
        .containsExactly(network.layer(1), network.layer(2), narrow, next);
    // One without the other leaves a gap.
    assertThatThrownBy(() -> network.withLayer(3, narrow))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void itsListIsItsOwn() {
    List<Layer> layers = new ArrayList<>(Layers.mixed(random));
    Network network = new Network(layers);
    layers.clear();
    assertThat(network.depth()).isEqualTo(4);
    assertThatThrownBy(() -> network.layers().remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void layersThatDoNotFollowEachOtherAreRefused() {
    Layer six = Layers.dense(random, 4, 6, Activation.RELU);
    Layer five = Layers.dense(random, 5, 3, Activation.SOFTMAX);
    Layer last = Layers.dense(random, 3, 2, Activation.IDENTITY);
    assertRefused(List.of(), "layers is [], expected at least one layer");
    assertRefused(
        List.of(six, five),
        "layers[1] is 5 inputs, expected 6 inputs, as many as layer 1 has outputs");
    assertRefused(
        List.of(five, last),
        "layers[0].activation is SOFTMAX, expected an entrywise activation: softmax is allowed on"
            + " the last layer only");
    Layer front = Layers.dense(random, 2, 5, Activation.TANH);
    assertThat(new Network(List.of(front, five)).depth()).isEqualTo(2);
    assertRefused(
        List.of(front, five, front),
        "layers[2] is 2 inputs, expected 3 inputs, as many as layer 2 has outputs");
  }

  private static void assertRefused(List<Layer> layers, String message) {
    assertThatThrownBy(() -> new Network(layers))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }
}
