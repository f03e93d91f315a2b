package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreedySignedTest {
  private static final Scheme PRUNE = new Scheme.Prune(0.4);
  private static final Ordering EXACT = new Ordering.Exact();

  private final RandomGenerator random = Nets.random(17);

  private LayerProblem problem(Role role, Activation activation) {
    Network network =
        new Network(
            List.of(
                new Dense(Nets.gaussian(random, 7, 4, 0.8), activation),
                new Dense(Nets.gaussian(random, 3, 7, 0.8), Activation.IDENTITY)));
    Activations z = Activations.of(Nets.gaussian(random, 20, 4, 1));
    Activations zh = Activations.of(Nets.gaussian(random, 20, 4, 1));
    return LayerProblem.of(network, 1, role, z, zh);
  }

  @Test
  void isGreedyWhereUnitsEnterLinearly() {
    for (int i = 0; i < 20; i++) {
      for (Role role : Role.values()) {
        for (Unit unit : role == Role.WIDE ? Unit.values() : new Unit[] {Unit.NEURON}) {
          LayerProblem problem = problem(role, Activation.RELU);
          double[] uniforms = random.doubles(problem.units(unit)).toArray();
          LayerOutcome greedy = new Greedy(0.7, EXACT).plan(problem, unit, PRUNE).draw(uniforms);
          LayerOutcome signed =
              new GreedySigned(0.7, EXACT).plan(problem, unit, PRUNE).draw(uniforms);
          assertThat(signed.order()).isEqualTo(greedy.order());
          assertThat(signed.scores()).isEqualTo(greedy.scores());
          assertThat(signed.layer().weights().data).isEqualTo(greedy.layer().weights().data);
        }
      }
    }
  }

  /** Neurons of B layers whose activation bends, every candidate of every step evaluated. */
  @Test
  void takesTheNeuronOfLeastSignedChange() {
    for (int i = 0; i < 40; i++) {
      LayerProblem problem = problem(Role.BLOCK, i % 2 == 0 ? Activation.TANH : Activation.SIGMOID);
      double[] uniforms = random.doubles(7).toArray();
      LayerOutcome signed =
          new GreedySigned(0.9, EXACT).plan(problem, Unit.NEURON, PRUNE).draw(uniforms);
      double[] factors = new double[7];
      Arrays.fill(factors, 1);
      boolean[] offered = new boolean[7];
      for (int step = 0; step < signed.order().length; step++) {
        int chosen = signed.order()[step];
        double score = signed.scores()[step];
        for (int unit = 0; unit < 7; unit++) {
          if (!offered[unit]) {
            double change = expectedChange(problem, factors, unit);
            if (unit == chosen) {
              assertThat(score).isCloseTo(change, within(1e-10));
            }
            assertThat(score).isLessThanOrEqualTo(change + 1e-10);
          }
        }
        offered[chosen] = true;
        factors[chosen] = uniforms[chosen] < 0.4 ? 1 / 0.4 : 0;
      }
    }
  }

  /** Alike in all but what is compared: of parameters, checks, cost and what it can do. */
  @Test
  void hasTheParametersOfGreedy() {
    for (Ordering ordering : List.of(EXACT, new Ordering.Refresh(0.1), new Ordering.Static())) {
      Greedy greedy = new Greedy(0.7, ordering);
      GreedySigned signed = new GreedySigned(0.7, ordering);
      assertThat(signed.name()).isEqualTo("greedy-signed");
      assertThat(signed.parameters()).isEqualTo(greedy.parameters());
      assertThat(signed.offered()).isEqualTo(greedy.offered());
      assertThat(signed.random()).isTrue();
      for (Role role : Role.values()) {
        for (Unit unit : Unit.values()) {
          for (Scheme scheme : List.of(PRUNE, new Scheme.Quantize(3))) {
            assertThat(signed.supports(role, unit, scheme))
                .isEqualTo(greedy.supports(role, unit, scheme))
                .isEqualTo(unit == Unit.WEIGHT || scheme == PRUNE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void alphaLiesBetweenZeroAndOne(double alpha) {
    assertThatThrownBy(() -> new GreedySigned(alpha, EXACT))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is %s, expected a number strictly between 0 and 1", alpha);
  }

  /** Without a residual no change is expected to lower the loss at the first step. */
  @Test
  void theFirstStepIsGreedysWhereEarlierLayersAreAsTheyWere() {
    for (int i = 0; i < 20; i++) {
      Network network =
          new Network(
              List.of(
                  new Dense(Nets.gaussian(random, 5, 4, 0.8), Activation.TANH),
                  new Dense(Nets.gaussian(random, 3, 5, 0.8), Activation.IDENTITY)));
      Activations inputs = Activations.of(Nets.gaussian(random, 20, 4, 1));
      LayerProblem problem = LayerProblem.of(network, 1, Role.BLOCK, inputs, inputs);
      for (Unit unit : Unit.values()) {
        double[] uniforms = random.doubles(problem.units(unit)).toArray();
        LayerOutcome greedy = new Greedy(0.7, EXACT).plan(problem, unit, PRUNE).draw(uniforms);
        LayerOutcome signed =
            new GreedySigned(0.7, EXACT).plan(problem, unit, PRUNE).draw(uniforms);
        assertThat(signed.order()[0]).isEqualTo(greedy.order()[0]);
        assertThat(signed.scores()[0]).isEqualTo(greedy.scores()[0]).isPositive();
      }
    }
  }

  @Test
  void scoresAreSizesOrTheChangesThemselves() {
    for (double change : new double[] {2, -2, 0, Double.MIN_VALUE, -1e300}) {
      assertThat(Score.ABSOLUTE.of(change)).isEqualTo(Math.max(change, -change));
      assertThat(Score.SIGNED.of(change)).isEqualTo(change);
    }
    // What has overflowed stays so, in either.
    assertThat(Score.ABSOLUTE.of(Double.NaN)).isNaN();
    assertThat(Score.SIGNED.of(Double.NaN)).isNaN();
  }

  private static double expectedChange(LayerProblem problem, double[] factors, int unit) {
    double[] changed = factors.clone();
    double now = psi(problem, changed);
    changed[unit] = 1 / 0.4;
    double high = psi(problem, changed);
    changed[unit] = 0;
    return 0.4 * high + 0.6 * psi(problem, changed) - now;
  }

  private static double psi(LayerProblem problem, double[] factors) {
    Layer scaled = problem.layer().scaleOutputs(factors);
    return problem.psi(List.of(scaled))[0];
  }
}
