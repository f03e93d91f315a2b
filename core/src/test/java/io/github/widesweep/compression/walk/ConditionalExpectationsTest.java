package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Conditional expectations by enumeration of every way in which the open units may fall. */
class ConditionalExpectationsTest {
  private final RandomGenerator random = Nets.random(101);

  private static LayerCase layer(RandomGenerator random, int i) {
    Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
    Role role = i % 4 < 3 ? Role.WIDE : Role.BLOCK;
    int[][] shapes = {{3, 2}, {2, 3}, {6, 1}, {1, 5}, {5, 5}};
    int[] shape = unit == Unit.WEIGHT ? shapes[i % 4] : shapes[4];
    return LayerCase.random(random, role, unit, Activation.RELU, shape[0], shape[1]);
  }

  private final class Case {
    final LayerCase c;
    final Replacement replacement;
    final int[] order;
    final UnitChoices choices;
    final QuadraticState start;

    Case(int i) {
      this(layer(random, i));
    }

    Case(LayerCase c) {
      this.c = c;
      Unit unit = c.unit();
      UnitGroups groups = UnitGroups.shared(c.problem(), unit);
      replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      order = UnitGroups.order(c.problem(), unit, replacement);
      choices = new UnitChoices(c.problem(), unit, replacement, order, new double[order.length]);
      start = QuadraticState.start(c.problem(), unit, groups, replacement, order);
    }

    double chance(int unit) {
      double w = c.unit() == Unit.WEIGHT ? weight(unit) : 1;
      return replacement.probability(w);
    }

    private double weight(int unit) {
      var weights = c.problem().layer().weights();
      return weights.doubleValue(unit / weights.getColDim(), unit % weights.getColDim());
    }

    /** {@code E[Psi + mu kept | the first units' choices]}, by all ways of the others. */
    double expectation(boolean[] high, int chosen, double mu) {
      int open = order.length - chosen;
      boolean[] each = high.clone();
      double sum = 0;
      for (int outcome = 0; outcome < 1 << open; outcome++) {
        double chance = 1;
        for (int k = 0; k < open; k++) {
          int unit = order[chosen + k];
          each[unit] = (outcome >> k & 1) == 1;
          chance *= each[unit] ? chance(unit) : 1 - chance(unit);
        }
        if (chance > 0) {
          int kept = 0;
          for (int unit : order) {
            kept += each[unit] ? 1 : 0;
          }
          double psi = c.problem().psi(List.of(choices.outcome(each).layer()))[0];
          sum += chance * (psi + mu * kept);
        }
      }
      return sum;
    }
  }

  /** Unit after unit the expectation falls, or stays; at the end nothing is random. */
  @Test
  void everyChoiceLowersTheExpectation() {
    for (int i = 0; i < 40; i++) {
      Case c = new Case(i);
      double mu = i % 3 == 0 ? 0 : c.c.problem().psiStart() * random.nextDouble(-0.5, 0.5);
      boolean[] high = ConditionalExpectations.choose(c.start, c.order, mu).high();
      double before = c.expectation(high, 0, mu);
      double scale = 1e-9 * (Math.abs(before) + Math.abs(mu) * c.order.length) + 1e-12;
      for (int chosen = 1; chosen <= c.order.length; chosen++) {
        double after = c.expectation(high, chosen, mu);
        assertThat(after).isLessThanOrEqualTo(before + scale);
        // And by no more than the other value would have raised it.
        int unit = c.order[chosen - 1];
        boolean[] other = high.clone();
        other[unit] = !other[unit];
        double mean = high[unit] ? c.chance(unit) : 1 - c.chance(unit);
        double otherwise = c.expectation(other, chosen, mu);
        double averaged = mean * after + (1 - mean) * otherwise;
        assertThat(averaged)
            .isCloseTo(before, within(scale + 1e-9 * (1 - mean) * Math.abs(otherwise)));
        before = after;
      }
    }
  }

