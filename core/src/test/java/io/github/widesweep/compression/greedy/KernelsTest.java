package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.Activation;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scores of single weights: by hand, scaled, in draws, and as rows change. */
class KernelsTest {
  /** Powers of two change no digit, whether weights or inputs are multiplied by them. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU"})
  void scoresScaleWithTheLayer(Activation activation) {
    for (int seed = 0; seed < 3; seed++) {
      for (KernelSearch search : KernelSearch.values()) {
        Kernels one = search.scored(problem(seed, activation, 1, 1));
        for (double scale : new double[] {0x1p-12, 2, 0x1p14}) {
          Kernels weights = search.scored(problem(seed, activation, scale, 1));
          Kernels inputs = search.scored(problem(seed, activation, 1, scale));
          for (int unit = 0; unit < one.problem.units; unit++) {
            assertThat(weights.value[unit]).isEqualTo(one.value[unit] * scale * scale);
            assertThat(weights.exact(unit)).isEqualTo(one.exact(unit) * scale * scale);
            assertThat(inputs.value[unit]).isEqualTo(weights.value[unit]);
            assertThat(inputs.exact(unit)).isEqualTo(weights.exact(unit));
          }
        }
      }
    }
  }

  private static Problem problem(int seed, Activation activation, double weights, double inputs) {
    return GreedyProblems.scaled(
        Nets.random(seed),
        activation,
        Score.ABSOLUTE,
        weights,
        inputs,
        weights * inputs,
        3,
        5,
        4,
        40);
  }

  /** Exactly 0, so that such units tie and the least index among them is taken. */
  @Test
  void unitsThatChangeNothingScoreExactlyZero() {
    double[][] inputs = {{1.3, 0, -0.7}, {-0.2, 0, 0.4}, {0.9, 0, 1.1}};
    Problem problem = GreedyProblems.ofOneRow(new double[] {0.3, 0.8, 0}, inputs);
    for (KernelSearch search : KernelSearch.values()) {
      Kernels kernels = search.scored(problem);
      assertThat(kernels.scoresIdleExactly()).isTrue();
      for (int unit = 1; unit < 3; unit++) {
        assertThat(kernels.exact(unit)).isZero();
        assertThat(kernels.exactMargin).isZero();
        assertThat(kernels.value[unit]).isZero();
      }
      assertThat(kernels.exact(0)).isPositive();
    }
  }

  /** By hand: a = 1 becomes 2 or 0, and a = -1 becomes -2 or 0: no sample crosses the kink. */
  @Test
  void theKinkItselfIsNoCrossing() {
    Problem problem = GreedyProblems.ofOneRow(new double[] {1}, new double[][] {{1}, {-1}});
    for (KernelSearch search : KernelSearch.values()) {
      Kernels kernels = search.scored(problem);
      // E d^2 = 1 at the first sample, 0 at the second; no residual.
      assertThat(kernels.exact(0)).isEqualTo(0.5);
      assertThat(kernels.linear(0)).isZero();
      assertThat(kernels.value[0]).isEqualTo(0.5);
    }
  }

