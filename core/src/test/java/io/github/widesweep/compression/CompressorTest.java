package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
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

/** The fast compressor against Algorithm 1 word for word, on random small networks. */
class CompressorTest {
  private static final List<Activation> ACTIVATIONS =
      Arrays.stream(Activation.values()).filter(Activation::isEntrywise).toList();
  private static final List<String> TARGETS = List.of("W1", "B1", "W2", "B2", "W1+B2", "B1+W3");

  static IntStream seeds() {
    return IntStream.range(0, 600);
  }

  /** Plans that are made again give the same; how many are kept follows from the shape. */
  @Test
  void plansMayBeForgotten() {
    RandomGenerator random = Nets.random(15);
    Network network = Nets.network(random, List.of(Activation.RELU), 6, 5, 4);
    R064Store inputs = Nets.gaussian(random, 20, 6, 1);
    Target target = Target.parse("W1");
    Compressor all = Compressor.of(network, inputs, target);
    Compressor two = Compressor.of(network, inputs, target, 89);
    assertThat(all.plansKept()).isEqualTo((1 << 22) / 30);
    assertThat(two.plansKept()).isEqualTo(2);
    assertThat(Compressor.of(network, inputs, target, 1).plansKept()).isEqualTo(1);
    // Of a layer in B, what 20 samples are behind its 5 neurons.
    assertThat(Compressor.of(network, inputs, Target.parse("B1"), 299).plansKept()).isEqualTo(2);
    for (int draw = 0; draw < 3; draw++) {
      Uniforms uniforms = uniforms(draw);
      for (double p : new double[] {0.2, 0.4, 0.6, 0.8}) {
        CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(p), 0.7, Projections.NONE);
        LayerCompression expected = all.compress(spec, uniforms).last();
        LayerCompression found = two.compress(spec, uniforms).last();
        assertThat(found.order()).containsExactly(expected.order());
        assertThat(found.psi()).isEqualTo(expected.psi());
        assertThat(found.psiExpected()).isEqualTo(expected.psiExpected());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheAlgorithmWordForWord(int seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Network network = network(random);
    Samples samples = samples(random, network.inputs());
    CompressionSpec spec = spec(random);
    Uniforms uniforms = uniforms(random.nextLong());

    Compression fast =
        Compressor.of(network, samples.inputs(), spec.target()).compress(spec, uniforms);

    double[][] z = samples.inputs().toRawCopy2D();
    double[][] zh = z;
    for (int l = 1; l <= spec.target().lastLayer(); l++) {
      Dense layer = (Dense) network.layer(l);
      double[][] weights = layer.weights().toRawCopy2D();
      double[] bias = layer.bias().orElse(new double[layer.outputs()]);
      Role role = spec.target().roles().get(l);
      if (role != null) {
        LayerCompression layerDone = layerOf(fast, l);
        int[][] units = units(spec.unit(), role, weights);
        int steps = ((Greedy) spec.method()).steps(units.length);
        assertThat(layerDone.order()).hasSize(steps).doesNotHaveDuplicates();
        double[][] next =
            role == Role.BLOCK ? ((Dense) network.layer(l + 1)).weights().toRawCopy2D() : null;
        LiteralGreedy.Result literal =
            LiteralGreedy.compress(
                weights,
                units,
                bias,
                layer.activation(),
                next,
                z,
                zh,
                spec.scheme(),
                layerDone.order(),
                uniforms.ofLayer(l, units.length),
                ((Greedy) spec.method()).ordering().period(steps));
        check(fast, l, literal, weights, bias, layer.activation(), next, z, zh);
        zh = forward(literal.weights(), bias, layer.activation(), zh);
      } else {
        zh = forward(weights, bias, layer.activation(), zh);
      }
      z = forward(weights, bias, layer.activation(), z);
    }
  }

  private static void check(
      Compression fast,
      int l,
      LiteralGreedy.Result literal,
      double[][] weights,
      double[] bias,
      Activation phi,
      double[][] next,
      double[][] z,
      double[][] zh) {
    LayerCompression layer = layerOf(fast, l);
    double[][] target = LiteralGreedy.watched(weights, bias, phi, next, z);
    double scale = LiteralGreedy.psi(zero(weights), bias, phi, next, zh, target);
    for (double score : literal.scores()) {
      scale = Math.max(scale, score);
    }
    for (int i = 0; i < layer.scores().length; i++) {
      assertThat(layer.scores()[i]).isCloseTo(literal.scores().get(i), within(1e-11 * scale));
      assertThat(literal.scores().get(i))
          .as("step %d: nothing left scores less", i)
          .isLessThanOrEqualTo(literal.least().get(i) + 1e-11 * scale);
    }
    R064Store compressed = ((Dense) fast.network().layer(l)).weights();
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[i].length; j++) {
        double expected = literal.weights()[i][j];
        assertThat(compressed.doubleValue(i, j))
            .isCloseTo(expected, within(1e-15 * Math.abs(expected)));
      }
    }
    assertThat(layer.psi())
        .isCloseTo(
            LiteralGreedy.psi(literal.weights(), bias, phi, next, zh, target),
            within(1e-10 * scale));
    assertThat(layer.psiStart())
        .isCloseTo(LiteralGreedy.psi(weights, bias, phi, next, zh, target), within(1e-10 * scale));
  }

