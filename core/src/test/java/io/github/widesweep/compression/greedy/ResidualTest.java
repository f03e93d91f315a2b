package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** The residual after any steps, its size, and the bound of what rounding has done to it. */
class ResidualTest {
  private static final int SAMPLES = 9;

  /** Step by step and many rows at once, in turn; outputs at the edges of its table's rows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 17})
  void followsEveryStepWithinItsError(int outputs) {
    for (Activation activation : new Activation[] {Activation.RELU, Activation.TANH}) {
      RandomGenerator random = Nets.random(outputs);
      Problem problem = GreedyProblems.random(random, activation, 5, 3, outputs, SAMPLES);
      LayerState state = new LayerState(problem);
      DecimalLayer exact = new DecimalLayer(problem);
      requireHolds(state.residual, exact);
      for (int round = 0; round < 6; round++) {
        if (random.nextBoolean()) {
          int unit = random.nextInt(problem.units);
          if (step(random, state, exact, unit)) {
            state.settle(unit / problem.inputs);
            state.residual.move(unit / problem.inputs, state);
          }
        } else {
          int[] rows = random.ints(0, 5).distinct().limit(random.nextInt(1, 6)).toArray();
          for (int row : rows) {
            for (int column = 0; column < random.nextInt(1, 4); column++) {
              step(random, state, exact, row * problem.inputs + column);
            }
          }
          state.residual.move(rows, rows.length, state);
        }
        requireHolds(state.residual, exact);
      }
      assertThat(state.residual.error).isBetween(Double.MIN_VALUE, 1e-11);
    }
  }

  private static boolean step(
      RandomGenerator random, LayerState state, DecimalLayer exact, int unit) {
    double outcome = state.problem.replacement.draw(state.weights[unit], random.nextDouble());
    exact.apply(unit, outcome);
    return state.apply(unit, outcome);
  }

  private static void requireHolds(Residual residual, DecimalLayer exact) {
    float[] single = residual.single();
    for (int s = 0; s < exact.residual.length; s++) {
      int outputs = exact.residual[s].length;
      double length = 0;
      double off = 0;
      for (int o = 0; o < residual.singleStride; o++) {
        double value = o < residual.stride ? residual.values[s * residual.stride + o] : 0;
        assertThat(single[s * residual.singleStride + o]).isEqualTo((float) value);
        BigDecimal goal = o < outputs ? exact.residual[s][o] : BigDecimal.ZERO;
        length += Math.pow(goal.doubleValue(), 2);
        off += Math.pow(Decimals.distance(value, goal), 2);
        if (o >= outputs) {
          assertThat(value).isZero();
        }
      }
      assertThat(Math.sqrt(length)).isLessThanOrEqualTo(residual.size + residual.error);
      assertThat(Math.sqrt(off)).isLessThanOrEqualTo(residual.error + Double.MIN_NORMAL);
    }
  }

  /** Steps of 1e-6 next to a bias of 1e6: what is left of them has the digits of the bias. */
  @Test
  void changesAreRoundedLikeTheirActivations() {
    RandomGenerator random = Nets.random(8);
    Dense layer =
        new Dense(
            R064Store.wrap(new double[] {1e-6, 2e-6}, 1),
            Optional.of(new double[] {1e6}),
            Activation.RELU,
            Double.POSITIVE_INFINITY);
    Problem problem =
        GreedyProblems.of(
            layer,
            new Dense(R064Store.wrap(new double[] {1, -2}, 2), Activation.IDENTITY),
            Nets.gaussian(random, SAMPLES, 2, 1),
            LinearAlgebra.zeros(SAMPLES, 2),
            new Replacement.Pruning(0.3));
    LayerState state = new LayerState(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    for (int unit = 0; unit < 2; unit++) {
      step(random, state, exact, unit);
      state.residual.move(new int[] {0}, 1, state);
      requireHolds(state.residual, exact);
    }
    assertThat(state.residual.error).isBetween(1e-11, 1e-7);
  }

  /** More rows than are multiplied at once. */
  @Test
  void anyNumberOfRowsMovesAtOnce() {
    Problem problem = GreedyProblems.random(Nets.random(4), Activation.RELU, 130, 2, 3, 5);
    for (int count : new int[] {0, 1, 63, 64, 65, 128, 130}) {
      LayerState state = new LayerState(problem);
      DecimalLayer exact = new DecimalLayer(problem);
      // The rows after those that count have steps too, which wait for their turn.
      for (int row = 0; row < problem.rows; row++) {
        double outcome = problem.replacement.low(problem.weights[2 * row]);
        state.apply(2 * row, outcome);
        if (row < count) {
          exact.apply(2 * row, outcome);
        }
      }
      state.residual.move(IntStream.range(0, problem.rows).toArray(), count, state);
      requireHolds(state.residual, exact);
    }
  }

  /** In between it only grows, by what each step may add; now and then it is measured. */
  @Test
  void theSizeIsMeasuredEvery128Moves() {
    Problem problem = GreedyProblems.ofOneRow(new double[] {1}, new double[][] {{1}, {2}});
    LayerState state = new LayerState(problem);
    assertThat(state.residual.size).isZero();
    for (int move = 1; move <= 256; move++) {
      state.apply(0, move % 2 == 0 ? 1 : 2);
      state.settle(0);
      double before = state.residual.size;
      state.residual.move(0, state);
      // The change is 1 and 2, up and down: so is the residual after an odd number of steps.
      double size = move % 2 == 0 ? 0 : 2;
      if (move % 128 == 0) {
        assertThat(state.residual.size).isEqualTo(size);
      } else {
        assertThat(state.residual.size).isCloseTo(before + 2, within(1e-8));
      }
    }
    state.residual.move(new int[] {0}, 1, state);
    assertThat(state.residual.size).isZero();
  }

  @Test
  void aResidualThatIsNoNumberHasNoSize() {
    Problem problem = GreedyProblems.ofOneRow(new double[] {1}, new double[][] {{1}, {2}, {3}});
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      problem.residual[0][1] = broken;
      double size = new Residual(problem).size;
      assertThat(size < Double.POSITIVE_INFINITY).isFalse();
    }
  }

