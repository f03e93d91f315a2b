package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** States and exchanges against {@code Psi} of the layers they stand for, all choices made. */
class QuadraticStateTest {
  private final RandomGenerator random = Nets.random(91);

  /** All units offered, each of them at its upper or its lower value. */
  private final class Chosen {
    final LayerCase c;
    final UnitGroups groups;
    final Replacement replacement;
    final int[] order;
    final UnitChoices choices;
    final QuadraticState state;

    Chosen(int i) {
      this(
          i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON,
          i % 4 < 3 ? Role.WIDE : Role.BLOCK,
          random.nextInt(1, 6),
          random.nextInt(1, 5));
    }

    Chosen(Unit unit, Role role, int inputs, int rows) {
      c = LayerCase.random(random, role, unit, Activation.RELU, inputs, rows);
      groups = UnitGroups.shared(c.problem(), unit);
      replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      order = UnitGroups.order(c.problem(), unit, replacement);
      choices = new UnitChoices(c.problem(), unit, replacement, order, new double[order.length]);
      state = QuadraticState.start(c.problem(), unit, groups, replacement, order);
      for (int u : order) {
        state.choose(u, random.nextBoolean());
      }
    }

    double psi() {
      return psi(state.high());
    }

    double psi(boolean[] high) {
      return c.problem().psi(List.of(choices.outcome(high).layer()))[0];
    }

    double flipped(int... units) {
      boolean[] high = state.high().clone();
      for (int u : units) {
        high[u] = !high[u];
      }
      return psi(high);
    }

    /** Rounding of sums as large as the largest Psi that was looked at. */
    double rounding(double... psi) {
      return 1e-9 * Arrays.stream(psi).sum() + 1e-12;
    }

    int[] withValue(boolean high) {
      return Arrays.stream(order).filter(u -> state.high()[u] == high).toArray();
    }

    /** Exchanges of all units. */
    Exchanges exchanges() {
      return new Exchanges(state, order, Arrays.stream(groups.scores(order, replacement)).sum());
    }
  }

  @Test
  void gainsAreDifferencesOfPsi() {
    for (int i = 0; i < 40; i++) {
      Chosen chosen = new Chosen(i);
      double before = chosen.psi();
      for (int u : chosen.order) {
        double after = chosen.flipped(u);
        double rounding = chosen.rounding(before, after);
        assertThat(chosen.state.flipGain(u)).isCloseTo(after - before, within(rounding));
        assertThat(chosen.state.gain(u, chosen.state.high()[u])).isZero();
        for (int v : chosen.order) {
          if (u != v && chosen.groups.group(u) == chosen.groups.group(v)) {
            double both = chosen.flipped(u, v);
            double gain =
                chosen.state.flipGain(u) + chosen.state.flipGain(v) + chosen.state.jointGain(u, v);
            assertThat(gain).isCloseTo(both - before, within(chosen.rounding(before, both, after)));
          }
        }
      }
    }
  }

  @Test
  void choosingTwiceOrBackLeavesTheStateAsItWas() {
    for (int i = 0; i < 40; i++) {
      Chosen chosen = new Chosen(i);
      int u = chosen.order[random.nextInt(chosen.order.length)];
      boolean high = chosen.state.high()[u];
      double[] before = Arrays.stream(chosen.order).mapToDouble(chosen.state::flipGain).toArray();
      chosen.state.choose(u, high);
      assertThat(Arrays.stream(chosen.order).mapToDouble(chosen.state::flipGain).toArray())
          .isEqualTo(before);
      double largest = Arrays.stream(before).map(Math::abs).max().orElseThrow();
      double there = Math.abs(chosen.psi()) + Math.abs(chosen.flipped(u));
      chosen.state.choose(u, !high);
      chosen.state.choose(u, high);
      double[] after = Arrays.stream(chosen.order).mapToDouble(chosen.state::flipGain).toArray();
      assertThat(after).containsExactly(before, within(1e-9 * (largest + there) + 1e-12));
      QuadraticState start = chosen.state.restarted();
      assertThat(start.high()).doesNotContain(false);
      assertThat(start.groups()).isSameAs(chosen.groups);
    }
  }

