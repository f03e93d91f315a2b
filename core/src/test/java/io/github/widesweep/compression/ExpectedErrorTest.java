package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** Closed forms against the mean over every outcome of every draw. */
class ExpectedErrorTest {
  /**
   * Layers as {@code inputs-outputs activation}, all dense. The last columns: whether the logits
   * and the last watched loss have a closed form.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // A W layer whose outputs are the logits, or linear onward.
        "4-2 TANH;W1;WEIGHT;true;true",
        "3-3 TANH, 3-2 SOFTMAX;W2;WEIGHT;true;true",
        "4-2 IDENTITY, 2-3 IDENTITY, 3-2 SOFTMAX;W1;WEIGHT;true;true",
        "4-2 IDENTITY, 2-3 TANH, 3-2 IDENTITY;W1;WEIGHT;false;true",
        "4-2 TANH, 2-3 IDENTITY;W1;WEIGHT;false;true",
        // Two layers: in the mean over the first one's draws too.
        "3-1 RELU, 1-3 TANH, 3-1 IDENTITY;W1+W3;WEIGHT;true;true",
        "5-3 RELU, 3-2 TANH, 2-2 SOFTMAX;W1+W3;NEURON;true;true",
        // Columns.
        "6-3 IDENTITY, 3-2 IDENTITY;W1;NEURON;true;true",
        "3-6 TANH, 6-2 SOFTMAX;W2;NEURON;true;true",
        "6-3 RELU, 3-2 IDENTITY;W1;NEURON;false;true",
        // B: the identity, or rows of ReLU.
        "2-4 IDENTITY, 4-2 IDENTITY, 2-2 SOFTMAX;B1;WEIGHT;true;true",
        "2-4 IDENTITY, 4-2 TANH, 2-2 SOFTMAX;B1;WEIGHT;false;true",
        "2-4 RELU, 4-2 SOFTMAX;B1;WEIGHT;false;false",
        "2-6 RELU, 6-3 IDENTITY, 3-2 SOFTMAX;B1;NEURON;true;true",
        "2-6 IDENTITY, 6-3 SOFTMAX;B1;NEURON;true;true",
        "2-6 RELU, 6-3 RELU, 3-2 SOFTMAX;B1;NEURON;false;true",
        "2-6 TANH, 6-3 IDENTITY;B1;NEURON;false;false",
        "3-3 TANH, 3-4 RELU, 4-2 IDENTITY;W1+B2;NEURON;true;true"
      })
  void meanOverAllOutcomesIsTheClosedForm(
      String layers, String target, Unit unit, boolean logits, boolean psi) {
    double sum = 0;
    for (long seed = 1; seed <= 5; seed++) {
      RandomGenerator random = Nets.random(seed);
      Network network = network(random, layers);
      for (Scheme scheme : schemes(random, unit)) {
        CompressionSpec spec =
            Nets.spec(target, unit, scheme, random.nextDouble(0.2, 0.95), Projections.NONE);
        sum += check(network, random, spec, logits, psi);
      }
    }
    // Dead neurons and weights that are levels already make single means 0.
    assertThat(sum).isPositive();
  }

  /** The expectation is over samples that the algorithm does not see. */
  private static double check(
      Network network, RandomGenerator random, CompressionSpec spec, boolean logits, boolean psi) {
    Samples calibration = Nets.samples(random, network.inputs(), 1.5);
    R064Store other = Nets.gaussian(random, 7, network.inputs(), 1);
    int first = spec.target().firstLayer();
    Activations inputs = Activations.of(other, network, first - 1);
    R064Store dense = network.logits(other);
    double[] means = new double[4];
    Outcomes.forEach(
        network,
        calibration,
        spec,
        (Compression c, double chance) -> {
          R064Store itsLogits = c.network().logits(other);
          means[0] += chance * LinearAlgebra.meanSquaredDistance(itsLogits, dense);
          means[1] +=
              chance * ExpectedError.ofLogits(network, c, spec.unit(), first, inputs, dense);
          means[2] += chance * c.last().psi();
          means[3] += chance * c.last().psiExpected();
        });
    assertSame(means[1], means[0], logits);
    assertSame(means[3], means[2], psi);
    return means[0];
  }

  private static void assertSame(double closedForm, double mean, boolean isThere) {
    if (isThere) {
      assertThat(closedForm).isCloseTo(mean, within(1e-12 + 1e-10 * mean));
    } else {
      assertThat(closedForm).isNaN();
    }
  }

  private static List<Scheme> schemes(RandomGenerator random, Unit unit) {
    Scheme prune = new Scheme.Prune(random.nextDouble(0.1, 0.9));
    return unit == Unit.NEURON
        ? List.of(prune)
        : List.of(prune, new Scheme.Quantize(1 + random.nextInt(4)));
  }

  private static Network network(RandomGenerator random, String layers) {
    List<Layer> made = new ArrayList<>();
    for (String layer : layers.split(", ", -1)) {
      String[] parts = layer.split("[- ]", -1);
      int inputs = Integer.parseInt(parts[0]);
      int outputs = Integer.parseInt(parts[1]);
      made.add(
          new Dense(Nets.gaussian(random, outputs, inputs, 0.7), Activation.valueOf(parts[2])));
    }
    return new Network(made);
  }

  @Test
  void filtersOfConvolutionsHaveTheClosedFormToo() {
    RandomGenerator random = Nets.random(3);
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 4, 2 * 4, 0.5), 2, 3, Activation.RELU),
                new Convolution(Nets.gaussian(random, 3, 4 * 4, 0.5), 2, 3, Activation.IDENTITY),
                new Dense(Nets.gaussian(random, 2, 27, 0.5), Activation.SOFTMAX)));
    for (String target : List.of("B1", "W2")) {
      check(
          network,
          random,
          Nets.spec(target, Unit.NEURON, new Scheme.Prune(0.4), 0.8, Projections.NONE),
          true,
          true);
    }
  }

  @Test
  void projectionsAndBiasedRowsHaveNone() {
    RandomGenerator random = Nets.random(4);
    Network linear = network(random, "3-3 IDENTITY, 3-2 IDENTITY, 2-2 IDENTITY");
    Scheme scheme = new Scheme.Prune(0.4);
    check(linear, random, Nets.spec("W2", scheme, 0.8, Projections.BALL), false, true);
    check(linear, random, Nets.spec("B1", scheme, 0.8, Projections.BALL), false, true);
    // The projection lies behind the logits.
    check(linear, random, Nets.spec("W3", scheme, 0.8, Projections.BALL), true, true);
    Network relu = network(random, "3-3 RELU, 3-2 IDENTITY");
    Network biased =
        relu.withLayer(
            1,
            relu.layer(1)
                .withWeights(relu.layer(1).weights(), Optional.of(new double[] {0.3, -0.1, 0.2})));
    CompressionSpec rows = Nets.spec("B1", Unit.NEURON, scheme, 0.8, Projections.NONE);
    check(relu, random, rows, true, true);
    check(biased, random, rows, false, false);
  }
}
