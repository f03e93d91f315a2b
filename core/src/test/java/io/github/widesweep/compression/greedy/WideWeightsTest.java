package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** The order of a W layer's weights against evaluation of {@code Psi}, and against a B layer's. */
class WideWeightsTest {
  static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  private static LayerProblem problem(GreedyCase c) {
    Network network = new Network(List.of(c.layer()));
    Activations z = Activations.of(c.z());
    Activations zh = Arrays.equals(c.z().data, c.zh().data) ? z : Activations.of(c.zh());
    return LayerProblem.of(network, 1, Role.WIDE, z, zh);
  }

  private static WideWeights plan(GreedyCase c) {
    return new WideWeights(problem(c), c.replacement(), c.steps());
  }

  private static double weight(Dense layer, int unit) {
    return layer.weights().doubleValue(unit / layer.inputs(), unit % layer.inputs());
  }

  private static Dense with(Dense layer, int unit, double value) {
    R064Store weights = layer.weights().copy();
    weights.set(unit / layer.inputs(), unit % layer.inputs(), value);
    return layer.withWeights(weights);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyStepTakesTheLeastExpectedChangeOfPsi(int seed) {
    GreedyCase c = GreedyCase.random(Nets.random(seed), Activation.RELU, 5);
    LayerProblem problem = problem(c);
    LayerOutcome drawn = plan(c).draw(c.uniforms());
    assertThat(drawn.order()).hasSize(c.steps()).doesNotHaveDuplicates();
    boolean[] offered = new boolean[c.uniforms().length];
    Dense now = c.layer();
    for (int step = 0; step < c.steps(); step++) {
      int taken = drawn.order()[step];
      double psi = problem.psi(List.of(now))[0];
      double room = 1e-11 * (1 + psi);
      for (int unit = 0; unit < offered.length; unit++) {
        if (offered[unit]) {
          continue;
        }
        double w = weight(now, unit);
        double p = c.replacement().probability(w);
        double high = problem.psi(List.of(with(now, unit, c.replacement().high(w))))[0];
        double low = problem.psi(List.of(with(now, unit, c.replacement().low(w))))[0];
        double score = Math.abs(p * high + (1 - p) * low - psi);
        assertThat(drawn.scores()[step]).isLessThanOrEqualTo(score + room);
        if (unit == taken) {
          assertThat(drawn.scores()[step]).isCloseTo(score, within(room));
        }
      }
      offered[taken] = true;
      double w = weight(now, taken);
      now = with(now, taken, c.replacement().draw(w, c.uniforms()[taken]));
    }
    assertThat(drawn.layer().weights().data).isEqualTo(now.weights().data);
    LiteralUnits.requireCounts(drawn);
  }

  /**
   * A layer in B without activation, looked at through the unit matrix, is the layer in W: with
   * {@code E_t d = 0} its scores do not depend on the draws either.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void aLinearLayerSeenThroughTheUnitMatrixIsRankedAsInB(int seed) {
    RandomGenerator random = Nets.random(seed);
    GreedyCase c =
        seed % 2 == 0
            ? GreedyCase.ofWholeNumbers(random, Activation.IDENTITY)
            : GreedyCase.random(random, Activation.IDENTITY, 9);
    int rows = c.layer().outputs();
    for (double scale : new double[] {1, 0x1p-20}) {
      R064Store unit = LinearAlgebra.zeros(rows, rows);
      for (int i = 0; i < rows; i++) {
        unit.set(i, i, scale);
      }
      GreedyCase seen =
          new GreedyCase(
              c.layer(),
              new Dense(unit, Activation.IDENTITY),
              c.z(),
              c.zh(),
              c.replacement(),
              c.steps(),
              c.uniforms());
      LayerOutcome wide = plan(c).draw(c.uniforms());
      for (Ordering ordering : List.of(new Ordering.Exact(), new Ordering.Refresh(0.2))) {
        BlockWeights.Drawn block = seen.draw(ordering);
        assertThat(block.order()).isEqualTo(wide.order());
        assertThat(block.weights().data).isEqualTo(wide.layer().weights().data);
        for (int step = 0; step < c.steps(); step++) {
          double score = wide.scores()[step];
          assertThat(block.scores()[step] / scale / scale)
              .isCloseTo(score, within(1e-12 * (1 + score)));
        }
      }
    }
  }

  /** {@code E Psi} over all outcomes is what it starts from and the sum of the scores. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void psiAddedIsTheMeanOverAllOutcomes(int seed) {
    GreedyCase all = GreedyCase.random(Nets.random(seed), Activation.TANH, 4);
    int units = all.uniforms().length;
    GreedyCase c =
        new GreedyCase(
            all.layer(),
            all.next(),
            all.z(),
            all.zh(),
            all.replacement(),
            Math.min(units, 7),
            all.uniforms());
    LayerProblem problem = problem(c);
    WideWeights plan = plan(c);
    double[] chances = new double[units];
    Arrays.setAll(chances, unit -> c.replacement().probability(weight(c.layer(), unit)));
    int[] order = plan.draw(c.uniforms()).order();
    double mean = LiteralUnits.meanPsi(problem, order, u -> plan.draw(u).layer(), chances);
    double expected = problem.psiStart() + plan.psiAdded();
    assertThat(mean).isCloseTo(expected, within(1e-11 * (1 + expected)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void variancesAreThoseOfOfferedUnits(int seed) {
    GreedyCase c = GreedyCase.random(Nets.random(seed), Activation.RELU, 6);
    WideWeights plan = plan(c);
    double[] expected = new double[c.uniforms().length];
    for (int unit : plan.draw(c.uniforms()).order()) {
      expected[unit] = c.replacement().variance(weight(c.layer(), unit));
    }
    assertThat(plan.variances().orElseThrow()).isEqualTo(expected);
  }

  /** A uniform below the chance takes the first outcome, the chance itself the second. */
  @ParameterizedTest
  @MethodSource("seeds")
  void uniformsAreComparedWithChancesToTheBit(int seed) {
    GreedyCase c = GreedyCase.random(Nets.random(seed), Activation.RELU, 6);
    WideWeights plan = plan(c);
    int units = c.uniforms().length;
    double[] chances = new double[units];
    Arrays.setAll(chances, unit -> c.replacement().probability(weight(c.layer(), unit)));
    double[] below = Arrays.stream(chances).map(p -> Math.max(0, Math.nextDown(p))).toArray();
    LayerOutcome at = plan.draw(chances);
    LayerOutcome under = plan.draw(below);
    boolean[] offered = new boolean[units];
    for (int unit : at.order()) {
      offered[unit] = true;
    }
    for (int unit = 0; unit < units; unit++) {
      double w = weight(c.layer(), unit);
      double high = chances[unit] > 0 ? c.replacement().high(w) : c.replacement().low(w);
      assertThat(weight((Dense) at.layer(), unit))
          .isEqualTo(offered[unit] ? c.replacement().low(w) : w);
      assertThat(weight((Dense) under.layer(), unit)).isEqualTo(offered[unit] ? high : w);
    }
  }

  /** Of equal sizes the lowest row-major index comes first, in whatever order moments are added. */
  @Test
  void tiesGoByRowMajorIndex() {
    for (int seed = 0; seed < 10; seed++) {
      RandomGenerator random = Nets.random(seed);
      R064Store x = LinearAlgebra.zeros(201, 3);
      for (int s = 0; s < 201; s++) {
        double value = random.nextGaussian();
        // Columns 0 and 2 have equal moments, that of column 1 is four times as large.
        x.set(s, 0, value);
        x.set(200 - s, 2, -value);
        x.set(s, 1, 2 * value);
      }
      R064Store weights = LinearAlgebra.zeros(4, 3);
      Arrays.setAll(weights.data, k -> random.nextBoolean() ? 0.3 : -0.3);
      Dense layer = new Dense(weights, Activation.IDENTITY);
      double[] uniforms = new double[12];
      Replacement pruning = new Replacement.Pruning(0.7);
      GreedyCase c = new GreedyCase(layer, layer, x, x, pruning, 12, uniforms);
      assertThat(plan(c).draw(uniforms).order())
          .containsExactly(0, 2, 3, 5, 6, 8, 9, 11, 1, 4, 7, 10);
    }
  }

  /** Plans of one problem share what does not depend on p; what they share they do not change. */
  @Test
  void plansOfOneProblemNeitherSeeNorChangeEachOther() {
    GreedyCase c = GreedyCase.random(Nets.random(3), Activation.RELU, 6).whole();
    LayerProblem problem = problem(c);
    Replacement[] replacements = {
      new Replacement.Pruning(0.2), new Replacement.Rounding(3, 2), new Replacement.Pruning(0.6)
    };
    for (int round = 0; round < 2; round++) {
      for (Replacement replacement : replacements) {
        LayerOutcome shared = new WideWeights(problem, replacement, c.steps()).draw(c.uniforms());
        LayerOutcome alone = plan(c.with(replacement)).draw(c.uniforms());
        assertThat(shared.order()).isEqualTo(alone.order());
        assertThat(shared.scores()).isEqualTo(alone.scores());
        assertThat(shared.layer().weights().data).isEqualTo(alone.layer().weights().data);
      }
    }
  }
}
