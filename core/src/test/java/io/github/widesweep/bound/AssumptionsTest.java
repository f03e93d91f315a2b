package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

class AssumptionsTest {
  private static final Scheme PRUNE = new Scheme.Prune(0.3);

  private static Assumptions of(String target, Activation... activations) {
    return of(network(activations), Nets.spec(target, PRUNE, 0.9, Projections.NONE));
  }

  private static Assumptions of(Network network, CompressionSpec spec) {
    return Assumptions.of(NetworkConstants.of(network), spec);
  }

  private static Network network(Activation... activations) {
    R064Store weights = LinearAlgebra.zeros(2, 2);
    weights.set(0, 0, 1.0);
    return new Network(
        List.of(new Dense(weights, activations[0]), new Dense(weights, activations[1])));
  }

  @Test
  void reluBreaksBlocksOnly() {
    assertThat(of("W1", Activation.RELU, Activation.IDENTITY).outside()).isFalse();
    assertThat(of("B1", Activation.TANH, Activation.RELU).outside()).isFalse();
    Assumptions block = of("B1", Activation.RELU, Activation.IDENTITY);
    assertThat(block.outside()).isTrue();
    assertThat(block.reason()).isEqualTo("layer 1 in B: RELU needs |phi''| <= 1 (9)");
  }

  @Test
  void activationsThatAreNotZeroAtZeroBreakEverything() {
    assertThat(of("W1", Activation.SIGMOID, Activation.IDENTITY).reason())
        .isEqualTo("layer 1: SIGMOID has phi(0) = 0.500, (7) needs 0");
    assertThat(of("W1", Activation.IDENTITY, Activation.SOFTPLUS).reason())
        .contains("layer 2: SOFTPLUS has phi(0) = 0.693");
    assertThat(of("B1", Activation.CENTERED_SIGMOID, Activation.IDENTITY).outside()).isFalse();
  }

  /** Propositions 21, 22 and 25 have no projection between the two layers of a block. */
  @Test
  void projectedActivationsOfBlocksAreNamed() {
    Network plain = network(Activation.TANH, Activation.IDENTITY);
    for (Unit unit : Unit.values()) {
      CompressionSpec block = Nets.spec("B1", unit, PRUNE, 0.9, Projections.NONE);
      Network inside = plain.withLayer(1, plain.layer(1).withRadius(0.5));
      assertThat(of(inside, block).departures())
          .containsExactly(
              "layer 1 in B: its activations are projected onto a ball of radius 0.500");
      // Behind the block, and in W layers, projections do not come between.
      Network behind = plain.withLayer(2, plain.layer(2).withRadius(0.5));
      assertThat(of(behind, block).outside()).isFalse();
      assertThat(of(inside, Nets.spec("W1", unit, PRUNE, 0.9, Projections.BALL)).outside())
          .isFalse();
      assertThat(of(plain, Nets.spec("B1", unit, PRUNE, 0.9, Projections.BALL)).outside())
          .isFalse();
    }
  }

  @Test
  void softmaxAtTheEndIsAllowed() {
    assertThat(of("B1", Activation.TANH, Activation.SOFTMAX).outside()).isFalse();
    assertThat(of("W2", Activation.RELU, Activation.SOFTMAX).departures()).isEmpty();
  }

  @Test
  void biasesAndInexactOrdersAreNamed() {
    Network plain = network(Activation.TANH, Activation.IDENTITY);
    Dense first = (Dense) plain.layer(1);
    Network biased =
        plain.withLayer(
            1,
            new Dense(
                first.weights(),
                Optional.of(new double[] {1, 0}),
                Activation.TANH,
                Double.POSITIVE_INFINITY));
    CompressionSpec exact = Nets.spec("B1", PRUNE, 0.9, Projections.NONE);
    CompressionSpec once =
        new CompressionSpec(
            exact.target(),
            exact.unit(),
            new Greedy(exact.method().offered(), new Ordering.Static()),
            exact.scheme(),
            exact.projections());
    assertThat(of(biased, once).departures())
        .containsExactly(
            "layer 1 has a bias, networks of (1) have none",
            "scores of B layers are not exact (ordering static)");
    assertThat(of(plain, exact).departures()).isEmpty();
  }

  /** The suprema, against difference quotients on a grid: never exceeded, nearly reached. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
  void constantsAreTheSuprema(Activation activation) {
    ActivationConstants constants = ActivationConstants.of(activation);
    double h = 1e-3;
    double slope = 0;
    double curvature = 0;
    double[] x = new double[3];
    double[] y = new double[3];
    for (double at = -8; at <= 8; at += h / 2) {
      x[0] = at - h;
      x[1] = at;
      x[2] = at + h;
      activation.apply(x, y, 0, 3);
      slope = Math.max(slope, Math.abs(y[2] - y[0]) / (2 * h));
      curvature = Math.max(curvature, Math.abs(y[2] - 2 * y[1] + y[0]) / (h * h));
      assertThat(Math.abs(y[1])).isLessThanOrEqualTo(constants.range());
    }
    assertThat(slope).isCloseTo(constants.lipschitz(), within(1e-3));
    if (activation == Activation.RELU) {
      assertThat(curvature).isGreaterThan(100);
      assertThat(constants.curvature()).isInfinite();
    } else {
      assertThat(curvature).isCloseTo(constants.curvature(), within(1e-4));
    }
    assertThat(constants.atZero()).isCloseTo(activation.atZero(), within(1e-15));
  }

  @Test
  void softmaxIsHalfLipschitz() {
    var random = Nets.random(5);
    double largest = 0;
    for (int trial = 0; trial < 2000; trial++) {
      R064Store a = Nets.gaussian(random, 1, 2 + random.nextInt(3), 2);
      R064Store b = a.copy();
      for (int i = 0; i < b.data.length; i++) {
        b.data[i] += 0.01 * random.nextGaussian();
      }
      double moved =
          Nets.largestSquaredDistance(Activation.SOFTMAX.apply(a), Activation.SOFTMAX.apply(b));
      largest = Math.max(largest, Math.sqrt(moved / Nets.largestSquaredDistance(a, b)));
    }
    assertThat(largest).isBetween(0.45, ActivationConstants.of(Activation.SOFTMAX).lipschitz());
  }

  @Test
  void networkConstantsAreTheLargestOfTheLayers() {
    Network network = Nets.network(Nets.random(3), List.of(Activation.TANH), 4, 7, 3, 5);
    NetworkConstants constants = NetworkConstants.of(network);
    double c2 = 0;
    for (int l = 1; l <= 3; l++) {
      int widest = Math.max(network.layer(l).inputs(), network.layer(l).outputs());
      double own = network.layer(l).maxAbsWeight() * Math.sqrt(widest);
      assertThat(constants.layer(l).c2()).isEqualTo(own);
      c2 = Math.max(c2, own);
      assertThat(constants.layer(l).absoluteNorm())
          .isGreaterThanOrEqualTo(constants.layer(l).sigma() * (1 - 1e-12));
    }
    assertThat(constants.c1()).isEqualTo(network.c());
    assertThat(constants.c2()).isEqualTo(c2);
  }
}
