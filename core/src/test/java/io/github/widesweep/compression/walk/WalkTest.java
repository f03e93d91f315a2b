package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class WalkTest {
  private final RandomGenerator random = Nets.random(11);

  private record Case(LayerProblem problem, Unit unit, Scheme scheme) {
    LayerPlan plan(Method method) {
      return method.plan(problem, unit, scheme);
    }

    int units() {
      return problem.units(unit);
    }
  }

  /** Zero weights and dead inputs among the rest; an earlier layer compressed or not. */
  private Case random(Role role, Unit unit, Activation activation, int inputs, int rows) {
    int samples = random.nextInt(4) == 0 ? 1 : random.nextInt(2, 30);
    R064Store weights = Nets.gaussian(random, rows, inputs, 0.7);
    for (int e = 0; e < weights.data.length; e++) {
      weights.data[e] = random.nextInt(9) == 0 ? 0 : weights.data[e];
    }
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    if (random.nextInt(3) == 0) {
      Arrays.fill(z.data, 0, samples, 0);
    }
    Activations dense = Activations.of(z);
    Activations given = dense;
    if (random.nextBoolean()) {
      R064Store zh = z.copy();
      Arrays.setAll(zh.data, e -> z.data[e] * random.nextDouble(0.5, 1.5));
      given = Activations.of(zh);
    }
    Optional<double[]> bias =
        role == Role.BLOCK && unit == Unit.WEIGHT
            ? Optional.of(random.doubles(rows, -0.5, 0.5).toArray())
            : Optional.empty();
    Dense layer = new Dense(weights, bias, activation, Double.POSITIVE_INFINITY);
    Dense next = new Dense(Nets.gaussian(random, 3, rows, 0.7), Activation.IDENTITY);
    double[] chances = {0.5, 0.1, 0.7, 1e-6, 1 - 1e-6};
    Scheme scheme =
        unit == Unit.WEIGHT && random.nextInt(3) == 0
            ? new Scheme.Quantize(random.nextInt(1, 5))
            : new Scheme.Prune(chances[random.nextInt(chances.length)]);
    Network network = new Network(List.of(layer, next));
    return new Case(LayerProblem.of(network, 1, role, dense, given), unit, scheme);
  }

  @Test
  void isGreedysDrawAtLambdaOne() {
    for (int i = 0; i < 200; i++) {
      Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
      Role role = unit == Unit.WEIGHT || i % 4 == 1 ? Role.WIDE : Role.BLOCK;
      Case c = random(role, unit, Activation.RELU, random.nextInt(1, 9), random.nextInt(1, 9));
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
      Case c = random(role, unit, activation, shape[0], shape[1]);
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
