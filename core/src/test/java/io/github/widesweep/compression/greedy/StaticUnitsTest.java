package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Whole units that enter linearly: one sort against evaluation of {@code Psi} at every step. */
class StaticUnitsTest {
  private static final int UNITS = 6;

  private final RandomGenerator random = Nets.random(41);

  /** Six units in either role. */
  private LayerProblem problem(Role role, Activation activation) {
    int inputs = role == Role.WIDE ? UNITS : 4;
    int outputs = role == Role.WIDE ? 4 : UNITS;
    return LiteralUnits.problem(random, role, activation, null, inputs, outputs, 3, 15);
  }

  @ParameterizedTest
  @CsvSource({"WIDE,RELU", "WIDE,TANH", "WIDE,SOFTPLUS", "BLOCK,RELU", "BLOCK,IDENTITY"})
  void everyStepTakesTheLeastExpectedChangeWhateverWasDrawn(Role role, Activation activation) {
    for (int k = 0; k < 10; k++) {
      LayerProblem problem = problem(role, activation);
      Replacement replacement = new Replacement.Pruning(random.nextDouble(0.1, 0.9));
      int steps = random.nextInt(UNITS + 1);
      double[] uniforms = random.doubles(UNITS).toArray();
      LayerOutcome drawn = new StaticUnits(problem, replacement, steps).draw(uniforms);
      assertThat(drawn.order()).hasSize(steps);
      new LiteralUnits(problem, replacement).requireGreedy(drawn, 1, Score.ABSOLUTE, uniforms);
      LiteralUnits.requireCounts(drawn);
    }
  }

  @ParameterizedTest
  @CsvSource({"WIDE,TANH", "BLOCK,RELU", "BLOCK,IDENTITY"})
  void psiAddedIsTheMeanOverAllOutcomes(Role role, Activation activation) {
    for (int steps = 0; steps <= UNITS; steps++) {
      LayerProblem problem = problem(role, activation);
      double p = random.nextDouble(0.1, 0.9);
      StaticUnits plan = new StaticUnits(problem, new Replacement.Pruning(p), steps);
      double[] chances = new double[UNITS];
      Arrays.fill(chances, p);
      int[] order = plan.draw(new double[UNITS]).order();
      double mean = LiteralUnits.meanPsi(problem, order, u -> plan.draw(u).layer(), chances);
      double expected = problem.psiStart() + plan.psiAdded();
      assertThat(mean).isCloseTo(expected, within(1e-11 * (1 + expected)));
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void scoresAndVariancesGoWithTheVarianceOfTheFactor(Role role) {
    LayerProblem problem = problem(role, Activation.RELU);
    double[] uniforms = new double[UNITS];
    StaticUnits half = new StaticUnits(problem, new Replacement.Pruning(0.5), 4);
    StaticUnits fifth = new StaticUnits(problem, new Replacement.Pruning(0.2), 4);
    assertThat(fifth.draw(uniforms).order()).isEqualTo(half.draw(uniforms).order());
    double[] expected = new double[UNITS];
    for (int step = 0; step < 4; step++) {
      // (1-p)/p is 1 and 4.
      double score = half.draw(uniforms).scores()[step];
      assertThat(fifth.draw(uniforms).scores()[step]).isCloseTo(4 * score, within(1e-12 * score));
      expected[half.draw(uniforms).order()[step]] = 1;
    }
    assertThat(half.variances().orElseThrow()).isEqualTo(expected);
    Arrays.setAll(expected, unit -> 4 * expected[unit]);
    assertThat(fifth.variances().orElseThrow()).containsExactly(expected, within(1e-15));
  }

  /** A uniform below p keeps a unit, p itself takes it; units that are not offered stay. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void unitsAreKeptOrTakenWhole(Role role) {
    LayerProblem problem = problem(role, Activation.RELU);
    StaticUnits plan = new StaticUnits(problem, new Replacement.Pruning(0.25), 5);
    double[] uniforms = {0.25, Math.nextDown(0.25), 0, 0.25, 0.9, 0.1};
    LayerOutcome drawn = plan.draw(uniforms);
    double[] factors = {0, 4, 4, 0, 0, 4};
    for (int unit = 0; unit < UNITS; unit++) {
      int sought = unit;
      if (Arrays.stream(drawn.order()).noneMatch(taken -> taken == sought)) {
        factors[unit] = 1;
      }
    }
    Layer layer = problem.layer();
    Layer expected = role == Role.WIDE ? layer.scaleInputs(factors) : layer.scaleOutputs(factors);
    assertThat(drawn.layer().weights().data).isEqualTo(expected.weights().data);
  }

  /** Equal units are the same sum in another order of samples, and tie all the same. */
  @Test
  void equalUnitsAreTakenByIndex() {
    R064Store x = LinearAlgebra.zeros(40, UNITS);
    for (int s = 0; s < 40; s++) {
      double value = random.nextGaussian();
      x.set(s, 0, value);
      x.set((s + 7) % 40, 2, value);
      x.set(39 - s, 4, -value);
      x.set(s, 5, 0.5 * value);
      x.set(s, 1, random.nextGaussian() * 9);
    }
    R064Store weights = LinearAlgebra.zeros(3, UNITS);
    Arrays.fill(weights.data, 0.1);
    Dense layer = new Dense(weights, Activation.TANH);
    Dense next = new Dense(Nets.gaussian(random, 2, 3, 1), Activation.IDENTITY);
    LayerProblem problem = LiteralUnits.problem(Role.WIDE, layer, next, x, x);
    StaticUnits plan = new StaticUnits(problem, new Replacement.Pruning(0.4), UNITS);
    // Column 3 is 0, column 5 a quarter of the energy, column 1 the largest.
    assertThat(plan.draw(new double[UNITS]).order()).containsExactly(3, 5, 0, 2, 4, 1);
  }

  /** Dead neurons, and those that nothing reads, cost nothing. */
  @Test
  void unitsThatAddNothingComeFirst() {
    R064Store weights = Nets.gaussian(random, UNITS, 4, 1);
    R064Store onward = Nets.gaussian(random, 3, UNITS, 1);
    for (int j = 0; j < 4; j++) {
      weights.set(5, j, 0);
    }
    for (int o = 0; o < 3; o++) {
      onward.set(o, 2, 0);
    }
    R064Store x = Nets.gaussian(random, 15, 4, 1);
    LayerProblem problem =
        LiteralUnits.problem(
            Role.BLOCK,
            new Dense(weights, Activation.RELU),
            new Dense(onward, Activation.IDENTITY),
            x,
            x);
    StaticUnits plan = new StaticUnits(problem, new Replacement.Pruning(0.4), UNITS);
    LayerOutcome drawn = plan.draw(new double[UNITS]);
    assertThat(Arrays.copyOf(drawn.order(), 2)).containsExactly(2, 5);
    assertThat(Arrays.copyOf(drawn.scores(), 2)).containsExactly(0, 0);
    assertThat(drawn.scores()[2]).isPositive();
  }
}
