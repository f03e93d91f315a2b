package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Changes of the sigmoids from tables of exponentials, against 50 digits. */
class LogisticChangesTest {
  /** Of one row and one input, pruned with chance 1/2: b is x and -x, times the weight. */
  private static Problem problem(Activation activation, double weight, double bias, double... x) {
    R064Store inputs = LinearAlgebra.zeros(x.length, 1);
    System.arraycopy(x, 0, inputs.data, 0, x.length);
    Dense layer =
        new Dense(
            R064Store.wrap(new double[] {weight}, 1),
            Optional.of(new double[] {bias}),
            activation,
            Double.POSITIVE_INFINITY);
    Dense next = new Dense(R064Store.wrap(new double[] {1}, 1), Activation.IDENTITY);
    return GreedyProblems.of(
        layer, next, inputs, LinearAlgebra.zeros(x.length, 1), new Replacement.Pruning(0.5));
  }

  /** Small and large steps, from the middle and from saturation on either side. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "CENTERED_SIGMOID"})
  void changesAreAccurateToAFewUnits(Activation activation) {
    double[] x = {0, 1e-30, -1e-17, 1e-8, -0.01, 0.3, -1, 2.5, -7, 12.4, -18};
    for (double bias : new double[] {0, 0.7, -3, 11, -30}) {
      Problem problem = problem(activation, 1, bias, x);
      LayerState state = new LayerState(problem);
      LogisticChanges changes = LogisticChanges.of(problem);
      assertThat(changes.start(0, state)).isTrue();
      double[] high = new double[x.length];
      double[] low = new double[x.length];
      changes.changes(0, high, low);
      for (int s = 0; s < x.length; s++) {
        requireAccurate(activation, state.a[0][s], x[s], high[s]);
        requireAccurate(activation, state.a[0][s], -x[s], low[s]);
      }
    }
  }

  private static void requireAccurate(Activation activation, double a, double b, double change) {
    BigDecimal from = Decimals.phi(activation, Decimals.of(a));
    BigDecimal to = Decimals.phi(activation, Decimals.of(a).add(Decimals.of(b)));
    double off = Decimals.distance(change, to.subtract(from));
    assertThat(off).isLessThanOrEqualTo((4 + 6 * Math.abs(change)) * Rounding.UNIT);
  }

  /** Near saturation a difference of activations has no digits; this has all but a few. */
  @Test
  void thereIsNoCancellationNearSaturation() {
    Problem problem = problem(Activation.SIGMOID, 1, -50, 3);
    LayerState state = new LayerState(problem);
    LogisticChanges changes = LogisticChanges.of(problem);
    changes.start(0, state);
    double[] high = new double[1];
    changes.changes(0, high, new double[1]);
    // sigma(-44) - sigma(-47), to a relative 1e-15 of about 7.4e-20.
    BigDecimal from = Decimals.phi(Activation.SIGMOID, new BigDecimal(-47));
    BigDecimal to = Decimals.phi(Activation.SIGMOID, new BigDecimal(-44));
    assertThat(Decimals.distance(high[0], to.subtract(from))).isLessThan(1e-14 * high[0]);
  }

  /** {@code phi(a + b) - phi(a)} of the odd ones is minus that of -a and -b. */
  @Test
  void changesOfOddActivationsAreOdd() {
    RandomGenerator random = Nets.random(5);
    for (Activation activation : new Activation[] {Activation.TANH, Activation.CENTERED_SIGMOID}) {
      for (int round = 0; round < 50; round++) {
        double bias = 3 * random.nextGaussian();
        double x = random.nextGaussian();
        double[][] changes = new double[2][1];
        for (int way = 0; way < 2; way++) {
          double sign = 1 - 2 * way;
          Problem problem = problem(activation, 1, sign * bias, sign * x);
          LogisticChanges table = LogisticChanges.of(problem);
          table.start(0, new LayerState(problem));
          table.changes(0, changes[way], new double[1]);
        }
        assertThat(changes[1][0]).isCloseTo(-changes[0][0], within(10 * Rounding.UNIT));
      }
    }
  }