  /** With every outcome of a few offered weights enumerated, the mean of Psi is its closed form. */
  @Test
  void expectedPsiOfWideLayersIsTheMeanOverAllOutcomes() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    Network network = new Network(List.of(layer(random, 3, 4, Activation.TANH, false)));
    Samples samples = samples(random, 4);
    for (Scheme scheme : List.of(new Scheme.Prune(0.3), new Scheme.Quantize(2))) {
      CompressionSpec spec =
          spec(Target.parse("W1"), Unit.WEIGHT, scheme, 0.7, new Ordering.Exact());
      Compressor compressor = Compressor.of(network, samples.inputs(), spec.target());
      Compression any = compressor.compress(spec, (l, n) -> new double[n]);
      int[] offered = any.last().order();
      Replacement replacement = Replacement.of(scheme, network.layer(1).maxAbsWeight());
      double mean = 0;
      for (int outcome = 0; outcome < 1 << offered.length; outcome++) {
        double[] uniforms = new double[12];
        double chance = 1;
        for (int i = 0; i < offered.length; i++) {
          double w =
              ((Dense) network.layer(1)).weights().toRawCopy2D()[offered[i] / 4][offered[i] % 4];
          boolean high = (outcome >> i & 1) == 1;
          uniforms[offered[i]] = high ? 0 : Math.nextDown(1.0);
          chance *= high ? replacement.probability(w) : 1 - replacement.probability(w);
        }
        if (chance > 0) {
          mean += chance * compressor.compress(spec, (l, n) -> uniforms).last().psi();
        }
      }
      assertThat(any.last().psiExpected()).isCloseTo(mean, within(1e-10 * mean));
    }
  }

  @Test
  void stepsAreFlooredInDecimalArithmetic() {
    assertThat(steps(0.29, 100)).isEqualTo(29);
    assertThat(steps(0.9, 45)).isEqualTo(40);
    assertThat(steps(0.57, 100)).isEqualTo(57);
  }

  /** w/p squared overflows: the row then says non_finite, which needs an order all the same. */
  @Test
  void scoresThatOverflowStillMakeAnOrder() {
    RandomGenerator random = Nets.random(3);
    Network network = Nets.network(random, List.of(Activation.RELU), 3, 4, 2);
    Samples samples = samples(random, 3);
    for (Ordering ordering : List.of(new Ordering.Exact(), new Ordering.Static())) {
      CompressionSpec spec =
          spec(Target.parse("B1"), Unit.WEIGHT, new Scheme.Prune(1e-200), 0.9, ordering);
      Compression compression =
          Compressor.of(network, samples.inputs(), spec.target())
              .compress(spec, (l, n) -> new double[n]);
      assertThat(compression.last().order()).hasSize(10).doesNotHaveDuplicates();
    }
  }

  /** Repeated rows and columns tie in exact arithmetic; rounding must not decide between them. */
  @Test
  void repeatedRowsTieByIndex() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    R064Store weights = LinearAlgebra.zeros(6, 5);
    R064Store next = LinearAlgebra.zeros(3, 6);
    for (int j = 0; j < 5; j++) {
      double w = random.nextGaussian();
      for (int i = 0; i < 6; i++) {
        weights.set(i, j, w);
      }
    }
    for (int i = 0; i < 3; i++) {
      double v = random.nextGaussian();
      for (int j = 0; j < 6; j++) {
        next.set(i, j, v);
      }
    }
    Network network =
        new Network(
            List.of(new Dense(weights, Activation.TANH), new Dense(next, Activation.IDENTITY)));
    Samples samples = samples(random, 5);
    CompressionSpec spec =
        spec(Target.parse("B1"), Unit.WEIGHT, new Scheme.Prune(0.4), 0.1, new Ordering.Static());
    int[] order =
        Compressor.of(network, samples.inputs(), spec.target())
            .compress(spec, uniforms(1))
            .last()
            .order();
    assertThat(order).hasSize(3);
    assertThat(order[1] - order[0]).isEqualTo(5);
    assertThat(order[2] - order[1]).isEqualTo(5);
    assertThat(order[0]).isLessThan(5);
  }

  private static int[][] units(Unit unit, Role role, double[][] weights) {
    int rows = weights.length;
    int columns = weights[0].length;
    if (unit == Unit.WEIGHT) {
      return LiteralGreedy.weights(rows, columns);
    }
    return role == Role.WIDE
        ? LiteralGreedy.columns(rows, columns, columns)
        : LiteralGreedy.rows(rows, columns, rows);
  }

  private static LayerCompression layerOf(Compression compression, int l) {
    return compression.layers().stream().filter(x -> x.layer() == l).findFirst().orElseThrow();
  }

  private static int steps(double alpha, int units) {
    return new Greedy(alpha, new Ordering.Exact()).steps(units);
  }

  private static CompressionSpec spec(RandomGenerator random) {
    Unit unit = random.nextInt(3) == 0 ? Unit.NEURON : Unit.WEIGHT;
    Scheme scheme =
        unit == Unit.NEURON || random.nextBoolean()
            ? new Scheme.Prune(random.nextDouble(0.05, 0.95))
            : new Scheme.Quantize(random.nextInt(1, 6));
    Ordering ordering =
        switch (random.nextInt(4)) {
          case 0 -> new Ordering.Static();
          case 1 -> new Ordering.Refresh(random.nextDouble(0.05, 1));
          default -> new Ordering.Exact();
        };
    Target target = Target.parse(TARGETS.get(random.nextInt(TARGETS.size())));
    return spec(target, unit, scheme, random.nextDouble(0.3, 0.99), ordering);
  }

  private static CompressionSpec spec(
      Target target, Unit unit, Scheme scheme, double alpha, Ordering ordering) {
    return new CompressionSpec(target, unit, new Greedy(alpha, ordering), scheme, Projections.NONE);
  }

  private static Network network(RandomGenerator random) {
    List<Layer> layers = new ArrayList<>();
    int inputs = random.nextInt(1, 5);
    for (int l = 0; l < 3; l++) {
      int outputs = random.nextInt(1, 6);
      Activation activation = ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
      layers.add(layer(random, outputs, inputs, activation, random.nextInt(3) == 0));
      inputs = outputs;
    }
    return new Network(layers);
  }

  private static Dense layer(
      RandomGenerator random, int outputs, int inputs, Activation activation, boolean biased) {
    R064Store weights = LinearAlgebra.zeros(outputs, inputs);
    Arrays.setAll(
        weights.data, i -> random.nextInt(12) == 0 ? 0 : random.nextGaussian() / Math.sqrt(inputs));
    Optional<double[]> bias =
        biased ? Optional.of(random.doubles(outputs, -0.5, 0.5).toArray()) : Optional.empty();
    return new Dense(weights, bias, activation, Double.POSITIVE_INFINITY);
  }

  private static Samples samples(RandomGenerator random, int features) {
    R064Store inputs = LinearAlgebra.zeros(random.nextInt(3, 12), features);
    Arrays.setAll(inputs.data, i -> random.nextGaussian());
    return new Samples(inputs, LinearAlgebra.zeros(inputs.getRowDim(), 1));
  }

  private static Uniforms uniforms(long seed) {
    return (layer, units) ->
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed + layer).doubles(units).toArray();
  }

  private static double[][] forward(
      double[][] weights, double[] bias, Activation phi, double[][] z) {
    double[][] outputs = LiteralGreedy.watched(weights, bias, null, null, z);
    for (double[] row : outputs) {
      phi.apply(row, row, 0, row.length);
    }
    return outputs;
  }

  private static double[][] zero(double[][] matrix) {
    return new double[matrix.length][matrix[0].length];
  }
}
