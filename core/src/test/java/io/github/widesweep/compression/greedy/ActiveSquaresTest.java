package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of squared inputs over the samples where a row is active, as those change sides. */
class ActiveSquaresTest {
  private final RandomGenerator random = Nets.random(3);

  private Problem problem(int samples, boolean whole) {
    double[][] inputs = new double[samples][3];
    for (double[] sample : inputs) {
      Arrays.setAll(
          sample, j -> whole ? random.nextInt(-9, 10) : random.nextGaussian() * Math.pow(10, j));
    }
    return GreedyProblems.ofOneRow(new double[] {1, 1, 1}, inputs);
  }

  /** Pre-activations on both sides, at 0 of either sign, and too small for a float. */
  private double value() {
    return switch (random.nextInt(8)) {
      case 0 -> 0.0;
      case 1 -> -0.0;
      case 2 -> 1e-60;
      case 3 -> -1e-60;
      default -> random.nextGaussian();
    };
  }

  private static void update(ActiveSquares squares, Flips flips, double[] a) {
    flips.start(0, a, 10, 0);
    squares.update(0);
  }

  private static double[] sums(Problem problem, double[] a) {
    double[] sums = new double[problem.inputs];
    for (int j = 0; j < sums.length; j++) {
      for (int s = 0; s < a.length; s++) {
        sums[j] += a[s] >= 0 ? problem.x[j][s] * problem.x[j][s] : 0;
      }
    }
    return sums;
  }

  /** Samples at the edges of groups of 4 and of blocks of bits: whole numbers are exact. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 512, 513, 1030})
  void sumsFollowTheSamplesThatChangeSides(int samples) {
    Problem problem = problem(samples, true);
    Flips flips = new Flips(problem);
    ActiveSquares squares = new ActiveSquares(problem, flips);
    double[] a = random.doubles(samples).map(s -> value()).toArray();
    for (int update = 0; update < 40; update++) {
      for (int s = 0; s < samples; s++) {
        if (random.nextInt(4) == 0) {
          a[s] = value();
        }
      }
      update(squares, flips, a);
      assertThat(squares.of(0)).isEqualTo(sums(problem, a));
    }
  }

  @Test
  void roundingStaysSmall() {
    Problem problem = problem(100, false);
    Flips flips = new Flips(problem);
    ActiveSquares squares = new ActiveSquares(problem, flips);
    for (int update = 0; update < 60; update++) {
      double[] a = random.doubles(100, -1, 1).toArray();
      update(squares, flips, a);
      double[] sums = sums(problem, a);
      for (int j = 0; j < sums.length; j++) {
        assertThat(squares.of(0)[j]).isCloseTo(sums[j], withinPercentage(1e-11));
      }
    }
  }

  /** 1e18 + 1 is 1e18: when the large sample leaves, the 1 is missing until all is summed anew. */
  @Test
  void whatCancelledIsForgottenWithinSixteenUpdates() {
    Problem problem = GreedyProblems.ofOneRow(new double[] {1}, new double[][] {{1e9}, {1}});
    Flips flips = new Flips(problem);
    ActiveSquares squares = new ActiveSquares(problem, flips);
    update(squares, flips, new double[] {1, 1});
    double[] left = {-1, 1};
    update(squares, flips, left);
    assertThat(squares.of(0)).containsExactly(0);
    int updates = 0;
    while (squares.of(0)[0] != 1) {
      update(squares, flips, left);
      updates++;
      assertThat(updates).isLessThanOrEqualTo(16);
    }
    for (int k = 0; k < 40; k++) {
      update(squares, flips, left);
      assertThat(squares.of(0)).containsExactly(1);
    }
  }

  /** No sample active, so that ties of zeros stay. */
  @Test
  void aRowThatIsNowhereActiveHasExactZeros() {
    Problem problem = problem(37, true);
    Flips flips = new Flips(problem);
    ActiveSquares squares = new ActiveSquares(problem, flips);
    double[] a = new double[37];
    update(squares, flips, a);
    assertThat(squares.of(0)).isEqualTo(sums(problem, a));
    Arrays.fill(a, -1e-300);
    update(squares, flips, a);
    assertThat(squares.of(0)).containsOnly(0);
  }

  @Test
  void drawsGoOnFromThePlanEachOnItsOwn() {
    Problem problem = problem(70, true);
    Flips flips = new Flips(problem);
    ActiveSquares plan = new ActiveSquares(problem, flips);
    double[] start = random.doubles(70, -1, 1).toArray();
    update(plan, flips, start);
    for (int draw = 0; draw < 3; draw++) {
      Flips drawFlips = flips.forDraw();
      ActiveSquares squares = new ActiveSquares(plan, drawFlips);
      assertThat(squares.of(0)).isEqualTo(sums(problem, start));
      for (int update = 0; update < 20; update++) {
        double[] a = random.doubles(70, -1, 1).toArray();
        update(squares, drawFlips, a);
        assertThat(squares.of(0)).isEqualTo(sums(problem, a));
        assertThat(plan.of(0)).isEqualTo(sums(problem, start));
      }
    }
  }
}
