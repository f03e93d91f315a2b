package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the search relies on: no lower bound is above the score, no margin is too small. */
class BoundsTest {
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void boundsStayBelowScoresAndMarginsHold(Activation activation) {
    int compared = 0;
    for (int seed = 0; seed < 40; seed++) {
      RandomGenerator random = Nets.random(seed);
      GreedyCase c = GreedyCase.random(random, activation, 12);
      Problem problem = c.problem(Score.ABSOLUTE);
      LayerState state = new LayerState(problem);
      Kernels kernels = ofSearch(state);
      BitSet offered = new BitSet();
      for (int row = 0; row < problem.rows; row++) {
        kernels.rescore(row, offered);
      }
      ColdUnits cold = new ColdUnits(problem, kernels.classes());
      float[] up = new float[kernels.classes()];
      float[] down = new float[kernels.classes()];
      // Margins as the search takes them: sizes that hold for the whole run.
      double size = 1e3;
      double error = 1e-10;
      for (int unit = 0; unit < problem.units; unit++) {
        kernels.spread(unit, up, down);
        cold.noteMoves(unit, up, down);
        if ((unit + 1) % problem.inputs == 0) {
          cold.setMoves(unit / problem.inputs);
        }
      }
      for (int unit = 0; unit < problem.units; unit++) {
        cold.put(
            unit,
            kernels.value[unit],
            kernels.singleError(unit) + kernels.margin(unit, size, error));
      }
      for (int unit : List.of(0, problem.units / 2, problem.units - 1)) {
        if (offered.get(unit)) {
          continue;
        }
        offered.set(unit);
        int row = unit / problem.inputs;
        if (!state.apply(
            unit, problem.replacement.draw(state.weights[unit], random.nextDouble()))) {
          continue;
        }
        state.settle(row);
        double[] products = GreedyProblems.products(problem, row);
        kernels.follow(row, products);
        lower(cold, kernels, products, unit);
        kernels.rescore(row, offered);
        assertThat(state.residual.size).isLessThan(size);
        assertThat(state.residual.error).isLessThan(error);
        Kernels fresh = Kernels.of(state, new Gradients.Stale(state));
        for (int k = 0; k < problem.rows; k++) {
          fresh.rescore(k, offered);
        }
        if (!kernels.follows()) {
          requireSameGradients(kernels, fresh);
        }
        for (int other = 0; other < problem.units; other++) {
          if (!offered.get(other)) {
            double exact = fresh.exact(other);
            double margin = fresh.exactMargin;
            assertThat(Math.abs(kernels.exact(other) - exact))
                .isLessThanOrEqualTo(margin + kernels.exactMargin);
            double room = margin + kernels.singleError(other) + kernels.margin(other, size, error);
            assertThat(Math.abs(kernels.quadratic[other] + kernels.linear(other) - exact))
                .isLessThanOrEqualTo(room);
            if (other / problem.inputs == row) {
              assertThat(Math.abs(kernels.value[other] - exact)).isLessThanOrEqualTo(room);
            }
            if (other / problem.inputs != row) {
              float least = Math.nextDown((float) Math.abs(exact));
              // Not above: a search with a ceiling just below the score would stop here.
              boolean found = cold.next(other, other + 1, Math.nextUp(Math.nextUp(least))) == other;
              assertThat(found).isTrue();
              compared++;
            }
          }
        }
        // A row that changed starts anew.
        for (int j = 0; j < problem.inputs; j++) {
          int mine = row * problem.inputs + j;
          kernels.spread(mine, up, down);
          cold.noteMoves(mine, up, down);
        }
        cold.setMoves(row);
        for (int mine = row * problem.inputs; mine < (row + 1) * problem.inputs; mine++) {
          cold.put(
              mine,
              kernels.value[mine],
              kernels.singleError(mine) + kernels.margin(mine, size, error));
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  /** Of a search in passes: rows that change, and rows whose intervals follow the residual. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void intervalsHoldExactScoresFromPassToPass(Activation activation) {
    int compared = 0;
    for (int seed = 0; seed < 30; seed++) {
      RandomGenerator random = Nets.random(seed);
      GreedyCase c = GreedyCase.random(random, activation, 12);
      Problem problem = c.problem(seed % 2 == 0 ? Score.ABSOLUTE : Score.SIGNED);
      BitSet offered = new BitSet();
      Kernels plan = Kernels.ofPasses(new LayerState(problem));
      for (int row = 0; row < problem.rows; row++) {
        plan.rescore(row, offered);
      }
      LayerState state = new LayerState(problem);
      Kernels kernels = plan.forPasses(state);
      Intervals intervals = new Intervals(kernels);
      for (int row = 0; row < problem.rows; row++) {
        intervals.take(row, offered);
      }
      for (int pass = 0; pass < 4; pass++) {
        int unit = offered.nextClearBit(random.nextInt(problem.units));
        if (unit >= problem.units) {
          continue;
        }
        int changed = unit / problem.inputs;
        offered.set(unit);
        state.apply(unit, problem.replacement.draw(state.weights[unit], random.nextDouble()));
        double error = kernels.gradientError();
        state.residual.move(new int[] {changed}, 1, state);
        kernels.renew();
        error += kernels.gradientError();
        for (int row = 0; row < problem.rows; row++) {
          if (row == changed) {
            kernels.rescore(row, offered);
            intervals.take(row, offered);
          } else {
            intervals.move(row, error, offered);
          }
        }
        for (int u = offered.nextClearBit(0); u < problem.units; u = offered.nextClearBit(u + 1)) {
          requireHolds(intervals, kernels, problem, u);
          if (random.nextBoolean()) {
            intervals.refresh(u);
            requireHolds(intervals, kernels, problem, u);
          }
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(2000);
  }

  private static void requireHolds(Intervals intervals, Kernels kernels, Problem problem, int u) {
    double exact = problem.score.of(kernels.exact(u));
    double reach = Math.abs(exact - intervals.scores[u]) + kernels.exactMargin;
    assertThat(reach).isLessThanOrEqualTo(intervals.margins[u] * (1 + 1e-9));
  }

  /** As {@link ExactSearch} has them. */
  private static Kernels ofSearch(LayerState state) {
    Kernels first = Kernels.of(state, new Gradients.Stale(state));
    return first.follows()
        ? Kernels.of(state, Gradients.ofResidual(state))
        : Kernels.of(state, new FollowedGradients(state, first.gradients));
  }

  /** Gradients as followed and as made from the residual at once. */
  private static void requireSameGradients(Kernels followed, Kernels fresh) {
    Problem problem = followed.problem;
    Residual residual = followed.state.residual;
    for (int k = 0; k < problem.rows; k++) {
      double room =
          2 * problem.norms[k] * (residual.error + 1e-15 * (problem.outputs + 4) * residual.size);
      double[] values = followed.gradients.of(k);
      for (int s = 0; s < problem.samples; s++) {
        assertThat(Math.abs(values[s] - fresh.gradients.of(k)[s])).isLessThanOrEqualTo(room);
      }
    }
  }

  private static void lower(ColdUnits cold, Kernels kernels, double[] products, int unit) {
    Problem problem = kernels.problem;
    float[] upward = new float[problem.rows];
    float[] downward = new float[problem.rows];
    double size = 2.0 / problem.samples * kernels.stepSize();
    double sign = kernels.state.step < 0 ? -1 : 1;
    for (int k = 0; k < problem.rows; k++) {
      double slack = 1e-15 * (problem.outputs + 4);
      upward[k] = Rounding.up(size * (Math.max(sign * products[k], 0) + slack));
      downward[k] = Rounding.up(size * (Math.max(-sign * products[k], 0) + slack));
    }
    cold.move(kernels.classOf(unit % problem.inputs), upward, downward, 0);
  }
}
