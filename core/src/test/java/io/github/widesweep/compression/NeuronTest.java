package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.ExplicitConvolution;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import io.github.widesweep.network.Shrinker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

/** Compression of whole neurons and filters, and the shrinking that follows. */
class NeuronTest {
  private static final List<Activation> ACTIVATIONS =
      Arrays.stream(Activation.values()).filter(Activation::isEntrywise).toList();

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /** Convolutions as explicit matrices, every score by evaluating Psi. */
  @ParameterizedTest
  @MethodSource("seeds")
  void filtersAgreeWithTheAlgorithmWordForWord(int seed) {
    RandomGenerator random = generator(seed);
    Network network = network(random);
    Samples samples = samples(random, network.inputs());
    Target target = Target.parse(List.of("W1", "B1", "W2", "B2").get(random.nextInt(4)));
    CompressionSpec spec = spec(target, random.nextDouble(0.1, 0.9), random.nextDouble(0.3, 0.99));
    Uniforms uniforms = uniforms(random.nextLong());

    LayerCompression fast =
        Compressor.of(network, samples.inputs(), target).compress(spec, uniforms).last();

    int l = target.firstLayer();
    Layer layer = network.layer(l);
    boolean wide = target.roles().get(l) == Role.WIDE;
    double[][] weights = explicit(layer);
    int[][] units =
        wide
            ? LiteralGreedy.columns(weights.length, weights[0].length, layer.inputUnits())
            : LiteralGreedy.rows(weights.length, weights[0].length, layer.outputUnits());
    double[][] z = network.activations(samples.inputs(), l - 1).toRawCopy2D();
    double[] bias = bias(layer);
    LiteralGreedy.Result literal =
        LiteralGreedy.compress(
            weights,
            units,
            bias,
            layer.activation(),
            wide ? null : explicit(network.layer(l + 1)),
            z,
            z,
            spec.scheme(),
            fast.order(),
            uniforms.ofLayer(l, units.length),
            1);
    assertThat(fast.order()).hasSize(((Greedy) spec.method()).steps(units.length));
    double scale = 0;
    for (double score : literal.scores()) {
      scale = Math.max(scale, score);
    }
    for (int i = 0; i < fast.scores().length; i++) {
      assertThat(fast.scores()[i]).isCloseTo(literal.scores().get(i), within(1e-10 * scale));
      assertThat(literal.scores().get(i))
          .isLessThanOrEqualTo(literal.least().get(i) + 1e-10 * scale);
    }
  }

  /** Whatever is pruned away, the smaller network computes the same. */
  @ParameterizedTest
  @MethodSource("seeds")
  void shrinkingChangesNoOutput(int seed) {
    RandomGenerator random = generator(seed);
    Network network = network(random);
    Samples samples = samples(random, network.inputs());
    Target target = Target.parse(List.of("B1", "W2", "B2", "W3").get(random.nextInt(4)));
    CompressionSpec spec = spec(target, random.nextDouble(0.05, 0.5), 0.95);
    if (random.nextInt(4) == 0) {
      spec =
          new CompressionSpec(
              target,
              Unit.NEURON,
              new Greedy(0.95, new Ordering.Exact()),
              spec.scheme(),
              Projections.BALL);
    }
    Network compressed =
        Compressor.of(network, samples.inputs(), target)
            .compress(spec, uniforms(random.nextLong()))
            .network();

    Network shrunk = Shrinker.shrink(compressed);

    R064Store before = compressed.outputs(samples.inputs());
    R064Store after = shrunk.outputs(samples.inputs());
    double scale = Math.max(1, LinearAlgebra.maxAbs(before));
    for (int i = 0; i < before.data.length; i++) {
      assertThat(after.data[i]).isCloseTo(before.data[i], within(1e-12 * scale));
    }
    assertThat(shrunk.parameters()).isLessThanOrEqualTo(compressed.parameters());
  }

  /** With phi(0) = 1/2 the pruned rows are constants: one stays, its column the sum of theirs. */
  @Test
  void prunedSigmoidRowsMergeIntoOne() {
    R064Store first = R064Store.wrap(new double[] {0, 2, 0, 0, 1, 0}, 3);
    R064Store second = R064Store.wrap(new double[] {1, 2, 3, 4, 5, 6}, 2);
    Network network =
        new Network(
            List.of(new Dense(first, Activation.SIGMOID), new Dense(second, Activation.IDENTITY)));

    Network shrunk = Shrinker.shrink(network);

    assertThat(shrunk.layer(1).weights().data).containsExactly(0, 2, 0, 1);
    assertThat(shrunk.layer(2).weights().data).containsExactly(6, 8, 3, 4);
  }

