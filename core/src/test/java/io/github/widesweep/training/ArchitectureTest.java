package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
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
    assertUniform((Dense) network.layer(1), first);
    assertUniform((Dense) network.layer(2), second);
  }

  /** 40,000 draws: the bounds below are more than 6 standard deviations wide. */
  private static void assertUniform(Dense layer, double limit) {
    double[] weights = layer.weights().data;
    assertThat(Arrays.stream(weights).max().orElseThrow()).isBetween(0.999 * limit, limit);
    assertThat(Arrays.stream(weights).min().orElseThrow()).isBetween(-limit, -0.999 * limit);
    double square = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
    assertThat(square / (limit * limit)).isCloseTo(1.0 / 3, within(0.01));
    assertThat(layer.bias()).isEmpty();
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
