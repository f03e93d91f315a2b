package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores of single weights and their margins, held against exact arithmetic. */
class KernelsTest {
  /** How a search uses kernels: step by step, or in passes that make the gradients anew. */
  private enum Search {
    STEPS {
      @Override
      Kernels kernels(LayerState state) {
        Kernels first = Kernels.of(state, new Gradients.Stale(state));
        return first.follows()
            ? Kernels.of(state, Gradients.ofResidual(state))
            : Kernels.of(state, new FollowedGradients(state, first.gradients));
      }

      @Override
      void follow(Kernels kernels, int row) {
        kernels.state.settle(row);
        kernels.follow(row, GreedyProblems.products(kernels.problem, row));
      }
    },
    PASSES {
      @Override
      Kernels kernels(LayerState state) {
        return Kernels.ofPasses(state);
      }

      @Override
      void follow(Kernels kernels, int row) {
        kernels.state.residual.move(new int[] {row}, 1, kernels.state);
        kernels.renew();
      }
    };

    abstract Kernels kernels(LayerState state);

    /** Has residual and gradients follow a step in a row. */
    abstract void follow(Kernels kernels, int row);

    Kernels scored(Problem problem) {
      Kernels kernels = kernels(new LayerState(problem));
      rescoreAll(kernels, new BitSet());
      return kernels;
    }
  }

  private static void rescoreAll(Kernels kernels, BitSet offered) {
    for (int row = 0; row < kernels.problem.rows; row++) {
      kernels.rescore(row, offered);
    }
  }

  /** Samples at the edges of lanes; steps that leave rounding in pre-activations and residual. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = EnumSource.Mode.EXCLUDE)
  void scoresLieWithinTheirMargins(Activation activation) {
    boolean smooth = activation != Activation.RELU && activation != Activation.IDENTITY;
    for (int samples : smooth ? new int[] {1, 8} : new int[] {1, 15, 16, 17, 40}) {
      RandomGenerator random = Nets.random(samples);
      Problem problem = GreedyProblems.random(random, activation, 3, 4, 3, samples);
      DecimalLayer exact = new DecimalLayer(problem);
      Map<Search, Kernels> all = new EnumMap<>(Search.class);
      for (Search search : Search.values()) {
        all.put(search, search.scored(problem));
      }
      BitSet offered = new BitSet();
      requireMargins(all.values(), exact, offered);
      for (int unit : random.ints(0, problem.units).distinct().limit(3).toArray()) {
        offered.set(unit);
        double outcome = problem.replacement.draw(problem.weights[unit], random.nextDouble());
        exact.apply(unit, outcome);
        all.forEach(
            (search, kernels) -> {
              if (kernels.state.apply(unit, outcome)) {
                search.follow(kernels, unit / problem.inputs);
              }
            });
      }
      all.values().forEach(kernels -> rescoreAll(kernels, offered));
      requireMargins(all.values(), exact, offered);
    }
  }

  private static void requireMargins(Collection<Kernels> all, DecimalLayer exact, BitSet offered) {
    int units = all.iterator().next().problem.units;
    for (int unit = 0; unit < units; unit++) {
      if (!offered.get(unit)) {
        DecimalLayer.Parts parts = exact.parts(unit);
        for (Kernels kernels : all) {
          requireMargins(kernels, unit, parts);
        }
      }
    }
  }

  private static void requireMargins(Kernels kernels, int unit, DecimalLayer.Parts parts) {
    BigDecimal value = parts.value();
    double scored = kernels.exact(unit);
    requireWithin(scored, value, kernels.exactMargin);
    requireWithin(kernels.quadratic[unit], parts.quadratic(), kernels.quadraticError[unit]);
    double[] margins = new double[kernels.problem.units];
    kernels.margins(unit / kernels.problem.inputs, margins);
    Residual residual = kernels.state.residual;
    double room = kernels.margin(unit, residual.size, residual.error);
    assertThat(margins[unit]).isCloseTo(room + kernels.singleError(unit), withinPercentage(1e-10));
    requireWithin(kernels.value[unit], value, margins[unit]);
    requireWithin(kernels.quadratic[unit] + kernels.linear(unit), value, margins[unit]);
    double over = kernels.mass[unit] - parts.mass().doubleValue();
    double slack = kernels.slack[unit] + Double.MIN_NORMAL;
    assertThat(over).isBetween(-slack, slack + 4 * kernels.doubt[unit]);
    requireSmall(kernels, unit, margins[unit]);
  }

  /** Distances are rounded upwards from 0 on. */
  private static void requireWithin(double computed, BigDecimal exact, double margin) {
    assertThat(Decimals.distance(computed, exact)).isLessThanOrEqualTo(margin + Double.MIN_NORMAL);
  }

