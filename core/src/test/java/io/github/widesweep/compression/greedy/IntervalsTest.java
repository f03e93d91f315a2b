package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.Activation;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Intervals of a search in passes: what they hold, and when they become narrow again. */
class IntervalsTest {
  private final RandomGenerator random = Nets.random(71);

  /** A search whose units have all been scored. */
  private static final class Search {
    final Problem problem;
    final LayerState state;
    final Kernels kernels;
    final Intervals intervals;
    final BitSet offered = new BitSet();

    Search(Problem problem) {
      this.problem = problem;
      this.state = new LayerState(problem);
      this.kernels = Kernels.ofPasses(state);
      this.intervals = new Intervals(kernels);
      for (int row = 0; row < problem.rows; row++) {
        kernels.rescore(row, offered);
        intervals.take(row, offered);
      }
    }

    /** A pass after steps in some rows; the others' intervals follow. */
    void pass(int... rows) {
      double error = kernels.gradientError();
      state.residual.move(rows, rows.length, state);
      kernels.renew();
      error += kernels.gradientError();
      for (int row = 0; row < problem.rows; row++) {
        int asked = row;
        if (Arrays.stream(rows).anyMatch(changed -> changed == asked)) {
          kernels.rescore(row, offered);
          intervals.take(row, offered);
        } else {
          intervals.move(row, error, offered);
        }
      }
    }

    void requireHolds(DecimalLayer exact) {
      for (int unit = 0; unit < problem.units; unit++) {
        if (!offered.get(unit)) {
          requireHolds(exact, unit);
        }
      }
    }

    void requireHolds(DecimalLayer exact, int unit) {
      BigDecimal value = exact.parts(unit).value();
      BigDecimal score = problem.score == Score.SIGNED ? value : value.abs();
      assertThat(Decimals.distance(intervals.scores[unit], score))
          .isLessThanOrEqualTo(intervals.margins[unit] + Double.MIN_NORMAL);
    }
  }

  private Search search(Activation activation, Score score, int... shape) {
    return new Search(GreedyProblems.scaled(random, activation, score, 1, 1, 1, shape));
  }

