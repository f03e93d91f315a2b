package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * Algorithm 1 for whole units word for word: a candidate is scored by evaluating {@code Psi} of the
 * layer at both of its outcomes.
 */
final class LiteralUnits {
  private final LayerProblem problem;
  private final Replacement replacement;
  private final double[] factors;
  private final boolean[] offered;

  LiteralUnits(LayerProblem problem, Replacement replacement) {
    this.problem = problem;
    this.replacement = replacement;
    this.factors = new double[problem.units(Unit.NEURON)];
    Arrays.fill(factors, 1);
    this.offered = new boolean[factors.length];
  }

  /**
   * The problem of the first of two dense layers.
   *
   * @param bias of the first layer, or null
   */
  static LayerProblem problem(
      RandomGenerator random, Role role, Activation activation, double[] bias, int... sizes) {
    Dense layer =
        new Dense(
            Nets.gaussian(random, sizes[1], sizes[0], 0.8),
            Optional.ofNullable(bias),
            activation,
            Double.POSITIVE_INFINITY);
    Dense next = new Dense(Nets.gaussian(random, sizes[2], sizes[1], 0.8), Activation.IDENTITY);
    R064Store z = Nets.gaussian(random, sizes[3], sizes[0], 1);
    R064Store zh = random.nextBoolean() ? z : Nets.gaussian(random, sizes[3], sizes[0], 1);
    return problem(role, layer, next, z, zh);
  }

  static LayerProblem problem(Role role, Dense layer, Dense next, R064Store z, R064Store zh) {
    Activations dense = Activations.of(z);
    Activations inputs = Arrays.equals(z.data, zh.data) ? dense : Activations.of(zh);
    return LayerProblem.of(new Network(List.of(layer, next)), 1, role, dense, inputs);
  }

  /** The layer as the draws so far have left it. */
  Layer layer() {
    return problem.role() == Role.WIDE
        ? problem.layer().scaleInputs(factors)
        : problem.layer().scaleOutputs(factors);
  }

  /** The expected change of {@code Psi}. */
  double change(int unit) {
    double now = problem.psi(List.of(layer()))[0];
    double kept = factors[unit];
    factors[unit] = replacement.high(1);
    double high = problem.psi(List.of(layer()))[0];
    factors[unit] = replacement.low(1);
    double low = problem.psi(List.of(layer()))[0];
    factors[unit] = kept;
    double p = replacement.probability(1);
    return p * high + (1 - p) * low - now;
  }

  void take(int unit, double uniform) {
    offered[unit] = true;
    factors[unit] = replacement.draw(1, uniform);
  }

  /** Requires every step of a draw to take what scored least when scores were last computed. */
  void requireGreedy(LayerOutcome drawn, int period, Score score, double[] uniforms) {
    double[] scores = new double[factors.length];
    int[] order = drawn.order();
    for (int step = 0; step < order.length; step++) {
      if (step % period == 0) {
        Arrays.setAll(scores, unit -> score.of(change(unit)));
      }
      assertThat(offered[order[step]]).isFalse();
      double taken = scores[order[step]];
      double room = 1e-11 * (1 + Math.abs(taken));
      assertThat(drawn.scores()[step]).isCloseTo(taken, within(room));
      for (int unit = 0; unit < factors.length; unit++) {
        if (!offered[unit]) {
          assertThat(taken).isLessThanOrEqualTo(scores[unit] + room);
        }
      }
      take(order[step], uniforms[order[step]]);
    }
    assertThat(drawn.layer().weights().data).isEqualTo(layer().weights().data);
    assertThat(drawn.layer().bias().isPresent()).isEqualTo(problem.layer().bias().isPresent());
    problem
        .layer()
        .bias()
        .ifPresent(bias -> assertThat(drawn.layer().bias().orElseThrow()).isEqualTo(bias));
  }

  /** The mean of {@code Psi} over all outcomes of the units that a plan's draws offer. */
  static double meanPsi(LayerProblem problem, int[] offered, Outcome draw, double[] chances) {
    double mean = 0;
    for (int outcome = 0; outcome < 1 << offered.length; outcome++) {
      double[] uniforms = new double[chances.length];
      double probability = 1;
      for (int k = 0; k < offered.length; k++) {
        boolean low = (outcome >> k & 1) == 1;
        double chance = chances[offered[k]];
        uniforms[offered[k]] = low ? Math.nextDown(1.0) : 0;
        probability *= low ? 1 - chance : chance;
      }
      if (probability > 0) {
        mean += probability * problem.psi(List.of(draw.of(uniforms)))[0];
      }
    }
    return mean;
  }

  /** The layer that a draw makes. */
  interface Outcome {
    Layer of(double[] uniforms);
  }

  /** Weights that are not 0, and distinct ones, as an outcome counts them. */
  static void requireCounts(LayerOutcome drawn) {
    double[] weights = drawn.layer().weights().data;
    assertThat(drawn.nonzeros()).isEqualTo(Arrays.stream(weights).filter(w -> w != 0).count());
    long distinct = Arrays.stream(weights).map(w -> w + 0.0).distinct().count();
    assertThat((long) drawn.distinctValues()).isEqualTo(distinct);
  }
}