  /** Margins that hold because they are huge are of no use. */
  private static void requireSmall(Kernels kernels, int unit, double margin) {
    Problem problem = kernels.problem;
    int row = unit / problem.inputs;
    double reach = kernels.state.largest[row] + problem.reach[row] + 1;
    double norm = problem.norms[row];
    double scale = norm * reach * (kernels.state.residual.size + norm * reach);
    assertThat(kernels.exactMargin).isLessThan(1e-11 * scale);
    assertThat(margin).isLessThan(1e-4 * scale);
  }

  /** Where numbers vanish or overflow in single precision alone, margins still hold. */
  @ParameterizedTest
  @CsvSource({
    "1e-30, 1, 1",
    "1, 1e-30, 1",
    "1e-18, 1e-18, 1e-36",
    "1e-50, 1e30, 1e-20",
    "1e30, 1e-50, 1e-20",
    "1e-46, 1e14, 1",
    "1e14, 1e-46, 1",
    "1e-60, 1e60, 1",
    "1e60, 1e-60, 1",
    "1e-150, 1, 1e-150",
    "1, 1e-150, 1e-150",
    "1e9, 1e9, 1e18",
    "1e45, 1, 1",
    "1, 1e45, 1e45",
    "1, 1, 1e-60",
    "1, 1, 1e30"
  })
  void marginsHoldFarFromOne(double weightScale, double inputScale, double residualScale) {
    for (Activation activation : new Activation[] {Activation.RELU, Activation.IDENTITY}) {
      Problem problem =
          GreedyProblems.scaled(
              Nets.random(3),
              activation,
              Score.ABSOLUTE,
              weightScale,
              inputScale,
              residualScale,
              2,
              3,
              2,
              19);
      requireExactScores(problem);
    }
  }

  /** Changes far smaller than activations, which are rounded to their own size. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void smallChangesAreOffByRoundingsOfActivations(Activation activation) {
    for (double scale : new double[] {1e-2, 1e-5, 1e-8}) {
      Problem problem =
          GreedyProblems.scaled(
              Nets.random(4), activation, Score.ABSOLUTE, scale, 1, 1, 2, 3, 2, 6);
      requireExactScores(problem);
    }
  }

  /** Parts of a sum that grow to a hundred times what is left of them in the end. */
  @Test
  void smallSumsAreOffByTheRoundingsOfTheirParts() {
    RandomGenerator random = Nets.random(5);
    int half = 150;
    double[] weights = random.doubles(2L * half, 0.5, 1.5).toArray();
    double[][] inputs = new double[4][2 * half];
    for (double[] sample : inputs) {
      for (int j = 0; j < half; j++) {
        sample[j] = random.nextDouble(0.5, 1.5);
        sample[half + j] = -sample[j] * weights[j] / weights[half + j];
      }
    }
    Problem problem = GreedyProblems.ofOneRow(weights, inputs);
    Arrays.setAll(problem.residual[0], s -> random.nextGaussian());
    requireExactScores(problem, DecimalLayer.ofWeights(problem));
  }

