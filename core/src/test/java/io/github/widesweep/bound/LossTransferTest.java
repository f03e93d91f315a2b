package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.LinearAlgebra;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class LossTransferTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Magnitude of(double value) {
    return Magnitude.of(value);
  }

  @Test
  void formulasByHand() {
    // (18): 4 + 2 sqrt(9 * 4) + 9. (25): (1 + 2 * 3 / 1.5) * 4 + 9.
    assertThat(LossTransfer.bound(of(4), of(9)).value()).isCloseTo(25, within(1e-12));
    assertThat(LossTransfer.factor(of(9), 1.5).value()).isCloseTo(5, within(1e-12));
    assertThat(LossTransfer.bound(of(4), of(9), 1.5).value()).isCloseTo(29, within(1e-12));
    // With no room between the loss and the noise, (25) is (18).
    assertThat(LossTransfer.bound(of(4), of(9), 2).value()).isCloseTo(25, within(1e-12));
  }

  /** Labels and outputs of three arbitrary maps: both bounds hold of their losses, (18) below. */
  @Test
  void boundsHoldForAnyOutputs() {
    RandomGenerator random = Nets.random(3);
    for (int trial = 0; trial < 200; trial++) {
      R064Store labels = Nets.gaussian(random, 6, 2, 1);
      R064Store dense = Nets.gaussian(random, 6, 2, random.nextDouble(0.01, 3));
      R064Store compressed = Nets.gaussian(random, 6, 2, random.nextDouble(0.01, 3));
      Magnitude loss = of(LinearAlgebra.meanSquaredDistance(labels, dense));
      Magnitude error = of(LinearAlgebra.meanSquaredDistance(dense, compressed));
      double reached = LinearAlgebra.meanSquaredDistance(labels, compressed) * (1 - 1e-12);
      Magnitude bound = LossTransfer.bound(loss, error);
      double omega = random.nextDouble(0.01, 1) * loss.sqrt().value();
      Magnitude noisy = LossTransfer.bound(loss, error, omega);
      assertThat(reached).isLessThanOrEqualTo(bound.value());
      assertThat(bound.log()).isLessThanOrEqualTo(noisy.log() + 1e-12);
    }
  }

  @Test
  void degenerateInputs() {
    assertThat(LossTransfer.bound(of(4), Magnitude.ZERO, 1).value()).isCloseTo(4, within(1e-12));
    assertThat(LossTransfer.factor(Magnitude.ZERO, 1)).isEqualTo(Magnitude.ONE);
    assertThat(LossTransfer.bound(of(4), Magnitude.INFINITE, 1)).isEqualTo(Magnitude.INFINITE);
    assertThat(LossTransfer.factor(new Magnitude(1e6), 1e-300).log())
        .isCloseTo(5e5 + Math.log(2) + 300 * Math.log(10), within(1e-8));
    assertThat(LossTransfer.bound(Magnitude.ZERO, of(9)).value()).isCloseTo(9, within(1e-12));
  }

  @Test
  void rejectsNoiseThatNoDataHas() {
    for (double bad : new double[] {0, -1, Double.NaN, INFINITE}) {
      assertThatThrownBy(() -> LossTransfer.factor(of(1), bad))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("omega");
    }
    assertThat(LossTransfer.isPossible(of(4), 2.1)).isFalse();
    assertThat(LossTransfer.isPossible(of(4), 1.9)).isTrue();
    assertThat(LossTransfer.isPossible(Magnitude.ZERO, 1e-300)).isFalse();
    assertThatThrownBy(() -> LossTransfer.bound(of(4), of(1), 2.1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("at most 2.0");
  }
}
