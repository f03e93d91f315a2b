package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Outcomes;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** Bounds against the mean over every outcome of every draw, which is exact. */
class SampleBoundsTest {
  /** Relative error of sums in another order. */
  private static final double ROUNDING = 1e-10;

  /**
   * Layers as {@code inputs-outputs activation}, all dense, some with a bias. The last column: most
   * decades from the exact mean of the logits' error to its bound, in the mean over trials; 0 where
   * the bound is the mean.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // W layers, single weights.
        "4-2 TANH;W1;WEIGHT;0",
        "3-3 TANH, 3-2 SOFTMAX;W2;WEIGHT;0",
        "4-2 IDENTITY, 2-3 IDENTITY, 3-2 SOFTMAX;W1;WEIGHT;0",
        "2-4 RELU, 4-2 SOFTMAX;W1;WEIGHT;0.8",
        "2-4 RELU, 4-3 RELU, 3-2 IDENTITY;W1;WEIGHT;1.5",
        "2-4 TANH, 4-3 SIGMOID, 3-2 TANH;W1;WEIGHT;1",
        "2-4 SOFTPLUS, 4-3 IDENTITY, 3-2 SOFTMAX;W1;WEIGHT;0.8",
        "3-4 RELU, 4-2 RELU, 2-3 CENTERED_SIGMOID;W2;WEIGHT;0.8",
        // One after another.
        "2-2 RELU, 2-2 TANH, 2-2 SOFTMAX;W1+W2;WEIGHT;1.2",
        "3-1 RELU, 1-3 TANH, 3-2 IDENTITY;W1+W3;WEIGHT;0.8",
        "2-1 IDENTITY, 1-2 IDENTITY, 2-2 IDENTITY;W1+W2+W3;WEIGHT;0.8",
        "2-2 TANH, 2-2 RELU, 2-2 IDENTITY;W1+B2;WEIGHT;2.5",
        "2-2 RELU, 2-1 RELU, 1-3 SOFTMAX;B1+W3;WEIGHT;2.5",
        // Columns.
        "6-3 IDENTITY, 3-2 IDENTITY;W1;NEURON;0",
        "6-3 RELU, 3-3 TANH, 3-2 SOFTMAX;W1;NEURON;2",
        "5-4 RELU, 4-3 TANH, 3-2 SOFTMAX;W1+W2;NEURON;2",
        // B: of single weights as if all were offered.
        "2-4 RELU, 4-2 SOFTMAX;B1;WEIGHT;3",
        "2-4 TANH, 4-3 RELU, 3-2 SOFTMAX;B1;WEIGHT;3",
        "2-4 IDENTITY, 4-2 IDENTITY;B1;WEIGHT;0",
        "2-6 RELU, 6-3 IDENTITY, 3-2 SOFTMAX;B1;NEURON;0",
        "2-6 RELU, 6-3 RELU, 3-2 SOFTMAX;B1;NEURON;2",
        "2-6 TANH, 6-3 IDENTITY;B1;NEURON;2",
        "3-3 TANH, 3-4 RELU, 4-2 IDENTITY;W1+B2;NEURON;2",
        "3-4 RELU, 4-4 RELU, 4-2 SOFTMAX;B1+W3;NEURON;2"
      })
  void boundsTheMeanOverAllOutcomes(String layers, String target, Unit unit, double decades) {
    double sum = 0;
    int trials = 0;
    for (long seed = 1; seed <= 4; seed++) {
      RandomGenerator random = Nets.random(seed);
      Network network = network(random, layers);
      for (Scheme scheme : schemes(random, unit)) {
        double alpha = random.nextDouble(0.2, 0.95);
        CompressionSpec spec = Nets.spec(target, unit, scheme, alpha, Projections.NONE);
        sum += check(network, random, spec);
        trials++;
        if (seed % 2 == 0) {
          check(network, random, Nets.spec(target, unit, scheme, alpha, Projections.BALL));
          check(biased(network, random), random, spec);
        }
      }
    }
    // A bound that gives everything away would pass all else.
    assertThat(sum / trials).isLessThanOrEqualTo(decades + 1e-9);
  }

  /** Decades from the logits' mean error to its bound. */
  private static double check(Network network, RandomGenerator random, CompressionSpec spec) {
    Samples samples = Nets.samples(random, network.inputs(), 1.5);
    R064Store inputs = samples.inputs();
    SampleCertificate certificate = certificate(network, inputs, spec).orElseThrow();
    int depth = network.depth();
    double[] means = new double[depth + 2];
    Outcomes.forEach(
        network,
        samples,
        spec,
        (compression, chance) -> {
          for (int k = 1; k <= depth; k++) {
            means[k] += chance * preactivationError(network, compression.network(), inputs, k);
          }
          means[depth + 1] +=
              chance
                  * LinearAlgebra.meanSquaredDistance(
                      network.outputs(inputs), compression.network().outputs(inputs));
        });
    for (SampleCertificate.Step step : certificate.steps()) {
      assertThat(means[step.layer()])
          .as("%s, layer %d", spec, step.layer())
          .isLessThanOrEqualTo(
              step.preactivationError().value() * (1 + ROUNDING) + ROUNDING * ROUNDING);
    }
    assertThat(means[depth + 1])
        .as("%s, outputs", spec)
        .isLessThanOrEqualTo(certificate.outputError().value() * (1 + ROUNDING));
    return means[depth] == 0 ? 0 : certificate.logitError().log10() - Math.log10(means[depth]);
  }