  /** Weights of the next layer so small that gradients, or the weights themselves, vanish. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-18, 1e-25, 1e-33, 1e-44})
  void marginsHoldWhereTheNextWeightsVanish(double scale) {
    RandomGenerator random = Nets.random(6);
    for (double residual : new double[] {1e-25, 1, 1e14}) {
      requireExactScores(
          GreedyProblems.of(
              new Dense(Nets.gaussian(random, 2, 3, 1), Activation.RELU),
              new Dense(Nets.gaussian(random, 2, 2, scale), Activation.IDENTITY),
              Nets.gaussian(random, 18, 3, 1),
              Nets.gaussian(random, 18, 2, residual),
              new Replacement.Pruning(0.4)));
    }
  }

  /** The same small number added again and again is rounded the same way each time. */
  @Test
  void longSumsInSinglePrecisionDrift() {
    double[][] inputs = new double[1200][];
    Arrays.fill(inputs, new double[] {0.1, 0.1});
    Problem problem = GreedyProblems.ofOneRow(new double[] {2, -2}, inputs);
    Arrays.fill(problem.residual[0], 1);
    requireExactScores(problem);
  }

  private static void requireExactScores(Problem problem) {
    requireExactScores(problem, new DecimalLayer(problem));
  }

  private static void requireExactScores(Problem problem, DecimalLayer exact) {
    List<Kernels> all = List.of(Search.STEPS.scored(problem), Search.PASSES.scored(problem));
    double[] margins = new double[problem.units];
    for (int unit = 0; unit < problem.units; unit++) {
      BigDecimal value = exact.parts(unit).value();
      for (Kernels kernels : all) {
        double scored = kernels.exact(unit);
        requireWithin(scored, value, kernels.exactMargin);
        kernels.margins(unit / problem.inputs, margins);
        // A margin that is no number, or infinite, has the unit scored exactly.
        if (margins[unit] < Double.POSITIVE_INFINITY) {
          requireWithin(kernels.value[unit], value, margins[unit]);
          double now = kernels.quadratic[unit] + kernels.linear(unit);
          requireWithin(now, value, margins[unit]);
        }
      }
    }
  }

  /** Powers of two change no digit, whether weights or inputs are multiplied by them. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU"})
  void scoresScaleWithTheLayer(Activation activation) {
    for (int seed = 0; seed < 3; seed++) {
      for (Search search : Search.values()) {
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
    for (Search search : Search.values()) {
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
    for (Search search : Search.values()) {
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
    for (Search search : Search.values()) {
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
    for (Search search : Search.values()) {
      Problem problem = GreedyProblems.random(Nets.random(8), activation, 2, 5, 2, 21);
      Kernels kernels = search.scored(problem);
      double[] before = kernels.value.clone();
      double[] linear = linearParts(kernels);
      BitSet offered = new BitSet();
      for (int unit = 0; unit < problem.units; unit += 2) {
        offered.set(unit);
        kernels.mass[unit] = 77 + unit;
      }
      rescoreAll(kernels, offered);
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
    for (Search search : Search.values()) {
      Problem problem = GreedyProblems.random(Nets.random(9), activation, 3, 4, 2, 35);
      Kernels plan = search.scored(problem);
      double[] scores = plan.value.clone();
      double[] linear = linearParts(plan);
      double[] exact = exactScores(plan);
      LayerState state = new LayerState(problem);
      Kernels draw =
          search == Search.PASSES
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
      rescoreAll(draw, new BitSet());
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
      Kernels kernels = Search.STEPS.scored(problem);
      int unit = random.nextInt(problem.units);
      int row = unit / problem.inputs;
      double[] before = linearParts(kernels);
      double outcome = problem.replacement.draw(problem.weights[unit], random.nextDouble());
      if (!kernels.state.apply(unit, outcome)) {
        continue;
      }
      Search.STEPS.follow(kernels, row);
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
    Kernels steps = Search.STEPS.scored(relu);
    Kernels passes = Search.PASSES.scored(relu);
    Kernels dense = Search.STEPS.scored(tanh);
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