  /** Signed changes in exact arithmetic, through passes of several steps in several rows. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH"})
  void exactChangesLieInTheirIntervals(Activation activation) {
    Search search =
        search(activation, Score.SIGNED, 4, 3, 3, activation == Activation.TANH ? 7 : 33);
    DecimalLayer exact = new DecimalLayer(search.problem);
    search.requireHolds(exact);
    for (int pass = 0; pass < 3; pass++) {
      for (int row : new int[] {pass, 3}) {
        int unit = row * 3 + random.nextInt(3);
        if (!search.offered.get(unit)) {
          search.offered.set(unit);
          double outcome = search.problem.replacement.draw(search.state.weights[unit], 0.3);
          search.state.apply(unit, outcome);
          exact.apply(unit, outcome);
        }
      }
      search.pass(pass, 3);
      search.requireHolds(exact);
      int refreshed = random.nextInt(search.problem.units);
      if (!search.offered.get(refreshed)) {
        search.intervals.refresh(refreshed);
        search.requireHolds(exact, refreshed);
      }
    }
  }

  /** Intervals of rows that have not changed widen; scored anew they are as narrow as at first. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH"})
  void refreshingNarrowsWhatAnEarlierPassScored(Activation activation) {
    Search search = search(activation, Score.ABSOLUTE, 3, 4, 2, 40);
    double[] first = search.intervals.margins.clone();
    search.state.apply(0, search.state.weights[0] + 0.5);
    search.pass(0);
    double[] margins = search.intervals.margins.clone();
    double[] scores = search.intervals.scores.clone();
    for (int unit = 0; unit < search.problem.units; unit++) {
      search.intervals.refresh(unit);
      if (unit < 4) {
        // Scored in this pass: refreshing changes nothing.
        assertThat(search.intervals.scores[unit]).isEqualTo(scores[unit]);
        assertThat(search.intervals.margins[unit]).isEqualTo(margins[unit]);
      } else if (search.kernels.mass[unit] > 1e-6) {
        assertThat(margins[unit]).isGreaterThan(first[unit]);
        assertThat(search.intervals.margins[unit]).isLessThan(margins[unit]);
        assertThat(search.intervals.margins[unit]).isLessThan(3 * first[unit]);
        double moved = Math.abs(search.intervals.scores[unit] - scores[unit]);
        assertThat(moved).isLessThanOrEqualTo(margins[unit] + search.intervals.margins[unit]);
      }
    }
    // Once: the second time nothing is left to do.
    double[] narrow = search.intervals.margins.clone();
    for (int unit = 0; unit < search.problem.units; unit++) {
      search.kernels.quadratic[unit] = 1e9;
      search.intervals.refresh(unit);
    }
    assertThat(search.intervals.margins).isEqualTo(narrow);
  }

  /** A residual that moves by the same at all samples moves shifts of one sign by a known sum. */
  @Test
  void whatAllSamplesHaveInCommonWidensNothing() {
    double[][] inputs = new double[30][2];
    for (double[] sample : inputs) {
      sample[0] = random.nextGaussian();
      sample[1] = 1;
    }
    Problem problem = GreedyProblems.ofTwoRows(new double[] {1, 0.2, 0, 5}, inputs);
    Search search = new Search(problem);
    double[] before = search.intervals.margins.clone();
    // The second row is active everywhere; its second input is 1 everywhere.
    search.state.apply(3, 7);
    search.pass(1);
    for (int unit = 0; unit < 2; unit++) {
      assertThat(search.kernels.mass[unit]).isPositive();
      assertThat(search.intervals.margins[unit]).isLessThan(1e-3 * search.kernels.mass[unit]);
      assertThat(search.intervals.margins[unit]).isGreaterThan(before[unit]);
    }
    DecimalLayer exact = new DecimalLayer(problem);
    exact.apply(3, 7);
    search.requireHolds(exact, 0);
    search.requireHolds(exact, 1);
  }

  @Test
  void unitsOfferedKeepWhatTheyHad() {
    Search search = search(Activation.RELU, Score.ABSOLUTE, 1, 5, 2, 20);
    double[] scores = search.intervals.scores.clone();
    search.offered.set(1, 3);
    search.state.apply(1, 3);
    search.pass(0);
    assertThat(search.intervals.scores[1]).isEqualTo(scores[1]);
    assertThat(search.intervals.scores[2]).isEqualTo(scores[2]);
    assertThat(search.intervals.scores[0]).isNotEqualTo(scores[0]);
  }

  @Test
  void exactScoresHaveTheirOwnMargins() {
    for (Score score : Score.values()) {
      Search search = search(Activation.RELU, score, 2, 4, 3, 25);
      for (int unit = 0; unit < search.problem.units; unit++) {
        double single = search.intervals.margins[unit];
        search.intervals.takeExactly(unit);
        double value = search.kernels.exact(unit);
        assertThat(search.intervals.scores[unit]).isEqualTo(score.of(value));
        assertThat(search.intervals.margins[unit]).isEqualTo(search.kernels.exactMargin);
        if (search.kernels.mass[unit] > 1e-6) {
          assertThat(search.intervals.margins[unit]).isLessThan(1e-3 * single);
        }
      }
    }
  }

  /** Numbers that single precision has no room for are scored exactly at once, pass by pass. */
  @Test
  void whatOverflowsAsAFloatIsScoredExactly() {
    Problem problem =
        GreedyProblems.scaled(
            random, Activation.RELU, Score.ABSOLUTE, 1e30, 1e30, 1e60, 3, 4, 2, 20);
    Search search = new Search(problem);
    DecimalLayer exact = new DecimalLayer(problem);
    for (int round = 0; round < 2; round++) {
      search.requireHolds(exact);
      assertThat(Arrays.stream(search.intervals.margins).max().orElseThrow()).isLessThan(1e108);
      search.offered.set(0);
      search.state.apply(0, 1e30);
      exact.apply(0, 1e30);
      search.pass(0);
    }
  }
}
