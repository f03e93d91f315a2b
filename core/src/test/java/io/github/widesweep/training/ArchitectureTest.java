package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
  private static final List<Activation> ACTIVATIONS = List.of(Activation.RELU, Activation.SOFTMAX);

  @ParameterizedTest
  @CsvSource({"UNIFORM, 0.1, 0.05", "GLOROT, 0.1095445115, 0.1091089451"})
  void weightsAreUniformWithinTheLimit(Initialization init, double first, double second) {
    Network network =
        new Architecture(List.of(100, 400, 104), ACTIVATIONS, init, false)
            .initialize(new SplittableRandom(1));
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
        new Architecture(List.of(3, 2, 2), ACTIVATIONS, Initialization.UNIFORM, false)
            .initialize(new SplittableRandom(1));
    Network with =
        new Architecture(List.of(3, 2, 2), ACTIVATIONS, Initialization.UNIFORM, true)
            .initialize(new SplittableRandom(1));
    for (int l = 1; l <= 2; l++) {
      Dense layer = (Dense) with.layer(l);
      assertThat(layer.bias().orElseThrow()).containsExactly(0, 0);
      assertThat(layer.weights().data).containsExactly(((Dense) without.layer(l)).weights().data);
    }
  }

  @ParameterizedTest
  @CsvSource({"UNIFORM, 0.0333333333", "GLOROT, 0.0666666667"})
  void kernelsAreUniformWithinTheLimit(Initialization init, double limit) {
    Network network =
        new Architecture(
                new InputShape.Maps(100, 4),
                List.of(new LayerShape.Convolution(50, 3), new LayerShape.Dense(2)),
                ACTIVATIONS,
                init,
                true)
            .initialize(new SplittableRandom(1));
    Convolution layer = (Convolution) network.layer(1);
    assertUniform(layer.weights().data, limit);
    assertThat(layer.inputs()).isEqualTo(1600);
    assertThat(layer.outputs()).isEqualTo(800);
    assertThat(layer.kernelSide()).isEqualTo(3);
    assertThat(layer.bias().orElseThrow()).hasSize(50).containsOnly(0);
    assertThat(network.layer(2)).isInstanceOf(Dense.class);
    // The same draws in the same order as a dense layer of as many rows and columns.
    Network dense =
        new Architecture(List.of(900, 50), List.of(Activation.RELU), Initialization.UNIFORM, false)
            .initialize(new SplittableRandom(1));
    assertThat(layer.weights().data[51] / ((Dense) dense.layer(1)).weights().data[51])
        .isCloseTo(limit * 30, within(1e-8));
  }

  @Test
  void aConvolutionTakesMaps() {
    List<LayerShape> layers =
        List.of(
            new LayerShape.Convolution(60, 3),
            new LayerShape.Convolution(16, 3),
            new LayerShape.Dense(10));
    List<Activation> activations = List.of(Activation.RELU, Activation.RELU, Activation.SOFTMAX);
    InputShape image = new InputShape.Maps(1, 8);
    assertThat(new Architecture(image, layers, activations, Initialization.UNIFORM, false).sizes())
        .containsExactly(64, 3840, 1024, 10);
    assertThat(
            new Architecture(List.of(3, 2, 1), ACTIVATIONS, Initialization.UNIFORM, false).sizes())
        .containsExactly(3, 2, 1);
    assertRefused(
        new InputShape.Vector(64),
        layers,
        "inputs of a convolution is 64 numbers without an order");
    assertRefused(
        image,
        List.of(layers.get(2), layers.get(0), layers.get(1)),
        "inputs of a convolution is 10 numbers without an order");
    assertRefused(image, List.of(), "layers is []");
    assertThatThrownBy(() -> new LayerShape.Convolution(0, 3))
        .hasMessageContaining("channels is 0");
    assertThatThrownBy(() -> new LayerShape.Convolution(3, 0)).hasMessageContaining("kernel is 0");
    assertThatThrownBy(() -> new LayerShape.Dense(0)).hasMessageContaining("size is 0");
    assertThatThrownBy(() -> new InputShape.Vector(0)).hasMessageContaining("size is 0");
    assertThatThrownBy(() -> new InputShape.Maps(0, 1)).hasMessageContaining("channels is 0");
    assertThatThrownBy(() -> new InputShape.Maps(1, 0)).hasMessageContaining("side is 0");
    assertThatThrownBy(() -> new InputShape.Maps(2, 40_000)).hasMessageContaining("side is 40000");
  }

  private static void assertRefused(InputShape input, List<LayerShape> layers, String message) {
    List<Activation> activations = List.of(Activation.RELU, Activation.RELU, Activation.SOFTMAX);
    assertThatThrownBy(
            () -> new Architecture(input, layers, activations, Initialization.UNIFORM, false))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesImpossibleShapes() {
    assertRefused(List.of(3), List.of(), "sizes is [3], expected at least two");
    assertRefused(List.of(3, 0, 2), ACTIVATIONS, "sizes[1] is 0");
    assertRefused(List.of(3, 2), ACTIVATIONS, "expected 1 of them");
    assertRefused(List.of(3, 2, 2), List.of(Activation.SOFTMAX, Activation.RELU), "activations[0]");
  }

  private static void assertRefused(
      List<Integer> sizes, List<Activation> activations, String message) {
    assertThatThrownBy(() -> new Architecture(sizes, activations, Initialization.UNIFORM, false))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }

  @Test
  void trainingSpecHasDefaultsAndRanges() {
    TrainingSpec spec = TrainingSpec.withDefaults(null);
    assertThat(spec).isEqualTo(new TrainingSpec(null, 3, 64, 1e-3, 0.9, 0.999, 1e-8));
    assertThat(spec.withDefaultLoss(Task.REGRESSION).loss()).isEqualTo(Loss.MSE);
    assertThat(spec.withDefaultLoss(Task.CLASSIFICATION).loss()).isEqualTo(Loss.CROSS_ENTROPY);
    assertThat(TrainingSpec.withDefaults(Loss.MSE).withDefaultLoss(Task.CLASSIFICATION).loss())
        .isEqualTo(Loss.MSE);
    assertThatThrownBy(() -> new TrainingSpec(null, -1, null, null, null, null, null))
        .hasMessageContaining("epochs is -1");
    assertThatThrownBy(() -> new TrainingSpec(null, null, 0, null, null, null, null))
        .hasMessageContaining("batch_size is 0");
    assertThatThrownBy(() -> new TrainingSpec(null, null, null, Double.NaN, null, null, null))
        .hasMessageContaining("learning_rate is NaN");
    assertThatThrownBy(() -> new TrainingSpec(null, null, null, null, 1.0, null, null))
        .hasMessageContaining("beta1 is 1.0");
    assertThatThrownBy(() -> new TrainingSpec(null, null, null, null, null, -0.1, null))
        .hasMessageContaining("beta2 is -0.1");
    assertThatThrownBy(() -> new TrainingSpec(null, null, null, null, null, null, 0.0))
        .hasMessageContaining("epsilon is 0.0");
  }
}
