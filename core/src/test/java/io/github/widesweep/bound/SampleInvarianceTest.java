package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** What bounds from the samples do not depend on, and how they grow. */
class SampleInvarianceTest {
  private static final int SAMPLES = 8;

  private final RandomGenerator random = Nets.random(211);

  private Network network(Activation activation) {
    return new Network(
        List.of(
            new Dense(Nets.gaussian(random, 6, 4, 0.7), activation),
            new Dense(Nets.gaussian(random, 5, 6, 0.7), activation),
            new Dense(Nets.gaussian(random, 3, 5, 0.7), Activation.SOFTMAX)));
  }

  private static CompressionSpec spec(String target, Unit unit, double alpha, double p) {
    return Nets.spec(target, unit, new Scheme.Prune(p), alpha, Projections.NONE);
  }

  private static double logitError(Network network, R064Store inputs, CompressionSpec spec) {
    Compressor compressor = Compressor.of(network, inputs, spec.target());
    return SampleBounds.of(network, NetworkConstants.of(network), compressor.first())
        .certificate(spec, compressor.plans(spec))
        .orElseThrow()
        .logitError()
        .value();
  }

  /** Means over samples: in another order, and each of them twice, they are the same. */
  @ParameterizedTest
  @CsvSource({
    "W1,WEIGHT",
    "W2,WEIGHT",
    "W3,WEIGHT",
    "W1+W2,WEIGHT",
    "B1,WEIGHT",
    "B1,NEURON",
    "W2,NEURON"
  })
  void orderAndRepetitionOfSamplesDoNotMatter(String target, Unit unit) {
    Network network = network(Activation.RELU);
    R064Store inputs = Nets.gaussian(random, SAMPLES, 4, 1);
    R064Store twice = LinearAlgebra.zeros(2 * SAMPLES, 4);
    for (int s = 0; s < 2 * SAMPLES; s++) {
      LinearAlgebra.copyRows(inputs, (5 * s + 2) % SAMPLES, twice, s, 1);
    }
    CompressionSpec spec = spec(target, unit, 0.8, 0.4);
    double expected = logitError(network, inputs, spec);
    assertThat(logitError(network, twice, spec)).isCloseTo(expected, within(1e-10 * expected));
  }

  /** Under ReLU without biases all is of degree one in the inputs: 4 times for 2 times. */
  @ParameterizedTest
  @CsvSource({"W1,WEIGHT", "W2,WEIGHT", "W1+W2,WEIGHT", "B1,WEIGHT", "B1,NEURON", "W2,NEURON"})
  void inputsTwiceAsLongHaveFourTimesTheError(String target, Unit unit) {
    Network network = network(Activation.RELU);
    R064Store inputs = Nets.gaussian(random, SAMPLES, 4, 1);
    R064Store longer = inputs.copy();
    Arrays.setAll(longer.data, e -> 2 * inputs.data[e]);
    CompressionSpec spec = spec(target, unit, 0.8, 0.4);
    double expected = 4 * logitError(network, inputs, spec);
    assertThat(logitError(network, longer, spec)).isCloseTo(expected, within(1e-10 * expected));
  }

  /** The last layer's outputs in another order are the same outputs. */
  @Test
  void orderOfOutputsDoesNotMatter() {
    for (String target : List.of("W1", "W2", "W3", "W1+W3", "B1")) {
      Network network = network(Activation.TANH);
      R064Store weights = network.layer(3).weights();
      R064Store turned = weights.copy();
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          turned.set((i + 1) % 3, j, weights.doubleValue(i, j));
        }
      }
      Network other = network.withLayer(3, new Dense(turned, Activation.SOFTMAX));
      R064Store inputs = Nets.gaussian(random, SAMPLES, 4, 1);
      CompressionSpec spec = spec(target, Unit.WEIGHT, 0.8, 0.4);
      double expected = logitError(network, inputs, spec);
      assertThat(logitError(other, inputs, spec)).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  /** More units offered, or fewer of them kept: never a lower bound. */
  @ParameterizedTest
  @CsvSource({"W1,WEIGHT", "W1+W2,WEIGHT", "B1,WEIGHT", "B2,NEURON", "W2,NEURON"})
  void moreCompressionNeverLowersTheBound(String target, Unit unit) {
    Network network = network(Activation.TANH);
    R064Store inputs = Nets.gaussian(random, SAMPLES, 4, 1);
    double before = 0;
    for (double alpha : new double[] {0.2, 0.4, 0.6, 0.8, 0.99}) {
      double bound = logitError(network, inputs, spec(target, unit, alpha, 0.4));
      assertThat(bound).isGreaterThanOrEqualTo(before);
      before = bound;
    }
    for (double p : new double[] {0.3, 0.1, 0.01}) {
      double bound = logitError(network, inputs, spec(target, unit, 0.99, p));
      assertThat(bound).isGreaterThan(before);
      before = bound;
    }
  }
}
