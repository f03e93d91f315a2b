package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Target;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

class ShiftsTest {
  private static LayerProblem problem(Dense layer, R064Store inputs) {
    return Compressor.of(new Network(List.of(layer)), inputs, Target.parse("W1")).first();
  }

  private static double at(Activation activation, double x) {
    double[] value = {x};
    activation.apply(value, value, 0, 1);
    return value[0];
  }

  /** One weight and one input of 1: the pre-activation is the weight. */
  private static double shift(Activation activation, double a, double q) {
    Dense layer = new Dense(R064Store.wrap(new double[] {a}, 1), activation);
    LayerProblem problem = problem(layer, R064Store.wrap(new double[] {1}, 1));
    return Math.sqrt(Shifts.meanSquares(problem, new double[] {q})[0]);
  }

  /** {@code |E phi(a+e) - phi(a)|} of random laws of mean 0 on two and three points. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
  void noLawOfMeanZeroShiftsFurther(Activation activation) {
    RandomGenerator random = Nets.random(31);
    for (int trial = 0; trial < 120; trial++) {
      double a = random.nextDouble(-3, 3);
      double up = Math.exp(random.nextDouble(-3, 2));
      double down = Math.exp(random.nextDouble(-3, 2));
      double still = trial % 2 == 0 ? 0 : random.nextDouble();
      double[] points = {up, -down, 0};
      double[] chances = {(1 - still) * down / (up + down), (1 - still) * up / (up + down), still};
      double q = 0;
      double mean = 0;
      for (int i = 0; i < 3; i++) {
        q += chances[i] * points[i] * points[i];
        mean += chances[i] * at(activation, a + points[i]);
      }
      assertThat(Math.abs(mean - at(activation, a)))
          .isLessThanOrEqualTo(shift(activation, a, q) * (1 + 1e-9) + 1e-14);
    }
  }

  /** A step up or down by {@code sqrt(a^2 + q)} around 0, so that {@code E(a+e)^2 = |a+e|^2}. */
  @Test
  void theBoundOfReluIsReached() {
    for (double a : new double[] {-2, -0.1, 0, 0.3, 5}) {
      for (double q : new double[] {1e-6, 0.5, 9}) {
        double length = Math.sqrt(a * a + q);
        double chance = (length + a) / (2 * length);
        double moved = chance * Math.max(0, length) - Math.max(0, a);
        assertThat(shift(Activation.RELU, a, q)).isCloseTo(moved, within(1e-12));
      }
    }
  }

  @Test
  void smallVariancesShiftReluWithoutCancellation() {
    // q / (4 |a|) to first order.
    assertThat(shift(Activation.RELU, 3, 1e-30)).isCloseTo(1e-30 / 12, within(1e-44));
    assertThat(shift(Activation.RELU, -3, 1e-30)).isCloseTo(1e-30 / 12, within(1e-44));
    assertThat(shift(Activation.RELU, 0, 4)).isEqualTo(1);
    assertThat(shift(Activation.RELU, 0, 0)).isZero();
  }

  @Test
  void theIdentityDoesNotShiftAndCurvedOnesByHalfTheirCurvature() {
    assertThat(shift(Activation.IDENTITY, 1.5, 7)).isZero();
    double curvature = 4 / (3 * Math.sqrt(3));
    assertThat(shift(Activation.TANH, 0.2, 1e-4)).isCloseTo(curvature * 0.5e-4, within(1e-18));
    // From q = (2 r / C)^2 on the slopes say more.
    assertThat(shift(Activation.TANH, 0.2, 100)).isEqualTo(5);
    assertThat(shift(Activation.SOFTPLUS, 0.2, 1e-4)).isCloseTo(0.125e-4, within(1e-18));
  }

  /** The mean over samples and the place of every variance, by plain loops; with a bias. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"RELU", "TANH"})
  void sumsOverInputsAndAveragesOverSamples(Activation activation) {
    RandomGenerator random = Nets.random(32);
    double[] bias = {0.3, -0.2, 0.9, 0};
    Dense layer =
        new Dense(
            Nets.gaussian(random, 4, 3, 0.8),
            Optional.of(bias),
            activation,
            Double.POSITIVE_INFINITY);
    R064Store inputs = Nets.gaussian(random, 9, 3, 1);
    double[] v = random.doubles(12).toArray();
    double[] expected = new double[4];
    for (int s = 0; s < 9; s++) {
      for (int i = 0; i < 4; i++) {
        double a = bias[i];
        double q = 0;
        for (int j = 0; j < 3; j++) {
          double z = inputs.doubleValue(s, j);
          a += layer.weights().doubleValue(i, j) * z;
          q += v[i * 3 + j] * z * z;
        }
        double shift = shift(activation, a, q);
        expected[i] += shift * shift / 9;
      }
    }
    double[] actual = Shifts.meanSquares(problem(layer, inputs), v);
    assertThat(actual).containsExactly(expected, within(1e-12));
    assertThat(Shifts.meanSquares(problem(layer, LinearAlgebra.zeros(2, 3)), v)).containsOnly(0);
    Arrays.fill(v, 0);
    assertThat(Shifts.meanSquares(problem(layer, inputs), v)).containsOnly(0);
  }
}
