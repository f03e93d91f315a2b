package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer part way through a draw, against plain loops and exact decimal arithmetic. */
class LayerStateTest {
  private static GreedyCase random(RandomGenerator random, Activation activation, double p) {
    return GreedyCase.random(random, activation, 6).with(new Replacement.Pruning(p));
  }

  /** {@code b_i + sum_j U_ij x_j(s)}, exactly. */
  private static BigDecimal exactly(GreedyCase c, LayerState state, int row, int sample) {
    int inputs = c.layer().inputs();
    BigDecimal sum = new BigDecimal(c.layer().bias().map(b -> b[row]).orElse(0.0));
    for (int j = 0; j < inputs; j++) {
      BigDecimal weight = new BigDecimal(state.weights[row * inputs + j]);
      sum = sum.add(weight.multiply(new BigDecimal(c.zh().doubleValue(sample, j))));
    }
    return sum;
  }

  private static double off(double value, BigDecimal exact) {
    return new BigDecimal(value).subtract(exact).abs().doubleValue();
  }

  private static double[] phi(Activation activation, double[] a) {
    double[] result = new double[a.length];
    activation.apply(a, result, 0, a.length);
    return result;
  }

  /**
   * Errors hold against exact arithmetic, through jumps by a factor of a million and back again,
   * which cancel.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e-3, 1e-6})
  void preactivationsAndActivationsAreOffByNoMoreThanTheirErrors(double p) {
    double largestShare = 0;
    for (int seed = 0; seed < 10; seed++) {
      RandomGenerator random = Nets.random(seed);
      GreedyCase c = random(random, Activation.RELU, p);
      Problem problem = c.problem(Score.ABSOLUTE);
      LayerState state = new LayerState(problem);
      double[] activationErrors = problem.startError.clone();
      for (int step = 0; step < 20; step++) {
        int unit = random.nextInt(problem.units);
        int row = unit / problem.inputs;
        double w = problem.weights[unit];
        state.apply(unit, random.nextBoolean() ? problem.replacement.high(w) : 0);
        if (random.nextBoolean()) {
          state.settle(row);
          activationErrors[row] += state.changeError;
          for (int s = 0; s < problem.samples; s++) {
            BigDecimal exact = exactly(c, state, row, s);
            assertThat(off(state.activations[row][s], exact.max(BigDecimal.ZERO)))
                .isLessThanOrEqualTo(activationErrors[row]);
          }
        }
        for (int s = 0; s < problem.samples; s++) {
          double off = off(state.a[row][s], exactly(c, state, row, s));
          assertThat(off).isLessThanOrEqualTo(state.error[row]);
          largestShare = Math.max(largestShare, off / state.error[row]);
        }
      }
    }
    // And they are no idle bounds.
    assertThat(largestShare).isGreaterThan(0.01);
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void settlingTellsWhatAllStepsSinceTheLastChanged(Activation activation) {
    for (int seed = 0; seed < 15; seed++) {
      RandomGenerator random = Nets.random(seed);
      GreedyCase c = random(random, activation, 0.3);
      Problem problem = c.problem(Score.ABSOLUTE);
      LayerState state = new LayerState(problem);
      double[][] settled = new double[problem.rows][];
      Arrays.setAll(settled, row -> phi(activation, problem.preactivations[row]));
      assertThat(state.activations).isDeepEqualTo(settled);
      for (int step = 0; step < 12; step++) {
        int unit = random.nextInt(problem.units);
        int row = unit / problem.inputs;
        state.apply(unit, random.nextGaussian());
        assertThat(state.activations).isDeepEqualTo(settled);
        if (step % 3 == 2) {
          state.settle(row);
          double[] now = phi(activation, state.a[row]);
          double[] change = new double[problem.samples];
          Arrays.setAll(change, s -> now[s] - settled[row][s]);
          settled[row] = now;
          assertThat(state.activations).isDeepEqualTo(settled);
          assertThat(state.change).isEqualTo(change);
          assertThat(state.largestChange)
              .isEqualTo(Arrays.stream(change).map(Math::abs).max().getAsDouble());
        }
      }
    }
  }

  @Test
  void stepsMoveOneRowAndTravelCountsThemThereAndBack() {
    for (int seed = 0; seed < 20; seed++) {
      RandomGenerator random = Nets.random(seed);
      GreedyCase c = random(random, Activation.TANH, 0.3);
      Problem problem = c.problem(Score.ABSOLUTE);
      LayerState state = new LayerState(problem);
      double[][] travelled = new double[problem.rows][problem.samples];
      for (int step = 0; step < 12; step++) {
        int unit = random.nextInt(problem.units);
        int row = unit / problem.inputs;
        double[][] before = Arrays.stream(state.a).map(double[]::clone).toArray(double[][]::new);
        double outcome = step % 4 == 3 ? problem.weights[unit] : random.nextGaussian();
        double delta = outcome - state.weights[unit];
        boolean moved = state.apply(unit, outcome);
        assertThat(state.weights[unit]).isEqualTo(outcome);
        assertThat(state.step).isEqualTo(delta);
        assertThat(moved).isEqualTo(!Arrays.deepEquals(state.a, before));
        for (int s = 0; s < problem.samples; s++) {
          double x = problem.x[unit % problem.inputs][s];
          travelled[row][s] += Math.abs(state.a[row][s] - before[row][s]);
          before[row][s] += delta * x;
          assertThat(travelled[row][s]).isLessThanOrEqualTo(state.travel[row] * (1 + 1e-9));
          assertThat(Math.abs(state.a[row][s])).isLessThanOrEqualTo(state.largest[row]);
        }
        assertThat(state.a).isDeepEqualTo(before);
      }
      for (int row = 0; row < problem.rows; row++) {
        state.settle(row);
        double largest = Arrays.stream(state.a[row]).map(Math::abs).max().getAsDouble();
        assertThat(state.largest[row]).isEqualTo(largest);
      }
    }
  }

  @Test
  void aStepOfAnInputThatIsZeroChangesTheWeightAlone() {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(4), Activation.RELU);
    Arrays.fill(c.zh().data, 0, c.zh().getRowDim(), 0);
    LayerState state = new LayerState(c.problem(Score.ABSOLUTE));
    double[] error = state.error.clone();
    assertThat(state.apply(0, 100)).isFalse();
    assertThat(state.weights[0]).isEqualTo(100);
    assertThat(state.a).isDeepEqualTo(state.problem.preactivations);
    assertThat(state.travel[0]).isZero();
    assertThat(state.error).isEqualTo(error);
  }

  /** What overflowed is seen by the row's sizes, and by its own row's alone. */
  @Test
  void overflowShowsInTheRowThatOverflowed() {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(3), Activation.RELU);
    Arrays.fill(c.zh().data, 3);
    LayerState state = new LayerState(c.problem(Score.ABSOLUTE));
    assertThat(state.problem.rows).isGreaterThan(1);
    double[] before = state.largest.clone();
    assertThat(state.apply(0, 1e308)).isTrue();
    assertThat(state.largest[0]).isInfinite();
    assertThat(state.error[0]).isInfinite();
    state.apply(0, -1e308);
    state.settle(0);
    assertThat(state.largest[0]).isNaN();
    assertThat(state.largestChange).isNaN();
    assertThat(Arrays.copyOfRange(state.largest, 1, before.length))
        .isEqualTo(Arrays.copyOfRange(before, 1, before.length));
  }

  /** A draw starts from copies: nothing that it does is seen by another. */
  @Test
  void drawsLeaveTheProblemAsItIs() {
    GreedyCase c = GreedyCase.random(Nets.random(8), Activation.TANH, 6);
    Problem problem = c.problem(Score.ABSOLUTE);
    double[][] preactivations =
        Arrays.stream(problem.preactivations).map(double[]::clone).toArray(double[][]::new);
    double[] weights = problem.weights.clone();
    double[] startError = problem.startError.clone();
    LayerState state = new LayerState(problem);
    for (int unit = 0; unit < problem.units; unit++) {
      state.apply(unit, 5);
      state.settle(unit / problem.inputs);
    }
    assertThat(problem.preactivations).isDeepEqualTo(preactivations);
    assertThat(problem.weights).isEqualTo(weights);
    assertThat(problem.startError).isEqualTo(startError);
    LayerState other = new LayerState(problem);
    assertThat(other.a).isDeepEqualTo(preactivations);
    assertThat(other.weights).isEqualTo(weights);
    assertThat(other.error).isEqualTo(startError);
  }
}
