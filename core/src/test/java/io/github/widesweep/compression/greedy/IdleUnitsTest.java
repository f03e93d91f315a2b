package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units that change nothing, one after the other. */
class IdleUnitsTest {
  static List<Replacement> replacements() {
    return List.of(
        new Replacement.Pruning(0.5),
        new Replacement.Rounding(2, 1),
        new Replacement.Rounding(0, 3));
  }

  private static IdleUnits idle(GreedyCase c) {
    Problem problem = c.problem(Score.ABSOLUTE);
    LayerState state = new LayerState(problem);
    return new IdleUnits(problem, Kernels.of(state, new Gradients.Stale(state)));
  }

  /** Weights of whole numbers from -2 to 2 with zeros among them, and a column of zeros. */
  private static GreedyCase withZeroColumn(long seed, Activation activation) {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), activation);
    int samples = c.zh().getRowDim();
    Arrays.fill(c.zh().data, 0, samples, 0);
    return c;
  }

  /** Units whose outcomes both leave every pre-activation as it is, ascending. */
  private static List<Integer> literally(GreedyCase c) {
    List<Integer> units = new ArrayList<>();
    Dense layer = c.layer();
    for (int i = 0; i < layer.outputs(); i++) {
      for (int j = 0; j < layer.inputs(); j++) {
        double w = layer.weights().doubleValue(i, j);
        boolean changes = false;
        for (int s = 0; s < c.zh().getRowDim(); s++) {
          double x = c.zh().doubleValue(s, j);
          changes |= c.replacement().high(w) * x != w * x || c.replacement().low(w) * x != w * x;
        }
        if (!changes) {
          units.add(i * layer.inputs() + j);
        }
      }
    }
    return units;
  }

  @ParameterizedTest
  @MethodSource("replacements")
  void areThoseThatNoOutcomeMoves(Replacement replacement) {
    int found = 0;
    for (int seed = 0; seed < 30; seed++) {
      GreedyCase c = withZeroColumn(seed, Activation.RELU).with(replacement);
      if (replacement.equals(new Replacement.Rounding(0, 3))) {
        // A layer of zeros stays as it is.
        Arrays.fill(c.layer().weights().data, 0);
      }
      IdleUnits idle = idle(c);
      List<Integer> order = new ArrayList<>();
      for (int unit = idle.first(); unit >= 0; unit = idle.first()) {
        order.add(unit);
        idle.remove(unit);
      }
      assertThat(order).isEqualTo(literally(c));
      found += order.size();
    }
    assertThat(found).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void allButTheFirstWait(long seed) {
    RandomGenerator random = Nets.random(seed);
    GreedyCase c = withZeroColumn(seed, Activation.IDENTITY);
    IdleUnits idle = idle(c);
    List<Integer> left = new ArrayList<>(literally(c));
    while (!left.isEmpty()) {
      for (int unit = 0; unit < c.uniforms().length; unit++) {
        boolean waits = left.contains(unit) && unit != left.get(0);
        assertThat(idle.waits(unit)).isEqualTo(waits);
      }
      // The first is taken, or one whose row has overflowed leaves from anywhere.
      int leaves = left.remove(random.nextInt(left.size()));
      idle.remove(leaves);
    }
    assertThat(idle.first()).isEqualTo(-1);
  }

  /** Their scores are 0 with a margin of 0, whatever the residual. */
  @Test
  void kernelsScoreThemZeroToTheBit() {
    for (int seed = 0; seed < 20; seed++) {
      GreedyCase c = withZeroColumn(seed, Activation.RELU);
      Problem problem = c.problem(Score.ABSOLUTE);
      LayerState state = new LayerState(problem);
      Kernels kernels = Kernels.of(state, Gradients.ofResidual(state));
      for (int row = 0; row < problem.rows; row++) {
        kernels.rescore(row, new BitSet());
      }
      for (int unit : literally(c)) {
        assertThat(Math.abs(kernels.value[unit])).isZero();
        assertThat(Math.abs(kernels.exact(unit))).isZero();
        assertThat(kernels.exactMargin).isZero();
      }
    }
  }

  /** A smooth activation is evaluated, so that its margins are not 0 and ties are open. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void thereAreNoneWhereScoresHaveMargins(Activation activation) {
    IdleUnits idle = idle(withZeroColumn(1, activation));
    assertThat(idle.first()).isEqualTo(-1);
    assertThat(idle.waits(0)).isFalse();
  }
}
