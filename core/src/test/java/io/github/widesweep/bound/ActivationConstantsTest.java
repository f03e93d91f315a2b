package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

class ActivationConstantsTest {
  private static double at(Activation activation, double x) {
    double[] value = {x};
    activation.apply(value, value, 0, 1);
    return value[0];
  }

  /** All slopes lie in {@code [c - r, c + r]}, and both ends are met or approached. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
  void centreAndRadiusEncloseAllSlopesTightly(Activation activation) {
    ActivationConstants phi = ActivationConstants.of(activation);
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (double x = -30; x <= 30; x += 0.0625) {
      double slope = (at(activation, x + 0.0078125) - at(activation, x)) / 0.0078125;
      least = Math.min(least, slope);
      largest = Math.max(largest, slope);
    }
    assertThat(least).isCloseTo(phi.slopeCentre() - phi.slopeRadius(), within(1e-4));
    assertThat(largest).isCloseTo(phi.slopeCentre() + phi.slopeRadius(), within(1e-4));
    assertThat(phi.slopeCentre() + phi.slopeRadius()).isEqualTo(phi.lipschitz());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void noOutputIsLongerOrFurtherAwayThanTheConstantsSay(Activation activation) {
    ActivationConstants phi = ActivationConstants.of(activation);
    RandomGenerator random = Nets.random(4);
    for (int trial = 0; trial < 150; trial++) {
      int units = 1 + random.nextInt(5);
      double scale = Math.exp(random.nextDouble(-4, 5));
      R064Store a = Nets.gaussian(random, 1, units, scale);
      R064Store b = Nets.gaussian(random, 1, units, scale);
      double norm = Math.sqrt(LinearAlgebra.meanSquaredLength(a));
      R064Store fa = activation.apply(a);
      R064Store fb = activation.apply(b);
      assertThat(Math.sqrt(LinearAlgebra.meanSquaredLength(fa)))
          .isLessThanOrEqualTo(phi.outputNorm(norm, units) * (1 + 1e-14));
      double apart = Math.sqrt(LinearAlgebra.meanSquaredDistance(fa, fb));
      assertThat(apart).isLessThanOrEqualTo(phi.largestDistance(units) * (1 + 1e-14));
      assertThat(apart)
          .isLessThanOrEqualTo(
              phi.lipschitz() * Math.sqrt(LinearAlgebra.meanSquaredDistance(a, b)) * (1 + 1e-14));
    }
  }

  /** Pre-activations far out in opposite corners: the distances are suprema. */
  @Test
  void largestDistancesAreApproached() {
    for (Activation activation :
        new Activation[] {Activation.TANH, Activation.CENTERED_SIGMOID, Activation.SOFTMAX}) {
      R064Store a = R064Store.wrap(new double[] {500, -500, -500, -500}, 1);
      R064Store b = R064Store.wrap(new double[] {-500, 500, 500, 500}, 1);
      if (activation == Activation.SOFTMAX) {
        b = R064Store.wrap(new double[] {-500, 500, -500, -500}, 1);
      }
      double apart =
          Math.sqrt(LinearAlgebra.meanSquaredDistance(activation.apply(a), activation.apply(b)));
      assertThat(apart)
          .isCloseTo(ActivationConstants.of(activation).largestDistance(4), within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"IDENTITY", "RELU", "SOFTPLUS"})
  void unboundedActivationsHaveNoLargestDistance(Activation activation) {
    ActivationConstants phi = ActivationConstants.of(activation);
    assertThat(phi.largestDistance(1)).isInfinite();
    assertThat(phi.diameter()).isInfinite();
    // phi(0) of every entry, and the slope.
    assertThat(phi.outputNorm(0, 9)).isEqualTo(3 * at(activation, 0));
    assertThat(phi.outputNorm(2, 9)).isEqualTo(2 + 3 * at(activation, 0));
  }

  /** Bounded entries end the growth: at {@code range sqrt(units)}, for counts beyond an int too. */
  @Test
  void outputNormsOfBoundedActivationsEndAtTheirRange() {
    ActivationConstants sigmoid = ActivationConstants.of(Activation.SIGMOID);
    assertThat(sigmoid.outputNorm(0, 4)).isEqualTo(1);
    assertThat(sigmoid.outputNorm(2, 4)).isEqualTo(1.5);
    assertThat(sigmoid.outputNorm(1e9, 4)).isEqualTo(2);
    assertThat(ActivationConstants.of(Activation.TANH).outputNorm(1e300, 1L << 40))
        .isEqualTo(1 << 20);
    assertThat(ActivationConstants.of(Activation.CENTERED_SIGMOID).outputNorm(1e300, 16))
        .isEqualTo(2);
    assertThat(ActivationConstants.of(Activation.SOFTMAX).outputNorm(1e300, 1L << 40)).isEqualTo(1);
  }
}