  /** {@code v_k . r(s)} of some rows only, in both precisions. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void gradientsAreProductsWithTheNextWeights(int outputs) {
    Problem problem =
        GreedyProblems.random(Nets.random(outputs), Activation.RELU, 6, 2, outputs, 7);
    Residual residual = new Residual(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    float[] weights = new float[problem.next.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) problem.next[k];
    }
    for (int from = 0; from <= 6; from += 3) {
      for (int to = from; to <= 6; to++) {
        double[] result = filled(3 + (to - from) * 7);
        residual.gradients(from, to, result);
        int apart = 16;
        float[] single = new float[3 + (to - from) * apart];
        Arrays.fill(single, -3);
        if (from < to) {
          residual.gradients(weights, from, to, single, apart);
        }
        for (int k = 0; k < to - from; k++) {
          double room = problem.norms[from + k] * residual.size * (outputs + 4);
          for (int s = 0; s < 7; s++) {
            BigDecimal gradient = exact.gradient(from + k, s);
            assertThat(Decimals.distance(result[k * 7 + s], gradient))
                .isLessThanOrEqualTo(room * Rounding.UNIT);
            assertThat(Decimals.distance(single[k * apart + s], gradient))
                .isLessThanOrEqualTo(room * Rounding.SINGLE / 2);
          }
          assertThat(Arrays.copyOfRange(single, k * apart + 7, (k + 1) * apart)).containsOnly(-3);
        }
        assertThat(Arrays.copyOfRange(result, (to - from) * 7, result.length)).containsOnly(-3);
      }
    }
  }

  private static double[] filled(int length) {
    double[] result = new double[length];
    Arrays.fill(result, -3);
    return result;
  }

  /** The problem's own residual is every draw's start. */
  @Test
  void drawsDoNotTouchTheProblem() {
    Problem problem = GreedyProblems.random(Nets.random(6), Activation.RELU, 2, 3, 2, 8);
    double[][] before = {problem.residual[0].clone(), problem.residual[1].clone()};
    LayerState state = new LayerState(problem);
    for (int unit = 0; unit < problem.units; unit++) {
      if (state.apply(unit, 3)) {
        state.settle(unit / 3);
        state.residual.move(unit / 3, state);
      }
    }
    assertThat(problem.residual).isDeepEqualTo(before);
    assertThat(new Residual(problem).values).isNotEqualTo(state.residual.values);
  }
}
