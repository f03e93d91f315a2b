package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan for the single weights of a B layer tells beside its draws. */
class BlockWeightsPlanTest {
  private static final List<Ordering> ORDERINGS =
      List.of(new Ordering.Exact(), new Ordering.Refresh(0.3), new Ordering.Static());

  private final RandomGenerator random = Nets.random(77);

  private BlockProblem problem(Activation activation, int inputs, int outputs) {
    double[] bias = random.nextBoolean() ? random.doubles(outputs, -1, 1).toArray() : null;
    return (BlockProblem)
        LiteralUnits.problem(random, Role.BLOCK, activation, bias, inputs, outputs, 2, 14);
  }

  private Replacement replacement(BlockProblem problem) {
    return random.nextBoolean()
        ? new Replacement.Pruning(random.nextDouble(0.1, 0.9))
        : new Replacement.Rounding(problem.layer().maxAbsWeight(), random.nextInt(1, 5));
  }

  private static double weight(BlockProblem problem, int unit) {
    Dense layer = problem.requireDense();
    return layer.weights().doubleValue(unit / layer.inputs(), unit % layer.inputs());
  }

  /** Under the identity {@code E_t d = 0}: scores add up to what the draws add in the mean. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 6})
  void psiAddedOfALinearLayerIsTheMeanOverAllOutcomes(int steps) {
    for (Ordering ordering : ORDERINGS) {
      BlockProblem problem = problem(Activation.IDENTITY, 3, 4);
      Replacement replacement = replacement(problem);
      BlockWeightsPlan plan =
          new BlockWeightsPlan(problem, replacement, steps, ordering, Score.ABSOLUTE);
      double[] chances = new double[12];
      Arrays.setAll(chances, unit -> replacement.probability(weight(problem, unit)));
      int[] order = plan.draw(random.doubles(12).toArray()).order();
      double mean = LiteralUnits.meanPsi(problem, order, u -> plan.draw(u).layer(), chances);
      double expected = problem.psiStart() + plan.psiAdded();
      assertThat(mean).isCloseTo(expected, within(1e-11 * (1 + expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aLinearLayerHasOneOrderAndItsVariances(long seed) {
    for (Ordering ordering : ORDERINGS) {
      BlockProblem problem = problem(Activation.IDENTITY, 5, 6);
      Replacement replacement = replacement(problem);
      BlockWeightsPlan plan =
          new BlockWeightsPlan(problem, replacement, 20, ordering, Score.ABSOLUTE);
      RandomGenerator draws = Nets.random(seed);
      LayerOutcome first = plan.draw(draws.doubles(30).toArray());
      LayerOutcome second = plan.draw(draws.doubles(30).toArray());
      assertThat(second.order()).isEqualTo(first.order());
      assertThat(second.scores()).isEqualTo(first.scores());
      assertThat(plan.psiAdded()).isEqualTo(Arrays.stream(first.scores()).sum());
      double[] variances = new double[30];
      for (int unit : first.order()) {
        variances[unit] = replacement.variance(weight(problem, unit));
      }
      assertThat(plan.variances().orElseThrow()).isEqualTo(variances);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void elsewhereThereIsNoClosedFormButABound(Activation activation) {
    BlockProblem problem = problem(activation, 3, 4);
    Replacement replacement = replacement(problem);
    BlockWeightsPlan plan =
        new BlockWeightsPlan(problem, replacement, 5, ORDERINGS.get(0), Score.ABSOLUTE);
    assertThat(plan.psiAdded()).isNaN();
    assertThat(plan.variances()).isEmpty();
    double[] all = new double[12];
    Arrays.setAll(all, unit -> replacement.variance(weight(problem, unit)));
    assertThat(plan.covarianceBound().orElseThrow()).isEqualTo(all);
  }

  /** What comes out is a layer with other weights, counted, and nothing else of it changed. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void outcomesAreTheLayerWithOfferedWeightsDrawn(Activation activation) {
    for (Ordering ordering : ORDERINGS) {
      BlockProblem problem = problem(activation, 4, 5);
      Replacement replacement = replacement(problem);
      double[] before = problem.layer().weights().data.clone();
      double[] uniforms = random.doubles(20).toArray();
      LayerOutcome drawn =
          new BlockWeightsPlan(problem, replacement, 13, ordering, Score.ABSOLUTE).draw(uniforms);
      assertThat(drawn.order()).hasSize(13).doesNotHaveDuplicates();
      boolean[] offered = new boolean[20];
      for (int unit : drawn.order()) {
        offered[unit] = true;
      }
      Dense layer = (Dense) drawn.layer();
      for (int unit = 0; unit < 20; unit++) {
        double w = weight(problem, unit);
        assertThat(layer.weights().doubleValue(unit / 4, unit % 4))
            .isEqualTo(offered[unit] ? replacement.draw(w, uniforms[unit]) : w);
      }
      LiteralUnits.requireCounts(drawn);
      assertThat(layer.activation()).isEqualTo(activation);
      assertThat(layer.bias()).isEqualTo(problem.layer().bias());
      assertThat(problem.layer().weights().data).isEqualTo(before);
      assertThat(drawn.fallback()).isEmpty();
    }
  }
}