  /** By hand: a = x1 - x2 of one sample, either weight pruned with chance 1/2. */
  @Test
  void crossingsAreScored() {
    // a = 1 - 2 = -1; weight 1 becomes 2 or 0: a is 0 or -2: nothing. Weight -1 becomes -2 or 0: a
    // is -3 or 1: d is 0 or 1, m = 1/2, E d^2 = 1/2.
    Problem problem = GreedyProblems.ofOneRow(new double[] {1, -1}, new double[][] {{1, 2}});
    for (KernelSearch search : KernelSearch.values()) {
      Kernels kernels = search.scored(problem);
      assertThat(kernels.exact(0)).isZero();
      assertThat(kernels.exact(1)).isEqualTo(0.5);
      assertThat(kernels.quadratic[1]).isEqualTo(0.5);
      assertThat(kernels.mass[1]).isBetween(0.5, 0.5001);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SOFTPLUS"})
  void unitsOfferedLeaveTheOthersAsTheyAre(Activation activation) {
    for (KernelSearch search : KernelSearch.values()) {
      Problem problem = GreedyProblems.random(Nets.random(8), activation, 2, 5, 2, 21);
      Kernels kernels = search.scored(problem);
      double[] before = kernels.value.clone();
      double[] linear = linearParts(kernels);
      BitSet offered = new BitSet();
      for (int unit = 0; unit < problem.units; unit += 2) {
        offered.set(unit);
        kernels.mass[unit] = 77 + unit;
      }
      KernelSearch.rescoreAll(kernels, offered);
      for (int unit = 0; unit < problem.units; unit++) {
        if (offered.get(unit)) {
          assertThat(kernels.mass[unit]).isEqualTo(77 + unit);
        } else {
          assertThat(kernels.value[unit]).isEqualTo(before[unit]);
          assertThat(kernels.linear(unit)).isEqualTo(linear[unit]);
        }
      }
    }
  }

  /** A draw starts with the plan's scores to the bit and leaves them as they are. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void drawsShareThePlansScores(Activation activation) {
    for (KernelSearch search : KernelSearch.values()) {
      Problem problem = GreedyProblems.random(Nets.random(9), activation, 3, 4, 2, 35);
      Kernels plan = search.scored(problem);
      double[] scores = plan.value.clone();
      double[] linear = linearParts(plan);
      double[] exact = exactScores(plan);
      LayerState state = new LayerState(problem);
      Kernels draw =
          search == KernelSearch.PASSES
              ? plan.forPasses(state)
              : plan.forDraw(
                  state,
                  plan.follows()
                      ? Gradients.ofResidual(state)
                      : new FollowedGradients(state, new Gradients.Stale(state)));
      assertThat(draw.value).isEqualTo(scores);
      assertThat(linearParts(draw)).isEqualTo(linear);
      assertThat(exactScores(draw)).isEqualTo(exact);
      for (int unit = 0; unit < problem.units; unit += 3) {
        if (state.apply(unit, problem.replacement.high(problem.weights[unit]))) {
          search.follow(draw, unit / problem.inputs);
        }
      }
      KernelSearch.rescoreAll(draw, new BitSet());
      assertThat(plan.value).isEqualTo(scores);
      assertThat(linearParts(plan)).isEqualTo(linear);
      assertThat(exactScores(plan)).isEqualTo(exact);
      if (activation != Activation.IDENTITY) {
        assertThat(draw.value).isNotEqualTo(scores);
      }
    }
  }

  private static double[] linearParts(Kernels kernels) {
    double[] result = new double[kernels.problem.units];
    for (int unit = 0; unit < result.length; unit++) {
      result[unit] = kernels.linear(unit);
    }
    return result;
  }

  private static double[] exactScores(Kernels kernels) {
    double[] result = new double[kernels.problem.units];
    for (int unit = 0; unit < result.length; unit++) {
      result[unit] = kernels.exact(unit);
    }
    return result;
  }

  /** What a step in another row adds to a linear part, and bounds of it by inputs' classes. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SOFTPLUS"})
  void linearPartsMoveByWhatIsSpread(Activation activation) {
    int compared = 0;
    for (int seed = 0; seed < 10; seed++) {
      RandomGenerator random = Nets.random(seed);
      Problem problem = GreedyProblems.random(random, activation, 4, 5, 3, 30);
      Kernels kernels = KernelSearch.STEPS.scored(problem);
      int unit = random.nextInt(problem.units);
      int row = unit / problem.inputs;
      double[] before = linearParts(kernels);
      double outcome = problem.replacement.draw(problem.weights[unit], random.nextDouble());
      if (!kernels.state.apply(unit, outcome)) {
        continue;
      }
      KernelSearch.STEPS.follow(kernels, row);
      double[] products = GreedyProblems.products(problem, row);
      float[] up = new float[kernels.classes()];
      float[] down = new float[kernels.classes()];
      for (int other = 0; other < problem.units; other++) {
        double product = products[other / problem.inputs];
        if (other / problem.inputs == row || Math.abs(product) < 0.01) {
          continue;
        }
        double moved = kernels.linear(other) - before[other];
        double sum = moved / product * problem.samples / 2;
        double rounding = 1e-5 * (kernels.mass[other] + 1);
        kernels.spread(other, up, down);
        int place = kernels.classOf(unit % problem.inputs);
        boolean towards = kernels.state.step > 0 || !kernels.follows();
        double most = kernels.stepSize() * (towards ? up : down)[place];
        double least = -kernels.stepSize() * (towards ? down : up)[place];
        assertThat(sum).isBetween(least - rounding, most + rounding);
        compared++;
        if (kernels.follows()) {
          assertThat(kernels.follow(other)).isCloseTo(sum, within(rounding));
        }
      }
    }
    assertThat(compared).isGreaterThan(80);
  }

  @Test
  void kernelsOfOneSearchRefuseTheOther() {
    Problem relu = GreedyProblems.random(Nets.random(1), Activation.RELU, 2, 2, 2, 5);
    Problem tanh = GreedyProblems.random(Nets.random(1), Activation.TANH, 2, 2, 2, 5);
    Kernels steps = KernelSearch.STEPS.scored(relu);
    Kernels passes = KernelSearch.PASSES.scored(relu);
    Kernels dense = KernelSearch.STEPS.scored(tanh);
    LayerState state = new LayerState(relu);
    requireRefused(() -> steps.forPasses(state));
    requireRefused(steps::renew);
    requireRefused(() -> steps.move(0));
    requireRefused(() -> steps.moveReach(0));
    requireRefused(() -> passes.forDraw(state, Gradients.ofResidual(state)));
    requireRefused(() -> passes.spread(0, new float[2], new float[2]));
    requireRefused(() -> passes.follow(0));
    requireRefused(passes::classes);
    requireRefused(passes::stepSize);
    requireRefused(() -> dense.follow(0));
  }

  private static void requireRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these kernels are made for another search");
  }

  @Test
  void sidesAreThoseOfTheKink() {
    assertThat(Kernels.side(2)).isEqualTo(1);
    assertThat(Kernels.side(0.0)).isEqualTo(1);
    assertThat(Kernels.side(-0.0)).isEqualTo(1);
    assertThat(Kernels.side(-Double.MIN_VALUE)).isEqualTo(-1);
    assertThat(Kernels.side(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Kernels.signBit(-0.0)).isEqualTo(1);
    assertThat(Kernels.signBit(0.0)).isZero();
    assertThat(Kernels.signBit(-1)).isEqualTo(1);
  }
}
