package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {
  private static final List<Activation> ACTIVATIONS = List.of(Activation.RELU, Activation.SOFTMAX);

  @ParameterizedTest
  @CsvSource({"UNIFORM, 0.1, 0.05", "GLOROT, 0.1095445115, 0.1091089451"})
  void weightsAreUniformWithinTheLimit(Initialization init, double first, double second) {
    Network network =
        init.network(Shapes.dense(100, 400, 104), ACTIVATIONS, false, new SplittableRandom(1));
    for (int l = 1; l <= 2; l++) {
      Dense layer = (Dense) network.layer(l);
      assertUniform(layer.weights().data, l == 1 ? first : second);
      assertThat(layer.bias()).isEmpty();
    }
  }

  /** 40,000 draws: the bounds below are more than 6 standard deviations wide. */
  private static void assertUniform(double[] weights, double limit) {
    assertThat(Arrays.stream(weights).max().orElseThrow()).isBetween(0.999 * limit, limit);
    assertThat(Arrays.stream(weights).min().orElseThrow()).isBetween(-limit, -0.999 * limit);
    double square = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
    assertThat(square / (limit * limit)).isCloseTo(1.0 / 3, within(0.01));
  }

  @Test
  void biasesStartAtZeroAndDrawNothing() {
    Network without =
        Initialization.UNIFORM.network(
            Shapes.dense(3, 2, 2), ACTIVATIONS, false, new SplittableRandom(1));
    Network with =
        Initialization.UNIFORM.network(
            Shapes.dense(3, 2, 2), ACTIVATIONS, true, new SplittableRandom(1));
    for (int l = 1; l <= 2; l++) {
      Dense layer = (Dense) with.layer(l);
      assertThat(layer.bias().orElseThrow()).containsExactly(0, 0);
      assertThat(layer.weights().data).containsExactly(((Dense) without.layer(l)).weights().data);
    }
  }

  @ParameterizedTest
  @CsvSource({"UNIFORM, 0.0333333333", "GLOROT, 0.0666666667"})
  void kernelsAreUniformWithinTheLimit(Initialization init, double limit) {
    LayerShape first = LayerShape.convolution(new Maps(100, 4), 50, 3);
    Network network =
        init.network(
            List.of(first, LayerShape.dense(first.outputs(), 2)),
            ACTIVATIONS,
            true,
            new SplittableRandom(1));
    Convolution layer = (Convolution) network.layer(1);
    assertUniform(layer.weights().data, limit);
    assertThat(layer.inputs()).isEqualTo(1600);
    assertThat(layer.outputs()).isEqualTo(800);
    assertThat(layer.kernelSide()).isEqualTo(3);
    assertThat(layer.bias().orElseThrow()).hasSize(50).containsOnly(0);
    assertThat(network.layer(2)).isInstanceOf(Dense.class);
    // The same draws in the same order as a dense layer of as many rows and columns.
    Network dense =
        Initialization.UNIFORM.network(
            Shapes.dense(900, 50), List.of(Activation.RELU), false, new SplittableRandom(1));
    assertThat(layer.weights().data[51] / ((Dense) dense.layer(1)).weights().data[51])
        .isCloseTo(limit * 30, within(1e-8));
  }

  @Test
  void refusesWhatIsNoNetwork() {
    assertRefused(List.of(), List.of(), "layers is []");
    assertRefused(Shapes.dense(3, 2), ACTIVATIONS, "expected 1 of them");
    assertRefused(
        Shapes.dense(3, 2, 2),
        List.of(Activation.SOFTMAX, Activation.RELU),
        "layers[0].activation is SOFTMAX");
    assertRefused(
        List.of(Shapes.dense(3, 2).get(0), Shapes.dense(3, 2).get(0)),
        ACTIVATIONS,
        "layers[1] is 3 inputs");
    assertRefused(Shapes.dense(65_536, 32_768), List.of(Activation.RELU), "weights is 2147483648");
  }

  private static void assertRefused(
      List<LayerShape> shapes, List<Activation> activations, String message) {
    SplittableRandom random = new SplittableRandom(1);
    assertThatThrownBy(() -> Initialization.UNIFORM.network(shapes, activations, false, random))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }
}