  @Test
  void filtersOfConvolutionsAreBoundedByTheirPlansTotal() {
    RandomGenerator random = Nets.random(3);
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 4, 2 * 4, 0.5), 2, 3, Activation.RELU),
                new Convolution(Nets.gaussian(random, 3, 4 * 4, 0.5), 2, 3, Activation.RELU),
                new Dense(Nets.gaussian(random, 2, 27, 0.5), Activation.SOFTMAX)));
    for (String target : List.of("B1", "W2")) {
      assertThat(check(network, random, neurons(target))).isBetween(0.0, 2.5);
    }
    // Nothing is known of a convolution's draws at inputs that are not known.
    R064Store inputs = Nets.gaussian(random, 5, network.inputs(), 1);
    assertThat(certificate(network, inputs, neurons("W1+W2"))).isEmpty();
  }

  private static CompressionSpec neurons(String target) {
    return Nets.spec(target, Unit.NEURON, new Scheme.Prune(0.4), 0.8, Projections.NONE);
  }

  /** Two ReLU, in numbers worked out by hand. */
  @Test
  void splitsVarianceFromShiftBehindIndependentOutputs() {
    // One sample x = 1, two outputs a = (1, -2), all weights offered but for rounding of alpha.
    Network network =
        new Network(
            List.of(
                new Dense(R064Store.wrap(new double[] {1, -2, 0}, 3), Activation.RELU),
                new Dense(R064Store.wrap(new double[] {3, 4, 0}, 1), Activation.IDENTITY)));
    R064Store inputs = R064Store.wrap(new double[] {1}, 1);
    CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(0.5), 0.99, Projections.NONE);
    // (1-p)/p = 1: variances w^2 = 1 of the unit that is offered second, after that of 0;
    // floor(2.97).
    double q = 1;
    double shift = (Math.sqrt(2) - 1) / 2;
    double bound = 9 * (q - shift * shift) + 25 * shift * shift;
    SampleCertificate certificate = certificate(network, inputs, spec).orElseThrow();
    assertThat(certificate.logitError().value()).isCloseTo(bound, within(1e-12));
    // The truth: t is 2 or 0, 3 |t - 1| is 3.
    assertThat(bound).isGreaterThan(9);
  }

  /** {@code E|V d|^2 = sum |V_i|^2 Var d_i + |V E d|^2} for every admissible law of {@code d}. */
  @Test
  void independentOutputsAreBoundedForAllLaws() {
    RandomGenerator random = Nets.random(8);
    for (int trial = 0; trial < 2000; trial++) {
      int n = 1 + random.nextInt(6);
      R064Store v = Nets.gaussian(random, 1 + random.nextInt(4), n, 1);
      double[] squares = new double[n];
      double[] shifts = new double[n];
      R064Store mean = LinearAlgebra.zeros(1, n);
      double variance = 0;
      for (int i = 0; i < n; i++) {
        squares[i] = random.nextDouble(0.1, 2);
        double shift = Math.sqrt(squares[i]) * random.nextDouble();
        shifts[i] = shift * shift;
        mean.data[i] = shift * (random.nextBoolean() ? 1 : random.nextDouble(-1, 1));
        double column =
            LinearAlgebra.meanSquaredLength(LinearAlgebra.columns(v, i, 1)) * v.getRowDim();
        variance += column * (squares[i] - mean.data[i] * mean.data[i]);
      }
      double truth =
          variance + LinearAlgebra.meanSquaredLength(LinearAlgebra.timesTransposed(mean, v));
      IndependentOutputs outputs = new IndependentOutputs(squares, shifts);
      double norm = LinearAlgebra.operatorNorm(v);
      double largest = Arrays.stream(squares).sum() * norm * norm;
      assertThat(outputs.through(v, norm))
          .isGreaterThanOrEqualTo(truth * (1 - ROUNDING))
          .isLessThanOrEqualTo(largest * (1 + ROUNDING));
    }
  }

  @ParameterizedTest
  @CsvSource({"W1,WEIGHT", "W2,WEIGHT", "W1+W2,WEIGHT", "B1,WEIGHT", "B1,NEURON", "W2,NEURON"})
  void findsTheLeastKeepProbability(String target, Unit unit) {
    RandomGenerator random = Nets.random(11);
    Network network = network(random, "5-8 RELU, 8-6 TANH, 6-3 SOFTMAX");
    R064Store inputs = Nets.gaussian(random, 20, 5, 1);
    CompressionSpec spec = Nets.spec(target, unit, new Scheme.Prune(0.3), 0.9, Projections.NONE);
    Compressor compressor = Compressor.of(network, inputs, spec.target());
    SampleBounds bounds =
        SampleBounds.of(network, NetworkConstants.of(network), compressor.first());
    double before = Double.POSITIVE_INFINITY;
    for (double p = 0.05; p < 1; p += 0.05) {
      double bound = logitError(bounds, compressor, withKeep(spec, p));
      assertThat(bound).as("falls as p grows, at %s", p).isLessThan(before);
      before = bound;
    }
    Magnitude error = Magnitude.of(0.05);
    double p =
        bounds
            .keepProbability(spec, compressor.plans(spec), SampleCertificate::logitError, error)
            .orElseThrow();
    assertThat(logitError(bounds, compressor, withKeep(spec, p)))
        .isCloseTo(0.05, within(1e-9))
        .isGreaterThan(logitError(bounds, compressor, withKeep(spec, p + 1e-6)));
    assertThat(
            bounds.keepProbability(
                spec, compressor.plans(spec), SampleCertificate::logitError, Magnitude.ZERO))
        .isEmpty();
  }

  private static double logitError(
      SampleBounds bounds, Compressor compressor, CompressionSpec spec) {
    return bounds.certificate(spec, compressor.plans(spec)).orElseThrow().logitError().value();
  }

  private static CompressionSpec withKeep(CompressionSpec spec, double p) {
    return new CompressionSpec(
        spec.target(), spec.unit(), spec.method(), new Scheme.Prune(p), spec.projections());
  }

  @Test
  void answersForPruningOnly() {
    Network network = network(Nets.random(1), "3-3 RELU, 3-2 IDENTITY");
    R064Store inputs = Nets.gaussian(Nets.random(2), 4, 3, 1);
    CompressionSpec spec = Nets.spec("W1", new Scheme.Quantize(3), 0.9, Projections.NONE);
    Compressor compressor = Compressor.of(network, inputs, spec.target());
    SampleBounds bounds =
        SampleBounds.of(network, NetworkConstants.of(network), compressor.first());
    assertThatThrownBy(
            () ->
                bounds.keepProbability(
                    spec, compressor.plans(spec), SampleCertificate::outputError, Magnitude.ONE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("prune");
  }

  /** What is there at one layer passes on as norms and slopes allow: the same outcome, measured. */
  @Test
  void boundsAnOutcomeFromItsPsi() {
    RandomGenerator random = Nets.random(5);
    for (String target : List.of("W1", "W2", "B1", "W1+W3")) {
      Network network = network(random, "4-6 RELU, 6-5 TANH, 5-3 SOFTMAX");
      R064Store inputs = Nets.gaussian(random, 9, 4, 1);
      CompressionSpec spec = Nets.spec(target, new Scheme.Prune(0.5), 0.9, Projections.NONE);
      Compressor compressor = Compressor.of(network, inputs, spec.target());
      Compression outcome =
          compressor.compress(spec, (l, units) -> random.doubles(units).toArray());
      SampleCertificate bound =
          SampleBounds.of(network, NetworkConstants.of(network), compressor.first())
              .ofOutcome(spec, outcome.last().psi())
              .orElseThrow();
      double measured =
          LinearAlgebra.meanSquaredDistance(
              network.logits(inputs), outcome.network().logits(inputs));
      assertThat(bound.logitError().value()).isBetween(measured * (1 - ROUNDING), 1000 * measured);
      int last = spec.target().lastLayer();
      assertThat(bound.steps().get(0).layer()).isEqualTo(target.startsWith("B") ? last + 1 : last);
    }
  }

  private static double preactivationError(
      Network dense, Network compressed, R064Store inputs, int k) {
    return LinearAlgebra.meanSquaredDistance(
        dense.layer(k).preactivations(dense.activations(inputs, k - 1)),
        compressed.layer(k).preactivations(compressed.activations(inputs, k - 1)));
  }

  private static Optional<SampleCertificate> certificate(
      Network network, R064Store inputs, CompressionSpec spec) {
    Compressor compressor = Compressor.of(network, inputs, spec.target());
    return SampleBounds.of(network, NetworkConstants.of(network), compressor.first())
        .certificate(spec, compressor.plans(spec));
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

  private static Network biased(Network network, RandomGenerator random) {
    Network biased = network;
    for (int l = 1; l <= network.depth(); l++) {
      double[] bias = new double[network.layer(l).outputs()];
      Arrays.setAll(bias, i -> 0.3 * random.nextGaussian());
      Layer layer = network.layer(l);
      biased = biased.withLayer(l, layer.withWeights(layer.weights(), Optional.of(bias)));
    }
    return biased;
  }
}
