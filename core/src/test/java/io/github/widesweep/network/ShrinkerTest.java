package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.ojalgo.matrix.store.R064Store;

/** What leaves a network, what must not, and that its outputs stay. */
class ShrinkerTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(19);

  /** Rows and columns of zeros here and there. */
  private R064Store sparse(int rows, int columns, int block) {
    R064Store matrix = Layers.gaussian(random, rows, columns);
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(3) == 0) {
        for (int j = 0; j < columns; j++) {
          matrix.set(i, j, random.nextBoolean() ? 0 : -0.0);
        }
      }
    }
    for (int unit = 0; unit < columns / block; unit++) {
      if (random.nextInt(3) == 0) {
        Arrays.fill(matrix.data, unit * block * rows, (unit + 1) * block * rows, 0);
      }
    }
    return matrix;
  }

  private Optional<double[]> bias(int units) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(random.doubles(units, -1, 1).map(b -> b < -0.5 ? 0 : b).toArray());
  }

  private Network network(Activation activation, double radius) {
    return new Network(
        List.of(
            new Convolution(sparse(5, 8, 4), 2, 3, Padding.CIRCULAR, bias(5), activation, radius),
            new Convolution(
                sparse(4, 45, 9), 3, 3, Padding.zero(1, 1), bias(4), activation, radius),
            new Dense(sparse(7, 36, 9), bias(7), activation, radius),
            new Dense(sparse(6, 7, 1), bias(6), activation, radius),
            new Dense(sparse(3, 6, 1), bias(3), Activation.SOFTMAX, Double.POSITIVE_INFINITY)));
  }

  private static boolean isConstant(Layer layer, int unit) {
    R064Store weights = layer.weights();
    return IntStream.range(0, weights.getColDim()).allMatch(j -> weights.doubleValue(unit, j) == 0);
  }

  private static boolean isUsed(Layer next, int unit, int units) {
    int block = next.weights().data.length / units;
    return Arrays.stream(next.weights().data, unit * block, (unit + 1) * block)
        .anyMatch(w -> w != 0);
  }

  /**
   * Outputs stay; no hidden unit is left that nobody uses, nor more than one that is constant,
   * except where a layer would be empty. A second time nothing can go.
   */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = Mode.EXCLUDE)
  void outputsStayAndNothingUselessDoes(Activation activation) {
    for (int trial = 0; trial < 24; trial++) {
      boolean projected = trial % 4 == 0;
      Network network = network(activation, projected ? 1.5 : Double.POSITIVE_INFINITY);
      R064Store samples = Layers.gaussian(random, 5, 18);
      Network shrunk = Shrinker.shrink(network);
      double[] expected = network.outputs(samples).data;
      assertThat(shrunk.outputs(samples).data).containsExactly(expected, within(1e-12));
      assertThat(shrunk.inputs()).isEqualTo(network.inputs());
      for (int l = 1; l < shrunk.depth() && !projected; l++) {
        Layer layer = shrunk.layer(l);
        int units = layer.outputUnits();
        int constants = 0;
        for (int i = 0; i < units && units > 1; i++) {
          assertThat(isUsed(shrunk.layer(l + 1), i, units)).as("unit %d of %d", i, l).isTrue();
          constants += isConstant(layer, i) ? 1 : 0;
        }
        assertThat(constants).isLessThanOrEqualTo(1);
      }
      assertThat(Shrinker.shrink(shrunk)).isSameAs(shrunk);
    }
  }

  @Test
  void whereNothingCanGoItIsTheSameNetwork() {
    Network network =
        new Network(
            List.of(
                Layers.dense(random, 4, 5, Activation.SIGMOID),
                Layers.dense(random, 5, 3, Activation.SOFTMAX)));
    assertThat(Shrinker.shrink(network)).isSameAs(network);
    Network one = new Network(List.of(new Dense(LinearAlgebra.zeros(3, 2), Activation.RELU)));
    assertThat(Shrinker.shrink(one)).isSameAs(one);
  }

  /** All weights zero: what stays is one unit a hidden layer, and the outputs' biases. */
  @Test
  void aUnitALayerStays() {
    double infinite = Double.POSITIVE_INFINITY;
    Network network =
        new Network(
            List.of(
                new Dense(LinearAlgebra.zeros(6, 4), Activation.RELU),
                new Dense(LinearAlgebra.zeros(5, 6), Activation.TANH),
                new Dense(
                    LinearAlgebra.zeros(2, 5),
                    Optional.of(new double[] {3, -4}),
                    Activation.IDENTITY,
                    infinite)));
    Network shrunk = Shrinker.shrink(network);
    assertThat(shrunk.layers().stream().map(Layer::outputs)).containsExactly(1, 1, 2);
    assertThat(shrunk.outputs(LinearAlgebra.zeros(1, 4)).data).containsExactly(3, -4);
  }

  /** 0.5, 0.25 and -2 are always so: the largest stays, and stands for the others. */
  @Test
  void constantsMergeIntoTheLargest() {
    R064Store first = LinearAlgebra.zeros(4, 2);
    first.set(1, 0, 1);
    Network network =
        new Network(
            List.of(
                new Dense(
                    first,
                    Optional.of(new double[] {0.5, 0, 0.25, -2}),
                    Activation.IDENTITY,
                    Double.POSITIVE_INFINITY),
                new Dense(
                    R064Store.wrap(new double[] {4, 8, 1, 1, 16, 0, 1, -1}, 2),
                    Activation.IDENTITY)));
    Network shrunk = Shrinker.shrink(network);
    assertThat(shrunk.layer(1).weights().data).containsExactly(1, 0, 0, 0);
    assertThat(shrunk.layer(1).bias().orElseThrow()).containsExactly(0, -2);
    // 1 - 4 / 4 - 16 / 8 and -1 - 8 / 4 - 0.
    assertThat(shrunk.layer(2).weights().data).containsExactly(1, 1, -2, -3);
  }

  /** Under a projection a constant takes part in every sample's length: only zeros may leave. */
  @Test
  void projectedConstantsStay() {
    R064Store first = LinearAlgebra.zeros(3, 1);
    first.set(0, 0, 1);
    Dense layer = new Dense(first, Optional.of(new double[] {0, 1, 0}), Activation.RELU, 1);
    Dense next = new Dense(R064Store.wrap(new double[] {1, 0, 5}, 1), Activation.IDENTITY);
    Network shrunk = Shrinker.shrink(new Network(List.of(layer, next)));
    assertThat(shrunk.layer(1).outputs()).isEqualTo(2);
    assertThat(shrunk.layer(1).radius()).isEqualTo(1);
    assertThat(shrunk.outputs(R064Store.wrap(new double[] {1}, 1)).data)
        .containsExactly(new double[] {Math.sqrt(0.5)}, within(1e-15));
  }
}
