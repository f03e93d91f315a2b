package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

  private static void assertSame(R064Store found, R064Store expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.getRowDim());
    // Every entry of two million is slow to assert one by one.
    for (int i = 0; i < expected.data.length; i += 97) {
      assertThat(found.data[i]).isCloseTo(expected.data[i], within(1e-12));
    }
  }
}
