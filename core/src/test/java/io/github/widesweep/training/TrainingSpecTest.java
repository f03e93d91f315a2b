package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.data.Task;
import org.junit.jupiter.api.Test;

class TrainingSpecTest {
  @Test
  void defaultsAndRanges() {
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
