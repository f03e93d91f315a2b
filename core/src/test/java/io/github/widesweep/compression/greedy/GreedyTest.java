package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** The paper's method as a value: its parameters, what it offers, and what it refuses. */
class GreedyTest {
  private static final Greedy EXACT = new Greedy(0.9, new Ordering.Exact());

  @Test
  void countsAreExactDecimals() {
    assertThat(new Greedy(0.29, new Ordering.Exact()).steps(100)).isEqualTo(29);
    assertThat(EXACT.steps(45)).isEqualTo(40);
    assertThat(new Greedy(0.57, new Ordering.Exact()).steps(100)).isEqualTo(57);
    assertThat(EXACT.steps(0)).isZero();
    // In binary 0.07 x 100 is a little more than 7.
    assertThat(new Ordering.Refresh(0.07).period(100)).isEqualTo(7);
    assertThat(new Ordering.Refresh(0.05).period(1152)).isEqualTo(58);
    assertThat(new Ordering.Refresh(1e-9).period(5)).isEqualTo(1);
    assertThat(new Ordering.Static().period(12)).isEqualTo(12);
    assertThat(new Ordering.Static().period(0)).isEqualTo(1);
    assertThat(new Ordering.Exact().period(12)).isEqualTo(1);
  }

  @Test
  void parametersStandInRunIdsForGood() {
    assertThat(EXACT.name()).isEqualTo("greedy");
    assertThat(EXACT.parameters())
        .containsExactly(
            new Method.Parameter("alpha", 0.9), new Method.Parameter("ordering", "exact"));
    assertThat(new Greedy(0.5, new Ordering.Refresh(0.05)).parameters())
        .contains(new Method.Parameter("ordering", "refresh 0.05"));
    assertThat(new Greedy(0.5, new Ordering.Static()).parameters())
        .contains(new Method.Parameter("ordering", "static"));
    assertThat(EXACT.offered()).isEqualTo(0.9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void alphaLiesBetweenZeroAndOne(double alpha) {
    assertThatThrownBy(() -> new Greedy(alpha, new Ordering.Exact()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is %s, expected a number strictly between 0 and 1", alpha);
  }

  @Test
  void anOrderingIsRequired() {
    assertThatThrownBy(() -> new Greedy(0.5, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("ordering is null, expected exact, static or {refresh: FRACTION}");
  }

  /** Whole units are pruned; single weights are rounded too. */
  @Test
  void roundingIsForSingleWeights() {
    for (Role role : Role.values()) {
      assertThat(EXACT.supports(role, Unit.WEIGHT, new Scheme.Prune(0.5))).isTrue();
      assertThat(EXACT.supports(role, Unit.WEIGHT, new Scheme.Quantize(2))).isTrue();
      assertThat(EXACT.supports(role, Unit.NEURON, new Scheme.Prune(0.5))).isTrue();
      assertThat(EXACT.supports(role, Unit.NEURON, new Scheme.Quantize(2))).isFalse();
    }
    assertThat(EXACT.random()).isTrue();
  }

  /** As many units as the fraction says are offered, each once; all others stay as they are. */
  @Test
  void unitsNotOfferedKeepTheirWeights() {
    RandomGenerator random = Nets.random(6);
    Network network = Nets.network(random, List.of(Activation.RELU), 4, 5, 3);
    Activations inputs = Activations.of(Nets.gaussian(random, 15, 4, 1));
    for (Role role : Role.values()) {
      for (Ordering ordering :
          List.of(new Ordering.Exact(), new Ordering.Refresh(0.3), new Ordering.Static())) {
        for (double alpha : new double[] {0.04, 0.33, 0.99}) {
          Greedy greedy = new Greedy(alpha, ordering);
          LayerProblem problem = LayerProblem.of(network, 1, role, inputs, inputs);
          double[] uniforms = random.doubles(20).toArray();
          LayerOutcome outcome =
              greedy.plan(problem, Unit.WEIGHT, new Scheme.Prune(0.5)).draw(uniforms);
          assertThat(outcome.order()).hasSize(greedy.steps(20)).doesNotHaveDuplicates();
          for (int unit = 0; unit < 20; unit++) {
            double w = network.layer(1).weights().doubleValue(unit / 4, unit % 4);
            double drawn = outcome.layer().weights().doubleValue(unit / 4, unit % 4);
            int asked = unit;
            boolean offered = Arrays.stream(outcome.order()).anyMatch(u -> u == asked);
            double expected = uniforms[unit] < 0.5 ? 2 * w : 0;
            assertThat(drawn).isEqualTo(offered ? expected : w);
          }
        }
      }
    }
  }

  @Test
  void oneOrderServesEveryKeepProbability() {
    LayerProblem problem = wide(Nets.random(1), 7, 9);
    int[] order = null;
    for (double p : new double[] {0.01, 0.3, 0.7}) {
      LayerPlan plan = EXACT.plan(problem, Unit.WEIGHT, new Scheme.Prune(p));
      int[] its = plan.draw(new double[63]).order();
      assertThat(its).hasSize(56).doesNotHaveDuplicates();
      assertThat(order == null ? its : order).isEqualTo(its);
      order = its;
    }
  }

  /** Draws of one plan neither see nor change each other. */
  @Test
  void drawsOfAPlanAreIndependent() {
    RandomGenerator random = Nets.random(2);
    Network network = Nets.network(random, List.of(Activation.TANH), 5, 6, 4);
    R064Store samples = Nets.gaussian(random, 20, 5, 1);
    for (Role role : Role.values()) {
      for (Unit unit : Unit.values()) {
        Activations inputs = Activations.of(samples);
        LayerProblem problem = LayerProblem.of(network, 1, role, inputs, inputs);
        int units = problem.units(unit);
        double[] first = random.doubles(units).toArray();
        double[] second = random.doubles(units).toArray();
        LayerPlan plan = EXACT.plan(problem, unit, new Scheme.Prune(0.4));
        double[] before = plan.draw(first).layer().weights().data;
        plan.draw(second);
        assertThat(plan.draw(first).layer().weights().data).containsExactly(before);
        assertThat(network.layer(1).weights().data).containsExactly(problem.layer().weights().data);
      }
    }
  }

  @Test
  void singleWeightsOfConvolutionsAreRefused() {
    RandomGenerator random = Nets.random(3);
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 2, 9, 1), 3, 4, Activation.RELU),
                new Dense(Nets.gaussian(random, 3, 32, 1), Activation.IDENTITY)));
    Activations inputs = Activations.of(Nets.gaussian(random, 5, 16, 1));
    for (Role role : Role.values()) {
      LayerProblem problem = LayerProblem.of(network, 1, role, inputs, inputs);
      assertThatThrownBy(() -> EXACT.plan(problem, Unit.WEIGHT, new Scheme.Prune(0.4)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("layer 1 is no dense layer");
    }
  }

  @Test
  void blocksThatProjectTheirOwnActivationsAreRefused() {
    RandomGenerator random = Nets.random(4);
    Network free = Nets.network(random, List.of(Activation.TANH), 3, 4, 2);
    Network projected = free.withLayer(1, free.layer(1).withRadius(2));
    R064Store samples = Nets.gaussian(random, 5, 3, 1);
    assertThatThrownBy(() -> Compressor.of(projected, samples, Target.parse("B1")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("B1")
        .hasMessageContaining("Propositions 21, 22 and 25");
    assertThat(Compressor.of(projected, samples, Target.parse("W1"))).isNotNull();
  }

  private static LayerProblem wide(RandomGenerator random, int inputs, int outputs) {
    Network network = Nets.network(random, List.of(Activation.RELU), inputs, outputs);
    Activations samples = Activations.of(Nets.gaussian(random, 30, inputs, 1));
    return LayerProblem.of(network, 1, Role.WIDE, samples, samples);
  }
}
