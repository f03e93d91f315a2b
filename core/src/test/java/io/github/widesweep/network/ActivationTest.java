package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Activations against their formulas, and their slopes against differences. */
class ActivationTest {
  private static final double[] EDGES = {
    0.0, -0.0, 1e-300, -1e-300, 1e-9, -1e-9, 0.5, -0.5, 20, -20, 40, -40, 700, -700, 1e5, -1e5
  };

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(71);

  private double[] inputs() {
    double[] x = Arrays.copyOf(EDGES, EDGES.length + 500);
    for (int i = EDGES.length; i < x.length; i++) {
      x[i] = 5 * random.nextGaussian();
    }
    return x;
  }

  /** One entry, an array, a matrix, in place or not: the same function. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void everyWayInIsTheFormula(Activation activation) {
    double[] x = inputs();
    double[] literal = LiteralNetwork.activate(activation, x);
    double[] y = new double[x.length];
    activation.apply(x, y, 0, x.length);
    double[] inPlace = x.clone();
    activation.apply(inPlace, inPlace, 0, x.length);
    assertThat(inPlace).isEqualTo(y);
    R064Store matrix = R064Store.wrap(x.clone(), 2);
    assertThat(activation.apply(matrix).data).isEqualTo(y);
    assertThat(matrix.data).isEqualTo(x);
    for (int i = 0; i < x.length; i++) {
      double size = Math.max(1e-300, Math.abs(literal[i]));
      assertThat(activation.value(x[i])).isCloseTo(literal[i], within(1e-13 * (1 + size)));
      assertThat(y[i]).isCloseTo(activation.value(x[i]), within(2e-15 * (0.5 + size)));
    }
    assertThat(activation.atZero()).isCloseTo(y[0], within(1e-16));
  }

  /** What is outside the part that is asked for stays; an empty part is none. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void onlyTheAskedPartIsWritten(Activation activation) {
    double[] x = inputs();
    double[] whole = new double[x.length];
    activation.apply(x, whole, 0, x.length);
    for (int[] part : new int[][] {{0, 0}, {3, 3}, {5, 6}, {1, 20}, {17, x.length}}) {
      double[] y = new double[x.length];
      Arrays.fill(y, 42);
      activation.apply(x, y, part[0], part[1]);
      double[] own = x.clone();
      activation.apply(own, own, part[0], part[1]);
      for (int i = 0; i < x.length; i++) {
        boolean inside = i >= part[0] && i < part[1];
        assertThat(y[i]).isEqualTo(inside ? whole[i] : 42);
        assertThat(own[i]).isEqualTo(inside ? whole[i] : x[i]);
      }
    }
  }

  /** Central differences, whose error is of the order of the squared step. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void derivativesAreDifferences(Activation activation) {
    double step = 1e-5;
    for (int k = 0; k < 400; k++) {
      double x = 4 * random.nextGaussian();
      // At its kink ReLU has none.
      if (Math.abs(x) > 2 * step) {
        double difference = (activation.value(x + step) - activation.value(x - step)) / (2 * step);
        assertThat(activation.derivative(x, activation.value(x)))
            .isCloseTo(difference, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void gradientsAreMultipliedByDerivatives(Activation activation) {
    double[] x = inputs();
    double[] y = new double[x.length];
    activation.apply(x, y, 0, x.length);
    double[] gradient = IntStream.range(0, x.length).mapToDouble(i -> 3 - i % 7).toArray();
    double[] before = gradient.clone();
    activation.multiplyByDerivative(x, y, gradient);
    for (int i = 0; i < x.length; i++) {
      assertThat(gradient[i]).isEqualTo(before[i] * activation.derivative(x[i], y[i]));
    }
    assertThat(Activation.RELU.derivative(0, 0)).isZero();
    assertThat(Activation.RELU.derivative(-0.0, 0)).isZero();
    assertThat(Activation.RELU.derivative(Double.MIN_VALUE, Double.MIN_VALUE)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void noNumberStaysNone(Activation activation) {
    double[] x = {Double.NaN, 1};
    double[] y = new double[2];
    activation.apply(x, y, 0, 2);
    assertThat(y[0]).isNaN();
    assertThat(activation.value(Double.NaN)).isNaN();
    assertThat(y[1]).isNotNaN();
    assertThat(activation.isEntrywise()).isTrue();
  }

  private static double[] row(R064Store matrix, int s) {
    return IntStream.range(0, matrix.getColDim())
        .mapToDouble(j -> matrix.doubleValue(s, j))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 17})
  void softmaxIsProbabilities(int classes) {
    R064Store logits = Layers.gaussian(random, 20, classes);
    R064Store before = logits.copy();
    R064Store outputs = Activation.SOFTMAX.apply(logits);
    double[] logSums = Activation.logSumExp(logits);
    assertThat(logits.data).isEqualTo(before.data);
    for (int s = 0; s < 20; s++) {
      double[] literal = LiteralNetwork.activate(Activation.SOFTMAX, row(logits, s));
      double[] found = row(outputs, s);
      assertThat(found).containsExactly(literal, within(1e-15));
      assertThat(Arrays.stream(found).sum()).isCloseTo(1, within(1e-15 * classes));
      double sum = Arrays.stream(row(logits, s)).map(Math::exp).sum();
      assertThat(logSums[s]).isCloseTo(Math.log(sum), within(1e-14));
    }
  }

  /** All logits of a sample by as much, without rounding: no bit of its probabilities changes. */
  @Test
  void softmaxLooksAtDifferencesAlone() {
    R064Store logits = LinearAlgebra.zeros(9, 5);
    Arrays.setAll(logits.data, e -> random.nextInt(-40, 40) / 8.0);
    R064Store shifted = logits.copy();
    Arrays.setAll(shifted.data, e -> logits.data[e] + 1024 * (e % 9 - 4));
    assertThat(Activation.SOFTMAX.apply(shifted).data)
        .isEqualTo(Activation.SOFTMAX.apply(logits).data);
    double[] sums = Activation.logSumExp(logits);
    double[] moved = Activation.logSumExp(shifted);
    for (int s = 0; s < 9; s++) {
      assertThat(moved[s] - 1024 * (s - 4)).isCloseTo(sums[s], within(1e-12));
    }
  }

  /**
   * Logits that are huge, and one that is minus infinity, are nothing special; NaN is its row's.
   */
  @Test
  void softmaxAtTheEnds() {
    double inf = Double.POSITIVE_INFINITY;
    R064Store logits =
        R064Store.wrap(
            new double[] {1e308, -1e308, -inf, Double.NaN, 0, -1e308, 1e308, 0, 0, 0}, 5);
    double[] found = Activation.SOFTMAX.apply(logits).data;
    assertThat(found).containsExactly(1, 0, 0, Double.NaN, 0.5, 0, 1, 1, Double.NaN, 0.5);
    double[] sums = Activation.logSumExp(logits);
    assertThat(sums[0]).isEqualTo(1e308);
    assertThat(sums[2]).isZero();
    assertThat(sums[3]).isNaN();
    assertThat(sums[4]).isCloseTo(Math.log(2), within(1e-15));
  }

  @Test
  void softmaxHasNothingAtASingleEntry() {
    assertThat(Activation.SOFTMAX.isEntrywise()).isFalse();
    assertThatThrownBy(() -> Activation.SOFTMAX.value(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("softmax has no value at a single entry");
    assertThatThrownBy(() -> Activation.SOFTMAX.derivative(1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("softmax has no derivative at a single entry");
  }
}
