package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of rows, however they are kept, against {@code v_k . r(s)} of exact arithmetic. */
class GradientsTest {
  private static final int SAMPLES = 11;

  private final RandomGenerator random = Nets.random(12);

  private Problem problem(int rows, int outputs) {
    return GreedyProblems.random(random, Activation.RELU, rows, 3, outputs, SAMPLES);
  }

  /** A step in a random unit, which the residual follows; its row, or -1 where nothing changed. */
  private int step(LayerState state, DecimalLayer exact) {
    Problem problem = state.problem;
    int unit = random.nextInt(problem.units);
    double outcome = random.nextDouble(-1, 1);
    exact.apply(unit, outcome);
    if (!state.apply(unit, outcome)) {
      return -1;
    }
    int row = unit / problem.inputs;
    state.settle(row);
    state.residual.move(row, state);
    return row;
  }

  /** As bounds of {@link Kernels#gradientError}; of those followed, one rounding more a step. */
  private static void requireRow(
      Gradients gradients, LayerState state, DecimalLayer exact, int row, int steps) {
    Problem problem = state.problem;
    double error =
        state.residual.error
            + (problem.outputs + 4 + 4 * steps) * Rounding.UNIT * (state.residual.size + 1);
    double[] values = gradients.of(row);
    for (int s = 0; s < SAMPLES; s++) {
      assertThat(Decimals.distance(values[s], exact.gradient(row, s)))
          .isLessThanOrEqualTo(problem.norms[row] * error);
    }
  }

  /** Rows are asked for now and then, some not for more steps than are remembered. */
  @Test
  void followedGradientsCatchUpWithAnyNumberOfSteps() {
    Problem problem = problem(4, 3);
    LayerState state = new LayerState(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    Gradients.Stale first = new Gradients.Stale(state);
    Gradients followed = new FollowedGradients(state, first);
    double[] start = first.of(3).clone();
    for (int step = 1; step <= 140; step++) {
      int row = step(state, exact);
      if (row >= 0) {
        followed.move(GreedyProblems.products(problem, row));
      }
      // Row 0 after every step, row 1 after each third, row 2 after more than 64, row 3 at the end.
      for (int asked : new int[] {0, step % 3 == 0 ? 1 : 0, step % 67 == 0 ? 2 : 0}) {
        requireRow(followed, state, exact, asked, step);
      }
    }
    requireRow(followed, state, exact, 3, 140);
    assertThat(first.of(3)).isEqualTo(start);
  }

  @Test
  void followedGradientsOfNoStepAreTheFirst() {
    LayerState state = new LayerState(problem(3, 2));
    Gradients.Stale first = new Gradients.Stale(state);
    Gradients followed = new FollowedGradients(state, first);
    for (int row = 0; row < 3; row++) {
      assertThat(followed.of(row)).isEqualTo(first.of(row));
    }
  }

  /** Also of more rows than are multiplied at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 65, 130})
  void staleGradientsAreThoseOfTheLastRenewal(int rows) {
    Problem problem = problem(rows, 2);
    LayerState state = new LayerState(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    Gradients.Stale gradients = new Gradients.Stale(state);
    double[][] before = new double[rows][];
    Arrays.setAll(before, row -> gradients.of(row).clone());
    for (int round = 0; round < 2; round++) {
      step(state, exact);
      step(state, exact);
      for (int row = 0; row < rows; row++) {
        assertThat(gradients.of(row)).isEqualTo(before[row]);
      }
      gradients.renew();
      for (int row = rows - 1; row >= 0; row--) {
        requireRow(gradients, state, exact, row, 2);
        double most = 0;
        for (int s = 0; s < SAMPLES; s++) {
          most = Math.max(most, Math.abs(gradients.of(row)[s] - before[row][s]));
        }
        assertThat(gradients.move(row)).isEqualTo(most);
        before[row] = gradients.of(row).clone();
      }
    }
    gradients.renew();
    for (int row = 0; row < rows; row++) {
      assertThat(gradients.move(row)).isZero();
      assertThat(gradients.of(row)).isEqualTo(before[row]);
    }
  }

  /** Sums over a part of a support, in either precision, by every kind of gradients. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 17, 40})
  void sumsAreTakenOverTheSupport(int outputs) {
    Problem problem = problem(3, outputs);
    LayerState state = new LayerState(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    step(state, exact);
    Gradients.Stale stale = new Gradients.Stale(state);
    int[] places = {10, 3, 3, 0, 7, 9, 1};
    double[] m = random.doubles(7).toArray();
    float[] single = new float[7];
    for (int k = 0; k < 7; k++) {
      single[k] = (float) m[k];
    }
    for (Gradients gradients :
        List.of(Gradients.ofResidual(state), stale, new FollowedGradients(state, stale))) {
      for (int from = 0; from < 7; from += 2) {
        for (int end = from; end <= 7; end++) {
          BigDecimal sum = BigDecimal.ZERO;
          double mass = 0;
          for (int k = from; k < end; k++) {
            sum = sum.add(Decimals.of(m[k]).multiply(exact.gradient(1, places[k])));
            mass += m[k];
          }
          double scale = problem.norms[1] * state.residual.size * mass;
          double room =
              (end - from + outputs + 6) * Rounding.UNIT * scale
                  + problem.norms[1] * state.residual.error * mass;
          assertThat(Decimals.distance(gradients.sum(1, places, m, from, end), sum))
              .isLessThanOrEqualTo(room + Double.MIN_NORMAL);
          assertThat(Decimals.distance(gradients.sum(1, places, single, from, end), sum))
              .isLessThanOrEqualTo(
                  room + (end - from + 4) * Rounding.SINGLE / 2 * scale + Double.MIN_NORMAL);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 33})
  void onlyTheFirstPlacesAreWritten(int outputs) {
    Problem problem = problem(2, outputs);
    LayerState state = new LayerState(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    int[] places = {4, 0, 10, 7};
    for (Gradients gradients : List.of(Gradients.ofResidual(state), new Gradients.Stale(state))) {
      double[] result = new double[SAMPLES];
      Arrays.fill(result, 9);
      gradients.at(1, places, 3, result);
      for (int s = 0; s < SAMPLES; s++) {
        if (s == 4 || s == 0 || s == 10) {
          double room = (outputs + 4) * Rounding.SINGLE * problem.norms[1] * state.residual.size;
          assertThat(Decimals.distance(result[s], exact.gradient(1, s))).isLessThanOrEqualTo(room);
        } else {
          assertThat(result[s]).isEqualTo(9);
        }
      }
    }
  }

  @Test
  void whatIsNotKeptIsRefused() {
    LayerState state = new LayerState(problem(2, 2));
    assertThatThrownBy(() -> Gradients.ofResidual(state).of(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these are sums at some samples");
    assertThatThrownBy(() -> new Gradients.Stale(state).move(new double[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these are made anew after many steps");
  }
}