  /** What is added up is what the changes add up to. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "CENTERED_SIGMOID"})
  void scoresAreSumsOfChanges(Activation activation) {
    RandomGenerator random = Nets.random(6);
    for (int samples : new int[] {1, 7, 8, 19}) {
      Problem problem = GreedyProblems.random(random, activation, 2, 3, 2, samples);
      LayerState state = new LayerState(problem);
      LogisticChanges changes = LogisticChanges.of(problem);
      double[] g = random.doubles(samples, -1, 1).toArray();
      for (int unit = 0; unit < problem.units; unit++) {
        assertThat(changes.start(unit / 3, state)).isTrue();
        double[] high = new double[samples];
        double[] low = new double[samples];
        changes.changes(unit, high, low);
        float[] shifts = new float[samples];
        double[] sums = new double[32];
        changes.score(unit, g, shifts, sums);
        double p = problem.chance[unit];
        double[] expected = new double[4];
        for (int s = 0; s < samples; s++) {
          double m = p * high[s] + (1 - p) * low[s];
          assertThat((double) shifts[s]).isCloseTo(m, within(1e-7 * Math.abs(m) + 1e-16));
          expected[0] += g[s] * m;
          expected[1] += Math.abs(m);
          expected[2] += p * high[s] * high[s] + (1 - p) * low[s] * low[s];
          expected[3] += m * m;
        }
        for (int sum = 0; sum < 4; sum++) {
          assertThat(Lanes.sumOfEight(sums, 8 * sum)).isCloseTo(expected[sum], within(1e-14));
        }
      }
    }
  }

  /** Where exponentials, or products of four, may overflow, activations are evaluated. */
  @Test
  void rowsOutOfRangeAreLeftToOthers() {
    assertThat(starts(Activation.SIGMOID, 74.9)).isTrue();
    assertThat(starts(Activation.SIGMOID, 75)).isFalse();
    assertThat(starts(Activation.TANH, 37.4)).isTrue();
    assertThat(starts(Activation.TANH, 37.5)).isFalse();
    assertThat(starts(Activation.TANH, Double.MAX_VALUE)).isFalse();
  }

  /** With a weight of 1 and an input of x, both the pre-activation and its reach are x. */
  private static boolean starts(Activation activation, double x) {
    Problem problem = problem(activation, 1, 0, x);
    return LogisticChanges.of(problem).start(0, new LayerState(problem));
  }

  @Test
  void drawsLookAtRowsEachOnTheirOwn() {
    Problem problem = GreedyProblems.random(Nets.random(7), Activation.TANH, 2, 3, 2, 9);
    LogisticChanges plan = LogisticChanges.of(problem);
    LogisticChanges draw = plan.forDraw();
    LayerState state = new LayerState(problem);
    plan.start(0, state);
    double[] expected = new double[9];
    plan.changes(1, expected, new double[9]);
    draw.start(1, state);
    double[] changes = new double[9];
    plan.changes(1, changes, new double[9]);
    assertThat(changes).isEqualTo(expected);
    draw.start(0, state);
    draw.changes(1, changes, new double[9]);
    assertThat(changes).isEqualTo(expected);
  }

  @Test
  void tablesAreForSigmoidsThatFit() {
    // Two doubles a unit and sample.
    assertThat(LogisticChanges.bytes(10, 6, Activation.TANH)).isEqualTo(960);
    assertThat(LogisticChanges.bytes(10, 6, Activation.SOFTPLUS)).isZero();
    long most = LogisticChanges.MOST_BYTES / 16;
    assertThat(LogisticChanges.bytes(most, 1, Activation.SIGMOID)).isEqualTo(16 * most);
    assertThat(LogisticChanges.bytes(most + 1, 1, Activation.SIGMOID)).isZero();
    // No overflow of the product.
    assertThat(LogisticChanges.bytes(1L << 40, 1L << 40, Activation.TANH)).isZero();
    for (Activation activation : new Activation[] {Activation.RELU, Activation.SOFTPLUS}) {
      assertThat(LogisticChanges.of(problem(activation, 1, 0, 1))).isNull();
    }
  }
}