  /**
   * Under ReLU a row of layer 1 times t >= 0 is a column of layer 2 times t, and both scores are
   * the same: pruning rows looked at through layer 2 and pruning columns are one thing.
   */
  @Test
  void rowsAndColumnsAreOneThingUnderRelu() {
    RandomGenerator random = generator(3);
    Network network =
        new Network(
            List.of(
                dense(random, 30, 6, Activation.RELU, false),
                dense(random, 5, 30, Activation.RELU, false),
                dense(random, 2, 5, Activation.IDENTITY, false)));
    Samples samples = samples(random, 6);
    Uniforms uniforms = (layer, units) -> uniforms(9).ofLayer(0, units);
    CompressionSpec rows = spec(Target.parse("B1"), 0.3, 0.9);
    CompressionSpec columns = spec(Target.parse("W2"), 0.3, 0.9);

    Compression byRows =
        Compressor.of(network, samples.inputs(), rows.target()).compress(rows, uniforms);
    Compression byColumns =
        Compressor.of(network, samples.inputs(), columns.target()).compress(columns, uniforms);

    assertThat(byRows.last().order()).isEqualTo(byColumns.last().order());
    R064Store a = byRows.network().outputs(samples.inputs());
    R064Store b = byColumns.network().outputs(samples.inputs());
    for (int i = 0; i < a.data.length; i++) {
      assertThat(a.data[i]).isCloseTo(b.data[i], within(1e-12));
    }
  }

  private static CompressionSpec spec(Target target, double p, double alpha) {
    return new CompressionSpec(
        target,
        Unit.NEURON,
        new Greedy(alpha, new Ordering.Exact()),
        new Scheme.Prune(p),
        Projections.NONE);
  }

  /** Two convolutions and a dense layer, or three dense layers. */
  private static Network network(RandomGenerator random) {
    boolean biased = random.nextInt(3) == 0;
    List<Layer> layers = new ArrayList<>();
    if (random.nextBoolean()) {
      int inputs = random.nextInt(1, 5);
      for (int l = 0; l < 3; l++) {
        int outputs = random.nextInt(2, 7);
        layers.add(dense(random, outputs, inputs, activation(random), biased));
        inputs = outputs;
      }
      return new Network(layers);
    }
    int side = random.nextInt(1, 4);
    int kernel = random.nextInt(1, 4);
    int channels = random.nextInt(1, 3);
    for (int l = 0; l < 2; l++) {
      int filters = random.nextInt(2, 5);
      layers.add(
          new Convolution(
              gaussian(random, filters, channels * kernel * kernel),
              kernel,
              side,
              Padding.CIRCULAR,
              biased ? Optional.of(random.doubles(filters, -1, 1).toArray()) : Optional.empty(),
              activation(random),
              Double.POSITIVE_INFINITY));
      channels = filters;
    }
    layers.add(dense(random, 3, channels * side * side, Activation.SOFTMAX, biased));
    return new Network(layers);
  }

  private static Activation activation(RandomGenerator random) {
    return ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
  }

  private static Dense dense(
      RandomGenerator random, int outputs, int inputs, Activation activation, boolean biased) {
    return new Dense(
        gaussian(random, outputs, inputs),
        biased ? Optional.of(random.doubles(outputs, -1, 1).toArray()) : Optional.empty(),
        activation,
        Double.POSITIVE_INFINITY);
  }

  private static R064Store gaussian(RandomGenerator random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian() / Math.sqrt(columns));
    return matrix;
  }

  private static Samples samples(RandomGenerator random, int features) {
    R064Store inputs = LinearAlgebra.zeros(random.nextInt(3, 9), features);
    Arrays.setAll(inputs.data, i -> random.nextGaussian());
    return new Samples(inputs, LinearAlgebra.zeros(inputs.getRowDim(), 1));
  }

  private static Uniforms uniforms(long seed) {
    return (layer, units) -> generator(seed + layer).doubles(units).toArray();
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static double[][] explicit(Layer layer) {
    R064Store matrix =
        layer instanceof Convolution convolution
            ? ExplicitConvolution.matrix(convolution)
            : layer.weights();
    return matrix.toRawCopy2D();
  }

  private static double[] bias(Layer layer) {
    int width = layer.outputs() / layer.outputUnits();
    double[] perUnit = layer.bias().orElse(new double[layer.outputUnits()]);
    return IntStream.range(0, layer.outputs()).mapToDouble(i -> perUnit[i / width]).toArray();
  }
}
