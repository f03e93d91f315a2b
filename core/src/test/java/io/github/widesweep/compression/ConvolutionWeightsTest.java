package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import io.github.widesweep.sweep.spec.MethodSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Convolutions padded with zeros, compressed: single weights in W, filters in W and B. */
class ConvolutionWeightsTest {
  private static final int SAMPLES = 30;

  static List<Padding> paddings() {
    return List.of(Padding.CIRCULAR, Padding.zero(1, 1), Padding.zero(0, 0), Padding.zero(0, 2));
  }

  private static R064Store gaussian(SplittableRandom random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  /** Two convolutions, of 3 x 3 on 2 maps of 6 x 6 and of 2 x 2, and a dense layer. */
  private static Network network(Padding padding) {
    SplittableRandom random = new SplittableRandom(4);
    Convolution first =
        new Convolution(
            gaussian(random, 4, 18),
            3,
            6,
            padding,
            Optional.of(gaussian(random, 4, 1).data),
            Activation.RELU,
            Double.POSITIVE_INFINITY);
    Convolution second =
        new Convolution(
            gaussian(random, 3, 16),
            2,
            first.outputSide(),
            padding.isCircular() ? padding : Padding.zero(1, 0),
            Activation.RELU);
    return new Network(
        List.of(
            first, second, new Dense(gaussian(random, 5, second.outputs()), Activation.IDENTITY)));
  }

  private static CompressionSpec spec(String target, Unit unit, String method, Scheme scheme) {
    return new CompressionSpec(
        Target.parse(target),
        unit,
        MethodSpec.parse(method, 0.9, new Ordering.Exact()),
        scheme,
        Projections.NONE);
  }

  private static Uniforms uniforms(long seed) {
    return (layer, units) -> new SplittableRandom(seed + 100L * layer).doubles(units).toArray();
  }

  /** Psi from the formula: the mean squared distance of pre-activations, biases cancelling. */
  private static double psi(Layer dense, Layer compressed, R064Store z, R064Store zh) {
    return LinearAlgebra.meanSquaredDistance(
        dense.preactivations(z), compressed.preactivations(zh));
  }

  @ParameterizedTest
  @MethodSource("paddings")
  void singleWeightsOfTwoLayers(Padding padding) {
    Network network = network(padding);
    R064Store samples = gaussian(new SplittableRandom(9), SAMPLES, network.inputs());
    CompressionSpec spec = spec("W1+W2", Unit.WEIGHT, "greedy", new Scheme.Prune(0.4));
    Compressor compressor = Compressor.of(network, samples, spec.target());
    for (long seed = 0; seed < 3; seed++) {
      Compression compression = compressor.compress(spec, uniforms(seed));
      Network compressed = compression.network();
      assertThat(compressed.layer(1)).isInstanceOf(Convolution.class);
      for (int l = 1; l <= 2; l++) {
        Layer now = compressed.layer(l);
        assertThat(((Convolution) now).padding())
            .isEqualTo(((Convolution) network.layer(l)).padding());
        assertThat(now.bias()).isEqualTo(network.layer(l).bias());
        double psi =
            psi(
                network.layer(l),
                now,
                network.activations(samples, l - 1),
                compressed.activations(samples, l - 1));
        assertThat(compression.layers().get(l - 1).psi())
            .isCloseTo(psi, Percentage.withPercentage(1e-9));
        for (int e = 0; e < now.weights().data.length; e++) {
          double w = network.layer(l).weights().data[e];
          assertThat(now.weights().data[e]).isIn(0.0, w, w / 0.4);
        }
      }
    }
  }

  /** The order is that of literal scores: variance times the energy of the weight's own patch. */
  @ParameterizedTest
  @MethodSource("paddings")
  void weightsOfLeastAddedLossAreOffered(Padding padding) {
    Network network = network(padding);
    Convolution layer = (Convolution) network.layer(1);
    R064Store samples = gaussian(new SplittableRandom(9), SAMPLES, network.inputs());
    CompressionSpec spec = spec("W1", Unit.WEIGHT, "greedy", new Scheme.Prune(0.4));
    Compression compression =
        Compressor.of(network, samples, spec.target()).compress(spec, uniforms(1));
    int[] order = compression.layers().get(0).order();
    double expected = 0;
    double last = 0;
    for (int unit : order) {
      // Units are row-major; alone in a layer of zeros, a weight adds its own map.
      R064Store alone = LinearAlgebra.zeros(4, 18);
      alone.set(unit / 18, unit % 18, layer.weights().get(unit / 18, unit % 18));
      Convolution of = layer.withWeights(alone, Optional.empty());
      double score = 0.6 / 0.4 * LinearAlgebra.meanSquaredLength(of.preactivations(samples));
      assertThat(score).isGreaterThanOrEqualTo(last * (1 - 1e-12));
      last = score;
      expected += score;
    }
    assertThat(order).hasSize((int) (0.9 * 72));
    assertThat(compression.layers().get(0).psiExpected())
        .isCloseTo(expected, Percentage.withPercentage(1e-9));
  }

  /** Methods for single weights of dense layers see the patches. */
  @ParameterizedTest
  @ValueSource(strings = {"obs", "alps", "sparsegpt", "{walk: {lambda: 0.2}}", "gptq", "wanda"})
  void otherMethodsRun(String method) {
    Network network = network(Padding.zero(1, 1));
    R064Store samples = gaussian(new SplittableRandom(9), SAMPLES, network.inputs());
    Scheme scheme = method.equals("gptq") ? new Scheme.Quantize(4) : new Scheme.Prune(0.4);
    CompressionSpec spec = spec("W2", Unit.WEIGHT, method, scheme);
    Compression compression =
        Compressor.of(network, samples, spec.target()).compress(spec, uniforms(1));
    Layer now = compression.network().layer(2);
    R064Store z = network.activations(samples, 1);
    double psi = psi(network.layer(2), now, z, z);
    assertThat(compression.last().psi()).isCloseTo(psi, Percentage.withPercentage(1e-6));
    assertThat(psi).isPositive().isLessThan(compression.last().watchedEnergy());
  }

  /** The bound from the samples is above the mean of many draws, where biases and zeros are. */
  @Test
  void theSampleBoundHolds() {
    Network network = network(Padding.zero(1, 1));
    R064Store samples = gaussian(new SplittableRandom(9), SAMPLES, network.inputs());
    CompressionSpec spec = spec("W1", Unit.WEIGHT, "greedy", new Scheme.Prune(0.5));
    Compressor compressor = Compressor.of(network, samples, spec.target());
    SampleCertificate certificate =
        SampleBounds.of(network, NetworkConstants.of(network), compressor.first())
            .certificate(spec, compressor.plans(spec))
            .orElseThrow();
    double error = 0;
    double psi = 0;
    for (int draw = 0; draw < 100; draw++) {
      Compression compression = compressor.compress(spec, uniforms(draw));
      error += compressor.errorsSq(Stack.single(), List.of(compression)).get(0).outputs() / 100;
      psi += compression.last().psi() / 100;
    }
    // Psi of a draw deviates by about a third here: six standard errors of 100 are a fifth.
    double expected = compressor.plans(spec).get(0).plan().psiAdded();
    assertThat(psi).isCloseTo(expected, Percentage.withPercentage(20));
    assertThat(certificate.outputError().value()).isGreaterThan(error);
  }

  /** Filters in W: Psi by the formula, the first order of a structured draw. */
  @Test
  void filtersOfZeroPaddedLayers() {
    Network network = network(Padding.zero(1, 1));
    R064Store samples = gaussian(new SplittableRandom(9), SAMPLES, network.inputs());
    for (String target : List.of("W2", "B1")) {
      CompressionSpec spec = spec(target, Unit.NEURON, "greedy", new Scheme.Prune(0.5));
      Compression compression =
          Compressor.of(network, samples, spec.target()).compress(spec, uniforms(3));
      Network compressed = compression.network();
      double psi =
          LinearAlgebra.meanSquaredDistance(
              network.layer(2).preactivations(network.activations(samples, 1)),
              compressed.layer(2).preactivations(compressed.activations(samples, 1)));
      assertThat(compression.last().psi()).isCloseTo(psi, within(1e-9 * Math.max(1, psi)));
      assertThat(psi).isPositive();
    }
  }
}