  /** One at a time, always the one of least gain, until as many have their upper value. */
  @Test
  void meetsASurplusByTheLeastGains() {
    for (int i = 0; i < 40; i++) {
      Chosen chosen = new Chosen(i);
      boolean down = random.nextBoolean();
      int most = chosen.withValue(down).length;
      int count = random.nextInt(most + 1);
      boolean[] literal = chosen.state.high().clone();
      for (int k = 0; k < count; k++) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int u : chosen.order) {
          if (literal[u] == down) {
            literal[u] = !down;
            double psi = chosen.psi(literal);
            literal[u] = down;
            if (psi < least) {
              least = psi;
              best = u;
            }
          }
        }
        literal[best] = !down;
      }
      double expected = chosen.psi(literal);
      chosen.exchanges().meet(down ? count : -count);
      assertThat(chosen.withValue(down)).hasSize(most - count);
      assertThat(chosen.psi()).isCloseTo(expected, within(chosen.rounding(expected)));
    }
  }

  /** The number stays, Psi never rises, and afterwards no exchange of any two lowers it. */
  @Test
  void swapsEndWhereNoPairHelps() {
    for (int i = 0; i < 40; i++) {
      Chosen chosen = new Chosen(i);
      double before = chosen.psi();
      int kept = chosen.withValue(true).length;
      chosen.exchanges().swap();
      double after = chosen.psi();
      assertThat(chosen.withValue(true)).hasSize(kept);
      assertThat(after).isLessThanOrEqualTo(before + chosen.rounding(before));
      for (int u : chosen.withValue(true)) {
        for (int v : chosen.withValue(false)) {
          assertThat(chosen.flipped(u, v))
              .isGreaterThanOrEqualTo(after - chosen.rounding(before, after));
        }
      }
    }
  }

  /** Many rows, by the gains that are held to Psi above: within each and between any two. */
  @Test
  void swapsAreExhaustedInAndBetweenManyRows() {
    for (int i = 0; i < 60; i++) {
      Chosen chosen = new Chosen(Unit.WEIGHT, Role.WIDE, 5, 8);
      double before = chosen.psi();
      chosen.exchanges().swap();
      double rounding = chosen.rounding(before);
      for (int u : chosen.withValue(true)) {
        for (int v : chosen.withValue(false)) {
          boolean together = chosen.groups.group(u) == chosen.groups.group(v);
          double gain =
              chosen.state.flipGain(u)
                  + chosen.state.flipGain(v)
                  + (together ? chosen.state.jointGain(u, v) : 0);
          assertThat(gain).isGreaterThanOrEqualTo(-rounding);
        }
      }
    }
  }

  @Test
  void flipsEndWhereNoSingleOneHelps() {
    for (int i = 0; i < 40; i++) {
      Chosen chosen = new Chosen(i);
      double before = chosen.psi();
      chosen.exchanges().flip();
      double after = chosen.psi();
      assertThat(after).isLessThanOrEqualTo(before + chosen.rounding(before));
      for (int u : chosen.order) {
        assertThat(chosen.flipped(u))
            .isGreaterThanOrEqualTo(after - chosen.rounding(before, after));
      }
    }
  }

  /** Weights of choices, entry by entry: chosen values where offered, the dense ones elsewhere. */
  @Test
  void choicesGiveTheirTwoValuesToOfferedUnitsOnly() {
    for (int i = 0; i < 30; i++) {
      Chosen all = new Chosen(i);
      int[] offered = Arrays.copyOf(all.order, random.nextInt(all.order.length + 1));
      UnitChoices choices =
          new UnitChoices(
              all.c.problem(), all.c.unit(), all.replacement, offered, new double[offered.length]);
      boolean[] high = new boolean[all.c.units()];
      for (int u = 0; u < high.length; u++) {
        high[u] = random.nextBoolean();
      }
      var dense = all.c.problem().layer().weights();
      var drawn = choices.outcome(high).layer().weights();
      int columns = dense.getColDim();
      for (int row = 0; row < dense.getRowDim(); row++) {
        for (int column = 0; column < columns; column++) {
          boolean wide = all.c.problem().role() == Role.WIDE;
          int unit = all.c.unit() == Unit.WEIGHT ? row * columns + column : wide ? column : row;
          double w = dense.doubleValue(row, column);
          double expected = w;
          if (Arrays.stream(offered).anyMatch(u -> u == unit)) {
            double factor = all.c.unit() == Unit.WEIGHT ? w : 1;
            double times = all.c.unit() == Unit.WEIGHT ? 1 : w;
            expected =
                high[unit]
                    ? times * all.replacement.high(factor)
                    : times * all.replacement.low(factor);
          }
          assertThat(drawn.doubleValue(row, column)).isEqualTo(expected);
        }
      }
      for (int u = 0; u < high.length; u++) {
        assertThat(choices.isZero(u)).isEqualTo(isZero(all.c, u));
      }
    }
  }

  private static boolean isZero(LayerCase c, int unit) {
    var w = c.problem().layer().weights();
    int columns = w.getColDim();
    for (int k = 0; k < w.getRowDim() * columns; k++) {
      boolean wide = c.problem().role() == Role.WIDE;
      int owner = c.unit() == Unit.WEIGHT ? k : wide ? k % columns : k / columns;
      if (owner == unit && w.doubleValue(k / columns, k % columns) != 0) {
        return false;
      }
    }
    return true;
  }
}
