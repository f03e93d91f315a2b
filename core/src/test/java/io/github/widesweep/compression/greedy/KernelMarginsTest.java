package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Margins of scores against exact arithmetic, also where a single part of them has to hold. */
class KernelMarginsTest {
  /** Samples at the edges of lanes; steps that leave rounding in pre-activations and residual. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = EnumSource.Mode.EXCLUDE)
  void scoresLieWithinTheirMargins(Activation activation) {
    boolean smooth = activation != Activation.RELU && activation != Activation.IDENTITY;
    for (int samples : smooth ? new int[] {1, 8} : new int[] {1, 15, 16, 17, 40}) {
      RandomGenerator random = Nets.random(samples);
      Problem problem = GreedyProblems.random(random, activation, 3, 4, 3, samples);
      DecimalLayer exact = new DecimalLayer(problem);
      Map<KernelSearch, Kernels> all = new EnumMap<>(KernelSearch.class);
      for (KernelSearch search : KernelSearch.values()) {
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
      all.values().forEach(kernels -> KernelSearch.rescoreAll(kernels, offered));
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
    List<Kernels> all =
        List.of(KernelSearch.STEPS.scored(problem), KernelSearch.PASSES.scored(problem));
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
}