  /** Of the choices that are returned, there is one price at which all of them are made. */
  @Test
  void whatIsFoundIsTheChoiceOfOnePrice() {
    int exact = 0;
    int all = 0;
    for (int i = 0; i < 60; i++) {
      Case c = new Case(i);
      for (int kept = 0; kept <= c.order.length; kept++) {
        QuadraticState found = ConditionalExpectations.chooseSoMany(c.start, c.order, kept);
        exact += ConditionalExpectations.kept(found, c.order) == kept ? 1 : 0;
        all++;
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        QuadraticState state = c.start.restarted();
        for (int unit : c.order) {
          // Kept below this price.
          double threshold = state.gain(unit, false) - state.gain(unit, true);
          boolean high = found.high()[unit];
          least = high ? least : Math.max(least, threshold);
          most = high ? Math.min(most, threshold) : most;
          state.choose(unit, high);
        }
        assertThat(least).isLessThanOrEqualTo(most + 1e-9 * (1 + Math.abs(most)));
      }
    }
    // Equal units, and those that others' choices bring back, are why it is not always.
    assertThat(exact).isGreaterThan(all * 7 / 10);
  }

  /** One input a sample: weights do not act on each other, and any number of them can be kept. */
  @Test
  void anyNumberOfUnitsThatDoNotInteractIsMet() {
    for (int trial = 0; trial < 10; trial++) {
      R064Store samples = LinearAlgebra.zeros(5, 5);
      for (int s = 0; s < 5; s++) {
        samples.set(s, s, Math.exp(random.nextDouble(-3, 3)));
      }
      Dense layer = new Dense(Nets.gaussian(random, 2, 5, 1), Activation.IDENTITY);
      Activations inputs = Activations.of(samples);
      LayerProblem problem =
          LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, inputs, inputs);
      // Below p = 1/2 dropping moves a weight less than keeping it does.
      Replacement replacement = new Replacement.Pruning(random.nextDouble(0.1, 0.9));
      UnitGroups groups = UnitGroups.shared(problem, Unit.WEIGHT);
      int[] order = UnitGroups.order(problem, Unit.WEIGHT, replacement);
      QuadraticState start = QuadraticState.start(problem, Unit.WEIGHT, groups, replacement, order);
      for (int kept = 0; kept <= 10; kept++) {
        QuadraticState state = ConditionalExpectations.chooseSoMany(start, order, kept);
        assertThat(ConditionalExpectations.kept(state, order)).isEqualTo(kept);
      }
    }
  }

  /** Where as many are kept as on average, the price falls out: Psi is at most its expectation. */
  @Test
  void psiIsAtMostExpectedWhereTheAverageNumberIsKept() {
    int met = 0;
    for (int trial = 0; trial < 30; trial++) {
      Dense layer = new Dense(Nets.gaussian(random, 2, 4, 1), Activation.IDENTITY);
      Activations inputs = Activations.of(Nets.gaussian(random, 9, 4, 1));
      LayerProblem problem =
          LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, inputs, inputs);
      Case c = new Case(new LayerCase(problem, Unit.WEIGHT, new Scheme.Prune(0.25)));
      QuadraticState state = ConditionalExpectations.chooseSoMany(c.start, c.order, 2);
      if (ConditionalExpectations.kept(state, c.order) == 2) {
        double psi = problem.psi(List.of(c.choices.outcome(state.high()).layer()))[0];
        assertThat(psi).isLessThanOrEqualTo(c.expectation(state.high(), 0, 0) * (1 + 1e-9));
        met++;
      }
    }
    assertThat(met).isGreaterThan(15);
  }

  /** Nothing is worth keeping at a great price, and nothing is dropped at a great reward. */
  @Test
  void greatPricesDecideEverything() {
    for (int i = 0; i < 20; i++) {
      Case c = new Case(i);
      QuadraticState none = ConditionalExpectations.choose(c.start, c.order, 1e18);
      QuadraticState all = ConditionalExpectations.choose(c.start, c.order, -1e18);
      assertThat(ConditionalExpectations.kept(none, c.order)).isZero();
      assertThat(ConditionalExpectations.kept(all, c.order)).isEqualTo(c.order.length);
      assertThat(ConditionalExpectations.kept(c.start, c.order)).isEqualTo(c.order.length);
      assertThat(ConditionalExpectations.kept(all, new int[0])).isZero();
      // The start is left alone.
      assertThat(Arrays.stream(c.order).mapToDouble(u -> c.start.gain(u, true)).toArray())
          .isEqualTo(
              Arrays.stream(c.order).mapToDouble(u -> c.start.restarted().gain(u, true)).toArray());
    }
  }
}
