package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

class MeanShiftsTest {
  private static final int SAMPLES = 40;

  @Test
  void productsAreThoseOfTheWholeShift() {
    RandomGenerator random = Nets.random(1);
    double[] gradients = Nets.gaussian(random, SAMPLES, 3, 1).data;
    MeanShifts shifts = new MeanShifts(9, SAMPLES);
    for (int round = 0; round < 3; round++) {
      for (int unit = 0; unit < 9; unit++) {
        double density = unit / 8.0;
        double[] shift = new double[SAMPLES];
        Arrays.setAll(shift, s -> random.nextDouble() < density ? random.nextGaussian() : 1e-20);
        shifts.keep(unit, shift, 1e-15);
        for (int row = 0; row < 3; row++) {
          double expected = 0;
          for (int s = 0; s < SAMPLES; s++) {
            expected += shift[s] * gradients[row * SAMPLES + s];
          }
          assertThat(shifts.times(unit, gradients, row * SAMPLES))
              .isCloseTo(expected, within(1e-13));
        }
      }
    }
  }

  @Test
  void roomIsLimitedAndGivenBack() {
    double[] dense = new double[SAMPLES];
    Arrays.fill(dense, 1);
    double[] sparse = new double[SAMPLES];
    sparse[3] = sparse[17] = 1;
    MeanShifts shifts = new MeanShifts(3, SAMPLES, SAMPLES + 3);
    shifts.keep(0, dense, 0);
    shifts.keep(1, dense, 0);
    shifts.keep(2, sparse, 0);
    assertThat(shifts.has(0)).isTrue();
    assertThat(shifts.has(1)).isFalse();
    assertThat(shifts.has(2)).isTrue();
    shifts.drop(0);
    shifts.drop(0);
    assertThat(shifts.has(0)).isFalse();
    shifts.keep(1, dense, 0);
    assertThat(shifts.has(1)).isTrue();
    // In place of the larger one before.
    shifts.keep(1, sparse, 0);
    shifts.keep(0, dense, 0);
    assertThat(shifts.has(0)).isFalse();
    shifts.drop(2);
    shifts.keep(0, dense, 0);
    assertThat(shifts.has(0)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SOFTPLUS"})
  void littleRoomChangesNothing(Activation activation) {
    LayerOutcome all = greedy(activation, MeanShifts.ROOM);
    for (long room : new long[] {0, 5L * SAMPLES}) {
      LayerOutcome some = greedy(activation, room);
      assertThat(some.order()).isEqualTo(all.order());
      assertThat(some.layer().weights().data).isEqualTo(all.layer().weights().data);
    }
  }

  private static LayerOutcome greedy(Activation activation, long room) {
    RandomGenerator random = Nets.random(6);
    Dense layer = new Dense(Nets.gaussian(random, 8, 5, 0.6), activation);
    R064Store next = Nets.gaussian(random, 4, 8, 0.6);
    R064Store zh = Nets.gaussian(random, SAMPLES, 5, 1);
    double[] uniforms = new double[40];
    Arrays.setAll(uniforms, u -> random.nextDouble());
    Draw draw = new Draw(Replacement.of(new Scheme.Prune(0.4), 1), 36, uniforms);
    BlockState state =
        new BlockState(
            layer, layer.preactivations(zh), zh, LinearAlgebra.zeros(SAMPLES, 4), next, draw);
    return ExactGreedy.run(state, new MeanShifts(40, SAMPLES, room));
  }
}
