package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

/** What every kind of layer promises, against the layer word for word. */
class LayerTest {
  private static final double ROUNDING = 1e-12;
  private static final int SAMPLES = 7;

  private final RandomGenerator random = generator();

  private static RandomGenerator generator() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(53);
  }

  static Stream<Layer> layers() {
    RandomGenerator random = generator();
    return Stream.of(
        Layers.dense(random, 6, 4, Activation.SOFTMAX),
        Layers.dense(random, 1, 1, Activation.IDENTITY),
        Layers.dense(random, 6, 9, Activation.SIGMOID),
        Layers.projected(random, 6, 3),
        Layers.convolution(random, 2, 3).withRadius(1.5),
        new Convolution(
            Layers.gaussian(random, 2, 3 * 9),
            3,
            4,
            Padding.zero(1, 0),
            Optional.of(new double[] {0.5, -1}),
            Activation.CENTERED_SIGMOID,
            Double.POSITIVE_INFINITY),
        new Convolution(Layers.gaussian(random, 3, 2), 1, 2, Activation.SOFTPLUS));
  }

  private static void assertClose(R064Store found, double[][] expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.length);
    for (int s = 0; s < expected.length; s++) {
      for (int i = 0; i < expected[s].length; i++) {
        assertThat(found.doubleValue(s, i))
            .isCloseTo(expected[s][i], within(ROUNDING * (1 + Math.abs(expected[s][i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isTheLayerWordForWord(Layer layer) {
    R064Store x = Layers.gaussian(random, SAMPLES, layer.inputs());
    R064Store a = layer.preactivations(x);
    assertClose(a, LiteralNetwork.eachRow(x, row -> LiteralNetwork.preactivations(layer, row)));
    double[][] outputs = LiteralNetwork.eachRow(a, row -> LiteralNetwork.outputs(layer, row));
    R064Store before = a.copy();
    assertClose(layer.activate(a), outputs);
    assertThat(a.data).isEqualTo(before.data);
    assertThat(layer.forward(x).data).isEqualTo(layer.activate(a).data);
    assertThat(layer.activateInPlace(a).data).isEqualTo(layer.activate(before).data);
  }

  /** {@code <W x, y> = <x, W^T y>}, the bias apart. */
  @ParameterizedTest
  @MethodSource("layers")
  void theAdjointIsTheTransposedMap(Layer layer) {
    R064Store x = Layers.gaussian(random, SAMPLES, layer.inputs());
    R064Store y = Layers.gaussian(random, SAMPLES, layer.outputs());
    R064Store image = unbiased(layer).preactivations(x);
    R064Store back = layer.adjoint(y);
    for (int s = 0; s < SAMPLES; s++) {
      assertThat(dot(image, y, s)).isCloseTo(dot(x, back, s), within(1e-11));
    }
  }

  private static double dot(R064Store a, R064Store b, int s) {
    return IntStream.range(0, a.getColDim())
        .mapToDouble(j -> a.doubleValue(s, j) * b.doubleValue(s, j))
        .sum();
  }

  private static Layer unbiased(Layer layer) {
    return layer.withWeights(layer.weights(), Optional.empty());
  }

  /** Blocks of inputs: what each adds, and the mean square of that, whichever way it is asked. */
  @ParameterizedTest
  @MethodSource("layers")
  void contributionsAddUpToTheMap(Layer layer) {
    R064Store x = Layers.gaussian(random, SAMPLES, layer.inputs());
    R064Store whole = unbiased(layer).preactivations(x);
    for (int blocks = 1; blocks <= layer.inputUnits(); blocks++) {
      if (layer.inputUnits() % blocks != 0) {
        continue;
      }
      int width = layer.inputs() / blocks;
      double[] energies = layer.energies(x, blocks);
      assertThat(energies).hasSize(blocks);
      double[] sum = new double[whole.data.length];
      for (int block = 0; block < blocks; block++) {
        R064Store own = LinearAlgebra.columns(x, block * width, width);
        R064Store added = layer.contribution(block, blocks, own);
        IntStream.range(0, sum.length).forEach(e -> sum[e] += added.data[e]);
        double energy = Arrays.stream(added.data).map(v -> v * v).sum() / SAMPLES;
        assertThat(layer.energy(block, blocks, own)).isCloseTo(energy, within(1e-12 * energy));
        assertThat(energies[block]).isCloseTo(energy, within(1e-12 * energy));
      }
      assertThat(sum).containsExactly(whole.data, within(1e-11));
    }
  }

  /** Factors of input units are factors of inputs, those of output units of pre-activations. */
  @ParameterizedTest
  @MethodSource("layers")
  void unitsCanBeScaled(Layer layer) {
    // Powers of two change no digit; adding 0.0 makes 0 of -0.
    double[] in = IntStream.range(0, layer.inputUnits()).mapToDouble(i -> 1 << i % 4).toArray();
    double[] out = IntStream.range(0, layer.outputUnits()).mapToDouble(i -> 1 << i % 3).toArray();
    out[0] = 0;
    R064Store x = Layers.gaussian(random, SAMPLES, layer.inputs());
    R064Store scaled = x.copy();
    int perIn = scaled.data.length / in.length;
    Arrays.setAll(scaled.data, e -> x.data[e] * in[e / perIn]);
    assertThat(layer.scaleInputs(in).preactivations(x).data)
        .containsExactly(layer.preactivations(scaled).data, within(1e-11));
    R064Store image = unbiased(layer).preactivations(x);
    int perOut = image.data.length / out.length;
    Arrays.setAll(image.data, e -> image.data[e] * out[e / perOut] + 0.0);
    assertThat(unbiased(layer).scaleOutputs(out).preactivations(x).data).isEqualTo(image.data);
    // A bias is no weight: it stays.
    assertThat(layer.scaleOutputs(out).bias()).isEqualTo(layer.bias());
    assertThat(layer.scaleInputs(in).bias()).isEqualTo(layer.bias());
  }

  /** No sample becomes longer than its length times the norm; with wrapped maps one gets there. */
  @ParameterizedTest
  @MethodSource("layers")
  void theOperatorNormBoundsLengths(Layer layer) {
    double norm = layer.operatorNorm();
    R064Store x = Layers.gaussian(random, 1, layer.inputs());
    double ratio = 0;
    // The power method.
    for (int step = 0; step < 100; step++) {
      R064Store image = unbiased(layer).preactivations(x);
      ratio = length(image) / length(x);
      assertThat(ratio).isLessThanOrEqualTo(norm * (1 + ROUNDING));
      R064Store back = layer.adjoint(image);
      double size = length(back);
      Arrays.setAll(back.data, e -> back.data[e] / size);
      x = back;
    }
    boolean exact = !(layer instanceof Convolution map) || map.padding().isCircular();
    assertThat(ratio).isGreaterThan((exact ? 1 - 1e-2 : 0.5) * norm);
  }

  private static double length(R064Store row) {
    return Math.sqrt(Arrays.stream(row.data).map(v -> v * v).sum());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void countsAreThoseOfItsArrays(Layer layer) {
    R064Store weights = layer.weights().copy();
    weights.data[0] = -0.0;
    Layer zeroed = layer.withWeights(weights, layer.bias());
    int biases = layer.bias().map(b -> b.length).orElse(0);
    assertThat(layer.parameters()).isEqualTo(weights.data.length + biases);
    assertThat(layer.nonzeroWeights()).isEqualTo(weights.data.length);
    assertThat(zeroed.nonzeroWeights()).isEqualTo(weights.data.length - 1);
    assertThat(zeroed.maxAbsWeight())
        .isEqualTo(Arrays.stream(weights.data).map(Math::abs).max().orElseThrow());
    int positions = layer.outputs() / layer.outputUnits();
    assertThat(layer.multiplyAdds()).isEqualTo((long) weights.data.length * positions);
    assertThat(layer.inputs() % layer.inputUnits()).isZero();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anotherRadiusOrOtherWeightsLeaveTheRest(Layer layer) {
    Layer projected = layer.withRadius(0.25);
    assertThat(projected.radius()).isEqualTo(0.25);
    assertThat(projected.weights()).isSameAs(layer.weights());
    assertThat(projected.bias()).isEqualTo(layer.bias());
    assertThat(projected.activation()).isEqualTo(layer.activation());
    Layer redrawn = Layers.redrawn(random, projected);
    assertThat(redrawn.radius()).isEqualTo(0.25);
    assertThat(redrawn.activation()).isEqualTo(layer.activation());
    assertThat(redrawn.inputs()).isEqualTo(layer.inputs());
    assertThat(redrawn.outputs()).isEqualTo(layer.outputs());
    for (double wrong : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> layer.withRadius(wrong))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("radius is %s, expected a positive number", wrong);
    }
  }

  /** Samples inside the ball stay to the bit; others get its radius, and keep their direction. */
  @Test
  void onlyWhatIsLongerIsProjected() {
    R064Store samples = Layers.gaussian(random, 40, 5);
    double radius = 2;
    R064Store projected = samples.copy();
    Projection.ontoBall(projected, radius);
    int longer = 0;
    for (int s = 0; s < 40; s++) {
      double before = Math.sqrt(dot(samples, samples, s));
      double factor = before > radius ? radius / before : 1;
      longer += before > radius ? 1 : 0;
      for (int j = 0; j < 5; j++) {
        double expected = samples.doubleValue(s, j) * factor;
        assertThat(projected.doubleValue(s, j))
            .isCloseTo(expected, within(factor == 1 ? 0 : ROUNDING));
      }
      assertThat(Math.sqrt(dot(projected, projected, s)))
          .isLessThanOrEqualTo(radius * (1 + ROUNDING));
    }
    assertThat(longer).isBetween(10, 30);
    R064Store zeros = LinearAlgebra.zeros(2, 3);
    Projection.ontoBall(zeros, 1e-300);
    assertThat(zeros.data).containsOnly(0);
  }

  @Test
  void denseLayersThatCannotBeAreRefused() {
    R064Store weights = LinearAlgebra.zeros(2, 3);
    for (int[] shape : new int[][] {{0, 3}, {3, 0}, {0, 0}}) {
      R064Store none = LinearAlgebra.zeros(shape[0], shape[1]);
      assertThatThrownBy(() -> new Dense(none, Activation.RELU))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "weights is %d x %d, expected at least one row and one column", shape[0], shape[1]);
    }
    assertThatThrownBy(() -> new Dense(weights, Optional.of(new double[3]), Activation.RELU, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("bias is 3, expected 2 numbers, one an output");
    assertThatThrownBy(() -> new Dense(weights, Activation.RELU).forward(LinearAlgebra.zeros(4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot multiply 4 x 2 by 2 x 3 (N, T)");
  }
}
