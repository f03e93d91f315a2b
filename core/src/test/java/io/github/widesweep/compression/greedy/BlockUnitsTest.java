package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Neurons whose activation bends between their outcomes, every candidate evaluated. */
class BlockUnitsTest {
  private static final int UNITS = 7;
  private static final Ordering EXACT = new Ordering.Exact();
  private static final List<Ordering> ORDERINGS =
      List.of(
          EXACT,
          new Ordering.Refresh(0.01),
          new Ordering.Refresh(0.4),
          new Ordering.Refresh(1),
          new Ordering.Static());

  private final RandomGenerator random = Nets.random(23);

  /** With biases every other time; ReLU and the identity always, else they are linear. */
  private BlockProblem problem(Activation activation) {
    boolean biased =
        activation == Activation.RELU || activation == Activation.IDENTITY || random.nextBoolean();
    double[] bias = biased ? random.doubles(UNITS, -1, 1).toArray() : null;
    return (BlockProblem)
        LiteralUnits.problem(random, Role.BLOCK, activation, bias, 4, UNITS, 3, 12);
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void everyStepTakesTheLeastScoreAsOfItsPass(Activation activation) {
    for (Ordering ordering : ORDERINGS) {
      for (Score score : Score.values()) {
        BlockProblem problem = problem(activation);
        Replacement replacement = new Replacement.Pruning(random.nextDouble(0.1, 0.9));
        int steps = random.nextInt(3, UNITS + 1);
        double[] uniforms = random.doubles(UNITS).toArray();
        LayerOutcome drawn =
            new BlockUnits(problem, replacement, steps, ordering, score).draw(uniforms);
        assertThat(drawn.order()).hasSize(steps);
        new LiteralUnits(problem, replacement)
            .requireGreedy(drawn, ordering.period(steps), score, uniforms);
        LiteralUnits.requireCounts(drawn);
      }
    }
  }

  /** Without biases ReLU's scores are those of one sort: both classes are right there. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU"})
  void unitsThatEnterLinearlyAreRankedAsStaticUnitsAre(Activation activation) {
    for (int k = 0; k < 10; k++) {
      BlockProblem problem =
          (BlockProblem)
              LiteralUnits.problem(random, Role.BLOCK, activation, null, 4, UNITS, 3, 12);
      Replacement replacement = new Replacement.Pruning(random.nextDouble(0.1, 0.9));
      double[] uniforms = random.doubles(UNITS).toArray();
      LayerOutcome followed =
          new BlockUnits(problem, replacement, UNITS, EXACT, Score.ABSOLUTE).draw(uniforms);
      LayerOutcome sorted = new StaticUnits(problem, replacement, UNITS).draw(uniforms);
      assertThat(followed.order()).isEqualTo(sorted.order());
      assertThat(followed.layer().weights().data).isEqualTo(sorted.layer().weights().data);
    }
  }

  @Test
  void drawsInEitherOrderGiveTheSameBits() {
    for (Ordering ordering : ORDERINGS) {
      BlockProblem problem = problem(Activation.TANH);
      Replacement replacement = new Replacement.Pruning(0.3);
      double[] one = random.doubles(UNITS).toArray();
      double[] other = random.doubles(UNITS).toArray();
      BlockUnits plan = new BlockUnits(problem, replacement, UNITS, ordering, Score.ABSOLUTE);
      LayerOutcome first = plan.draw(one);
      LayerOutcome second = plan.draw(other);
      BlockUnits again = new BlockUnits(problem, replacement, UNITS, ordering, Score.ABSOLUTE);
      requireSame(again.draw(other), second);
      requireSame(again.draw(one), first);
      requireSame(plan.draw(one), first);
    }
  }

  private static void requireSame(LayerOutcome drawn, LayerOutcome expected) {
    assertThat(drawn.order()).isEqualTo(expected.order());
    assertThat(drawn.scores()).isEqualTo(expected.scores());
    assertThat(drawn.layer().weights().data).isEqualTo(expected.layer().weights().data);
  }

  /** Neurons of equal weights that are read alike tie until one is drawn. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "SOFTPLUS"})
  void equalNeuronsAreTakenByIndex(Activation activation) {
    int[] kind = {0, 1, 0, 2, 1, 0, 2};
    R064Store kinds = Nets.gaussian(random, 3, 4, 1);
    R064Store readings = Nets.gaussian(random, 2, 3, 1);
    R064Store weights = Nets.gaussian(random, UNITS, 4, 1);
    R064Store onward = Nets.gaussian(random, 2, UNITS, 1);
    for (int i = 0; i < UNITS; i++) {
      for (int j = 0; j < 4; j++) {
        weights.set(i, j, kinds.doubleValue(kind[i], j));
      }
      for (int o = 0; o < 2; o++) {
        onward.set(o, i, readings.doubleValue(o, kind[i]));
      }
    }
    Dense layer = new Dense(weights, activation);
    Dense next = new Dense(onward, Activation.IDENTITY);
    for (int k = 0; k < 10; k++) {
      R064Store x = Nets.gaussian(random, 20, 4, 1);
      R064Store zh = Nets.gaussian(random, 20, 4, 1);
      BlockProblem problem = (BlockProblem) LiteralUnits.problem(Role.BLOCK, layer, next, x, zh);
      for (Ordering ordering : ORDERINGS) {
        int[] order =
            new BlockUnits(problem, new Replacement.Pruning(0.4), UNITS, ordering, Score.ABSOLUTE)
                .draw(random.doubles(UNITS).toArray())
                .order();
        for (int each = 0; each < 3; each++) {
          int ofKind = each;
          assertThat(Arrays.stream(order).filter(i -> kind[i] == ofKind).toArray()).isSorted();
        }
      }
    }
  }

  /** Lengths added in another order are other bits, and the same number to the rule of ties. */
  @Test
  void neuronsReadByTheSameNumbersInAnotherOrderTie() {
    for (int seed = 0; seed < 10; seed++) {
      RandomGenerator each = Nets.random(seed);
      double[] reading = each.doubles(41, -1, 1).toArray();
      R064Store weights = Nets.gaussian(each, UNITS, 4, 1);
      R064Store onward = Nets.gaussian(each, 41, UNITS, 1);
      for (int i = 0; i < UNITS; i++) {
        for (int j = 0; j < 4; j++) {
          weights.set(i, j, weights.doubleValue(0, j));
        }
        for (int o = 0; o < 41; o++) {
          onward.set((o * (i + 1) + i) % 41, i, reading[o]);
        }
      }
      R064Store x = Nets.gaussian(each, 20, 4, 1);
      BlockProblem problem =
          (BlockProblem)
              LiteralUnits.problem(
                  Role.BLOCK,
                  new Dense(weights, Activation.TANH),
                  new Dense(onward, Activation.IDENTITY),
                  x,
                  x);
      // The residual is 0, so that lengths are all that scores are made of.
      Replacement pruning = new Replacement.Pruning(0.4);
      BlockUnits plan =
          new BlockUnits(problem, pruning, UNITS, new Ordering.Static(), Score.ABSOLUTE);
      assertThat(plan.draw(new double[UNITS]).order()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }
  }

  /** A kept neuron becomes 1e200 times itself: squares overflow, an order there is all the same. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "SOFTPLUS"})
  void scoresThatOverflowComeLastByIndex(Activation activation) {
    BlockProblem problem = problem(activation);
    R064Store weights = problem.layer().weights();
    for (int j = 0; j < 4; j++) {
      weights.set(3, j, 0);
    }
    for (Ordering ordering : ORDERINGS) {
      int[] order =
          new BlockUnits(problem, new Replacement.Pruning(1e-200), UNITS, ordering, Score.ABSOLUTE)
              .draw(random.doubles(UNITS).toArray())
              .order();
      // Neuron 3 is its bias, whatever its factor.
      assertThat(order[0]).isEqualTo(3);
      assertThat(IntStream.of(order).skip(1).toArray()).isSorted().hasSize(UNITS - 1);
    }
  }

  /** What is offered depends on the draws: there is no closed form, only a bound of all. */
  @Test
  void thereIsNoClosedFormButABound() {
    BlockUnits plan =
        new BlockUnits(
            problem(Activation.TANH), new Replacement.Pruning(0.2), 3, EXACT, Score.ABSOLUTE);
    assertThat(plan.psiAdded()).isNaN();
    assertThat(plan.variances()).isEmpty();
    double[] four = new double[UNITS];
    Arrays.fill(four, new Replacement.Pruning(0.2).variance(1));
    assertThat(plan.covarianceBound().orElseThrow()).isEqualTo(four);
  }
}
