package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class WalkTest {
  private final RandomGenerator random = Nets.random(11);

  @Test
  void isGreedysDrawAtLambdaOne() {
    for (int i = 0; i < 200; i++) {
      Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
      Role role = unit == Unit.WEIGHT || i % 4 == 1 ? Role.WIDE : Role.BLOCK;
      LayerCase c =
          LayerCase.random(
              random, role, unit, Activation.RELU, random.nextInt(1, 9), random.nextInt(1, 9));
      LayerPlan greedy = c.plan(new Greedy(0.8, new Ordering.Exact()));
      LayerPlan walk = c.plan(new Walk(0.8, new Lambda(1)));
      double[] uniforms = random.doubles(c.units()).toArray();
      LayerOutcome expected = greedy.draw(uniforms);
      LayerOutcome drawn = walk.draw(uniforms);
      assertThat(drawn.layer().weights().data).isEqualTo(expected.layer().weights().data);
      assertThat(drawn.order()).isEqualTo(expected.order());
      for (int step = 0; step < expected.scores().length; step++) {
        double score = expected.scores()[step];
        assertThat(drawn.scores()[step]).isCloseTo(score, within(1e-12 * score));
      }
      assertThat(drawn.nonzeros()).isEqualTo(expected.nonzeros());
      assertThat(drawn.distinctValues()).isEqualTo(expected.distinctValues());
      assertThat(walk.psiAdded()).isCloseTo(greedy.psiAdded(), within(1e-9 * greedy.psiAdded()));
      assertThat(walk.psiAddedBound()).isCloseTo(walk.psiAdded(), within(1e-9 * greedy.psiAdded()));
    }
  }

  /** Every row walks as the paper says, whatever the others do. */
  @Test
  void rowsWalkAsThePaperSays() {
    for (int i = 0; i < 200; i++) {
      Role role = i % 2 == 0 ? Role.WIDE : Role.BLOCK;
      int inputs = random.nextInt(1, 9);
      int rows = random.nextInt(1, 6);
      LayerCase c = LayerCase.random(random, role, Unit.WEIGHT, Activation.TANH, inputs, rows);
      double lambda = List.of(0.5, 0.1, 0.01).get(i % 3);
      double[] uniforms = random.doubles(c.units()).toArray();
      LayerOutcome drawn = c.plan(new Walk(0.8, new Lambda(lambda))).draw(uniforms);
      R064Store expected = c.problem().layer().weights().copy();
      Replacement replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      for (int row = 0; row < rows; row++) {
        int first = row * inputs;
        int[] offered =
            Arrays.stream(drawn.order())
                .filter(u -> u >= first && u < first + inputs)
                .map(u -> u - first)
                .toArray();
        LiteralRow literal = LiteralRow.of(c.problem(), row, replacement);
        double[] weights =
            literal.walk(offered, lambda, Arrays.copyOfRange(uniforms, first, first + inputs));
        for (int j = 0; j < inputs; j++) {
          expected.set(row, j, weights[j]);
        }
      }
      assertThat(drawn.layer().weights().data).isEqualTo(expected.data);
    }
  }

  /** Where designs are too many to be kept, they are made again, and the same. */
  @Test
  void drawsDoNotDependOnWhatIsKept() {
    for (int i = 0; i < 20; i++) {
      LayerCase c = LayerCase.random(random, Role.WIDE, Unit.WEIGHT, Activation.RELU, 9, 4);
      Replacement replacement = Replacement.of(c.scheme(), c.problem().layer().maxAbsWeight());
      UnitGroups groups = UnitGroups.shared(c.problem(), Unit.WEIGHT);
      int[] order = UnitGroups.order(c.problem(), Unit.WEIGHT, replacement);
      Designs kept = Designs.of(groups, order, replacement, Lambda.AUTO, Long.MAX_VALUE);
      Designs made = Designs.of(groups, order, replacement, Lambda.AUTO, 0);
      double[] uniforms = random.doubles(9).toArray();
      for (int g = 0; g < 4; g++) {
        double[] first = new double[kept.units(g).length];
        Arrays.fill(first, 0.3);
        double[] second = first.clone();
        kept.walk(g, first, (coin, chance) -> uniforms[coin] < chance);
        made.walk(g, second, (coin, chance) -> uniforms[coin] < chance);
        assertThat(second).isEqualTo(first);
        assertThat(made.spread(g)).isEqualTo(kept.spread(g));
      }
    }
  }

  /** No lambda of a fine grid has a bound that is lower by more than the search's precision. */
  @Test
  void autoHasTheLeastBound() {
    for (int i = 0; i < 30; i++) {
      LayerCase c = LayerCase.random(random, Role.WIDE, Unit.WEIGHT, Activation.RELU, 12, 1);
      double found = c.plan(new Walk(0.9, Lambda.AUTO)).psiAddedBound();
      for (double lambda = 1e-3; lambda < 1; lambda *= 1.2) {
        double bound = c.plan(new Walk(0.9, new Lambda(lambda))).psiAddedBound();
        assertThat(found).isLessThanOrEqualTo(bound * 1.01);
      }
    }
  }

  /**
   * All outcomes of layers of up to ten units: weights keep their mean, {@code Psi} is within its
   * bound. It starts where the earlier layers have left it: what the draws add has no part that is
   * linear in them.
   */
  @Test
  void enumerationKeepsMeanAndBound() {
    int[][] shapes = {{5, 2}, {9, 1}, {1, 9}, {3, 3}, {2, 4}, {1, 1}};
    for (int i = 0; i < 240; i++) {
      Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
      Role role = i % 4 < 2 ? Role.WIDE : Role.BLOCK;
      boolean linear = role == Role.WIDE || unit == Unit.NEURON || i % 8 < 4;
      Activation activation =
          role == Role.BLOCK && unit == Unit.WEIGHT && linear
              ? Activation.IDENTITY
              : linear ? Activation.RELU : Activation.TANH;
      int[] shape = shapes[i % shapes.length];
      LayerCase c = LayerCase.random(random, role, unit, activation, shape[0], shape[1]);
      Lambda lambda = i % 5 == 0 ? Lambda.AUTO : new Lambda(List.of(0.5, 0.1, 0.01).get(i % 3));
      WalkPlan plan = (WalkPlan) c.plan(new Walk(0.99, lambda));
      double[] weights = c.problem().layer().weights().data;
      double[] mean = new double[weights.length];
      double[] psi = new double[1];
      CoinFalls.forEach(
          plan::draw,
          (outcome, probability) -> {
            psi[0] += probability * c.problem().psi(List.of(outcome.layer()))[0];
            for (int e = 0; e < mean.length; e++) {
              mean[e] += probability * outcome.layer().weights().data[e];
            }
          });
      for (int e = 0; e < mean.length; e++) {
        assertThat(mean[e]).isCloseTo(weights[e], within(1e-12 * (1 + Math.abs(weights[e]) * 1e6)));
      }
      double start = c.problem().psiStart();
      if (linear) {
        assertThat(psi[0]).isLessThanOrEqualTo((start + plan.psiAddedBound()) * (1 + 1e-9) + 1e-12);
      } else {
        assertThat(plan.psiAddedBound()).isNaN();
      }
      assertThat(plan.psiAdded()).isNaN();
      assertThat(plan.variances()).isEmpty();
    }
  }
}
