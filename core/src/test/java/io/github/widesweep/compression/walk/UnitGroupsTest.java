package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Layer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** The quadratic form of a layer's groups, against {@code Psi} itself. */
class UnitGroupsTest {
  private final RandomGenerator random = Nets.random(81);

  private LayerCase random(int i, Activation activation) {
    Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
    Role role = i % 4 < 2 ? Role.WIDE : Role.BLOCK;
    return LayerCase.random(
        random, role, unit, activation, random.nextInt(1, 7), random.nextInt(1, 7));
  }

  /** The layer with changes of its units' values added. */
  private static Layer changed(LayerCase c, double[] d) {
    Layer layer = c.problem().layer();
    if (c.unit() == Unit.NEURON) {
      double[] factors = Arrays.stream(d).map(each -> 1 + each).toArray();
      return c.problem().role() == Role.WIDE
          ? layer.scaleInputs(factors)
          : layer.scaleOutputs(factors);
    }
    R064Store weights = layer.weights().copy();
    int columns = weights.getColDim();
    for (int u = 0; u < d.length; u++) {
      int row = u / columns;
      weights.set(row, u % columns, weights.doubleValue(row, u % columns) + d[u]);
    }
    return layer.withWeights(weights, layer.bias());
  }

  private static double psi(LayerCase c, double[] d) {
    return c.problem().psi(List.of(changed(c, d)))[0];
  }

  private static double form(UnitGroups groups, int group, double[] d) {
    R064Store gram = groups.gram().apply(group);
    double sum = 0;
    for (int i = 0; i < groups.size(); i++) {
      for (int j = 0; j < groups.size(); j++) {
        sum += d[group * groups.size() + i] * d[group * groups.size() + j] * gram.doubleValue(i, j);
      }
    }
    return sum;
  }

  /** {@code (Psi(d) + Psi(-d)) / 2 - Psi(0) = d^T G d}: what is linear in d cancels. */
  @Test
  void changesWithinAGroupAddTheQuadraticForm() {
    for (int i = 0; i < 80; i++) {
      LayerCase c = random(i, Activation.IDENTITY);
      UnitGroups groups = UnitGroups.shared(c.problem(), c.unit());
      assertThat(groups.exact()).isTrue();
      assertThat(groups.count() * groups.size()).isEqualTo(groups.units()).isEqualTo(c.units());
      int group = random.nextInt(groups.count());
      double[] d = new double[c.units()];
      for (int u = 0; u < d.length; u++) {
        d[u] = groups.group(u) == group ? random.nextDouble(-0.9, 0.9) : 0;
      }
      double[] back = Arrays.stream(d).map(each -> -each).toArray();
      double added = (psi(c, d) + psi(c, back)) / 2 - c.problem().psiStart();
      double scale = 1 + psi(c, d);
      assertThat(form(groups, group, d)).isCloseTo(added, within(1e-10 * scale));
    }
  }

  @Test
  void energiesAreTheDiagonalsAndOnlyLinearUnitsAreExact() {
    for (int i = 0; i < 40; i++) {
      LayerCase c = random(i, Activation.TANH);
      UnitGroups groups = UnitGroups.shared(c.problem(), c.unit());
      assertThat(groups.exact()).isEqualTo(c.problem().role() == Role.WIDE);
      for (int u = 0; u < groups.units(); u++) {
        int k = u % groups.size();
        double diagonal = groups.gram().apply(groups.group(u)).doubleValue(k, k);
        assertThat(groups.energies()[u]).isCloseTo(diagonal, within(1e-12 * (1 + diagonal)));
        double value = c.unit() == Unit.NEURON ? 1 : weight(c, u);
        assertThat(groups.values()[u]).isEqualTo(value);
      }
      assertThat(UnitGroups.shared(c.problem(), c.unit())).isSameAs(groups);
    }
  }

  private static double weight(LayerCase c, int unit) {
    R064Store weights = c.problem().layer().weights();
    return weights.doubleValue(unit / weights.getColDim(), unit % weights.getColDim());
  }

  /** Variance times energy ascending, equal ones by index; under pruning whatever p is. */
  @Test
  void orderIsByVarianceTimesEnergy() {
    for (int i = 0; i < 60; i++) {
      LayerCase c = random(i, Activation.RELU);
      UnitGroups groups = UnitGroups.shared(c.problem(), c.unit());
      Replacement replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      int[] order = UnitGroups.order(c.problem(), c.unit(), replacement);
      double[] scores = groups.scores(IntStream.range(0, groups.units()).toArray(), replacement);
      List<Integer> expected =
          IntStream.range(0, groups.units())
              .boxed()
              .sorted(Comparator.comparingDouble(u -> scores[u]))
              .toList();
      double largest = Arrays.stream(scores).max().orElseThrow();
      for (int k = 0; k < order.length; k++) {
        assertThat(scores[order[k]]).isCloseTo(scores[expected.get(k)], within(1e-12 * largest));
      }
      if (c.scheme() instanceof Scheme.Prune) {
        assertThat(UnitGroups.order(c.problem(), c.unit(), new Replacement.Pruning(0.123)))
            .isSameAs(order);
      }
    }
  }

  /** Every offered unit walks or is drawn alone; pivots are those of most effect first. */
  @Test
  void whatWalksHasTwoValuesThatMatter() {
    for (int i = 0; i < 60; i++) {
      LayerCase c = random(i, Activation.RELU);
      UnitGroups groups = UnitGroups.shared(c.problem(), c.unit());
      Replacement replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      int[] all = UnitGroups.order(c.problem(), c.unit(), replacement);
      int[] order = Arrays.copyOf(all, random.nextInt(all.length + 1));
      Designs designs = Designs.of(groups, order, replacement, new Lambda(0.5));
      BitSet walking = new BitSet();
      assertThat(designs.count()).isEqualTo(groups.count());
      for (int g = 0; g < designs.count(); g++) {
        int before = order.length;
        for (int unit : designs.units(g)) {
          assertThat(groups.group(unit)).isEqualTo(g);
          int place =
              IntStream.range(0, order.length)
                  .filter(k -> order[k] == unit)
                  .findFirst()
                  .orElseThrow();
          assertThat(place).isLessThan(before);
          before = place;
          walking.set(unit);
        }
      }
      for (int unit : order) {
        double w = groups.values()[unit];
        double chance = replacement.probability(w);
        boolean matters =
            chance > 0
                && chance < 1
                && replacement.high(w) != replacement.low(w)
                && groups.energies()[unit] > 0;
        assertThat(walking.get(unit)).isEqualTo(matters);
      }
      assertThat(walking.cardinality()).isLessThanOrEqualTo(order.length);
    }
  }
}
