package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class DerandomizedTest {
  private final RandomGenerator random = Nets.random(13);

  /** A layer whose units enter linearly, and what its choices start from. */
  private record Linear(LayerCase layer, Replacement replacement, int[] order) {
    static Linear random(RandomGenerator random, int i, int most) {
      Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
      Role role = i % 4 < 3 ? Role.WIDE : Role.BLOCK;
      int inputs = random.nextInt(1, most);
      int rows = random.nextInt(1, most);
      LayerCase c = LayerCase.random(random, role, unit, Activation.RELU, inputs, rows);
      Replacement replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      int[] order = UnitGroups.order(c.problem(), unit, replacement);
      int offered = random.nextInt(order.length + 1);
      return new Linear(c, replacement, Arrays.copyOf(order, offered));
    }

    LayerProblem problem() {
      return layer.problem();
    }

    QuadraticState start() {
      UnitGroups groups = UnitGroups.shared(problem(), layer.unit());
      return QuadraticState.start(problem(), layer.unit(), groups, replacement, order);
    }

    double variance(int unit) {
      return replacement.variance(value(unit));
    }

    double value(int unit) {
      return UnitGroups.shared(problem(), layer.unit()).values()[unit];
    }

    /** What independent draws add to Psi on average: from a change of one unit alone. */
    double psiAdded() {
      double sum = 0;
      for (int unit : order) {
        double zero = psi(unit, 0);
        double here = psi(unit, 1);
        double there = psi(unit, 2);
        // Half the second difference of a quadratic function by the unit's factor.
        double curvature = (there - 2 * here + zero) / 2;
        double factor = value(unit) == 0 ? 0 : variance(unit) / (value(unit) * value(unit));
        sum += factor * curvature;
      }
      return sum;
    }

    private double psi(int unit, double factor) {
      double[] factors = new double[layer.units()];
      Arrays.fill(factors, 1);
      factors[unit] = factor;
      return problem().psi(List.of(scaled(factors)))[0];
    }

    /** The layer with its units at these factors of themselves. */
    Layer scaled(double[] factors) {
      Layer dense = problem().layer();
      if (layer.unit() == Unit.NEURON) {
        return problem().role() == Role.WIDE
            ? dense.scaleInputs(factors)
            : dense.scaleOutputs(factors);
      }
      R064Store weights = dense.weights().copy();
      int columns = dense.inputs();
      for (int u = 0; u < factors.length; u++) {
        double w = weights.doubleValue(u / columns, u % columns);
        weights.set(u / columns, u % columns, w * factors[u]);
      }
      return dense.withWeights(weights, dense.bias());
    }

    /** The layer of these choices. */
    double psi(boolean[] high) {
      double[] scores = new double[order.length];
      UnitChoices choices = new UnitChoices(problem(), layer.unit(), replacement, order, scores);
      return problem().psi(List.of(choices.outcome(high).layer()))[0];
    }

    /** Whether a unit of a compressed layer has a value that is not 0. */
    boolean isKept(int unit, Layer compressed) {
      R064Store weights = compressed.weights();
      R064Store dense = problem().layer().weights();
      int columns = dense.getColDim();
      boolean column = problem().role() == Role.WIDE;
      for (int k = 0; k < weights.data.length; k++) {
        int row = k % dense.getRowDim();
        int at = k / dense.getRowDim();
        int owner = layer.unit() == Unit.WEIGHT ? row * columns + at : column ? at : row;
        if (owner == unit && weights.data[k] != 0) {
          return true;
        }
      }
      return false;
    }

    double expectedKept() {
      return Arrays.stream(order).mapToDouble(u -> replacement.probability(value(u))).sum();
    }
  }

  /** The theorem, over 1,000 random layers and prices of a kept unit. */
  @Test
  void neverExceedsTheExpectation() {
    for (int i = 0; i < 1000; i++) {
      Linear c = Linear.random(random, i, 7);
      double expected = c.problem().psiStart() + c.psiAdded();
      double mu = random.nextInt(4) == 0 ? 0 : expected * random.nextDouble(-1, 1);
      QuadraticState state = ConditionalExpectations.choose(c.start(), c.order(), mu);
      int kept = ConditionalExpectations.kept(state, c.order());
      assertThat(c.psi(state.high()) + mu * kept)
          .isLessThanOrEqualTo(
              expected + mu * c.expectedKept() + 1e-9 * (expected + Math.abs(mu) + 1e-12));
    }
  }

  /** Each unit in its turn, both of its values evaluated, the others at what they were. */
  @Test
  void choosesAsTheLiteralExpectationsSay() {
    for (int i = 0; i < 200; i++) {
      Linear c = Linear.random(random, i, 6);
      double mu = c.problem().psiStart() * random.nextDouble(-0.1, 0.1);
      QuadraticState state = ConditionalExpectations.choose(c.start(), c.order(), mu);
      double[] factors = new double[c.layer().units()];
      Arrays.fill(factors, 1);
      for (int unit : c.order()) {
        double w = c.value(unit);
        if (w == 0) {
          continue;
        }
        double[] psi = new double[2];
        for (int k = 0; k < 2; k++) {
          factors[unit] = (k == 0 ? c.replacement().low(w) : c.replacement().high(w)) / w;
          psi[k] = c.problem().psi(List.of(c.scaled(factors)))[0] + k * mu;
        }
        boolean high = state.high()[unit];
        // What was chosen is the lower of the two, up to rounding.
        assertThat(high ? psi[1] - psi[0] : psi[0] - psi[1])
            .isLessThanOrEqualTo(1e-9 * (psi[0] + psi[1]) + 1e-12);
        factors[unit] = (high ? c.replacement().high(w) : c.replacement().low(w)) / w;
      }
    }
  }

  /** The budget is met, and no exchange of a kept unit for a removed one lowers Psi. */
  @Test
  void meetsTheBudgetWhereNoSwapHelps() {
    for (int i = 0; i < 150; i++) {
      Linear c = Linear.random(random, i, 6);
      if (!(c.layer().scheme() instanceof Scheme.Prune prune)) {
        continue;
      }
      LayerOutcome outcome = c.layer().plan(new Derandomized(0.8)).draw(new double[0]);
      int offered = Budget.offered(0.8, c.layer().units());
      int zeros = Budget.zeros(0.8, c.layer().units(), prune);
      Linear chosen = new Linear(c.layer(), c.replacement(), outcome.order());
      boolean[] high = new boolean[c.layer().units()];
      boolean[] dead = new boolean[high.length];
      for (int unit = 0; unit < high.length; unit++) {
        high[unit] = chosen.isKept(unit, outcome.layer());
        dead[unit] = !chosen.isKept(unit, c.problem().layer());
      }
      assertThat(outcome.order()).hasSize(offered);
      long removed = Arrays.stream(outcome.order()).filter(unit -> !high[unit]).count();
      long zeroBefore = Arrays.stream(outcome.order()).filter(unit -> dead[unit]).count();
      assertThat(removed).isEqualTo(Math.max(zeros, zeroBefore));
      double psi = chosen.psi(high);
      for (int kept : outcome.order()) {
        for (int dropped : outcome.order()) {
          if (high[kept] && !high[dropped] && !dead[dropped]) {
            high[kept] = false;
            high[dropped] = true;
            assertThat(chosen.psi(high)).isGreaterThanOrEqualTo(psi * (1 - 1e-9) - 1e-12);
            high[kept] = true;
            high[dropped] = false;
          }
        }
      }
    }
  }

  /** Quantized weights are where no single one should take its other level. */
  @Test
  void quantizesBelowTheExpectation() {
    for (int i = 0; i < 100; i++) {
      LayerCase c =
          LayerCase.random(
              random, Role.WIDE, Unit.WEIGHT, Activation.RELU, random.nextInt(1, 9), 3);
      Scheme scheme = new Scheme.Quantize(random.nextInt(1, 4));
      Replacement replacement = Replacement.of(scheme, c.problem().layer().maxAbsWeight());
      LayerOutcome outcome =
          new Derandomized(0.9).plan(c.problem(), Unit.WEIGHT, scheme).draw(new double[0]);
      Linear chosen =
          new Linear(new LayerCase(c.problem(), Unit.WEIGHT, scheme), replacement, outcome.order());
      double psi = c.problem().psi(List.of(outcome.layer()))[0];
      double expected = c.problem().psiStart() + Arrays.stream(outcome.scores()).sum();
      assertThat(psi).isLessThanOrEqualTo(expected * (1 + 1e-9) + 1e-12);
      R064Store weights = outcome.layer().weights();
      for (int unit : outcome.order()) {
        int row = unit / c.problem().layer().inputs();
        int column = unit % c.problem().layer().inputs();
        double now = weights.doubleValue(row, column);
        double w = chosen.value(unit);
        double high = replacement.high(w);
        double other = now == high ? replacement.low(w) : high;
        assertThat(now).isIn(high, replacement.low(w));
        R064Store flipped = weights.copy();
        flipped.set(row, column, other);
        assertThat(
                c.problem()
                    .psi(
                        List.of(
                            c.problem().layer().withWeights(flipped, c.problem().layer().bias())))[
                    0])
            .isGreaterThanOrEqualTo(psi * (1 - 1e-9) - 1e-12);
      }
    }
  }

  @Test
  void refusesSingleWeightsInB() {
    LayerCase c = LayerCase.random(random, Role.BLOCK, Unit.WEIGHT, Activation.TANH, 3, 3);
    assertThatThrownBy(() -> c.plan(new Derandomized(0.9)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("no expectation in closed form");
  }

  /** Neurons that bend: the quadratic form is Psi's second-order expansion but for curvature. */
  @Test
  void meetsTheBudgetToFirstOrder() {
    for (int i = 0; i < 30; i++) {
      LayerCase c = LayerCase.random(random, Role.BLOCK, Unit.NEURON, Activation.TANH, 4, 7);
      LayerOutcome outcome = c.plan(new Derandomized(0.8)).draw(new double[0]);
      Linear chosen = new Linear(c, Replacement.of(c.scheme(), 1), outcome.order());
      long removed =
          Arrays.stream(outcome.order())
              .filter(unit -> !chosen.isKept(unit, outcome.layer()))
              .count();
      assertThat(removed).isGreaterThanOrEqualTo(Budget.zeros(0.8, 7, (Scheme.Prune) c.scheme()));
    }
  }

  /** To first order in the factors, Psi grows by twice the correlation. */
  @Test
  void correlationIsHalfTheGradient() {
    for (int i = 0; i < 60; i++) {
      Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
      Role role = i % 4 < 3 ? Role.WIDE : Role.BLOCK;
      Activation activation = role == Role.BLOCK ? Activation.TANH : Activation.RELU;
      LayerCase c = LayerCase.random(random, role, unit, activation, 4, 5);
      double[] correlation = Correlation.of(c.problem(), unit);
      Linear linear = new Linear(c, Replacement.of(c.scheme(), 1), new int[0]);
      for (int u = 0; u < c.units(); u++) {
        double step = 1e-5;
        double slope = (linear.psi(u, 1 + step) - linear.psi(u, 1 - step)) / (2 * step);
        assertThat(2 * correlation[u] * linear.value(u))
            .isCloseTo(slope, within(1e-6 * (1 + c.problem().psiStart())));
      }
    }
  }
}
