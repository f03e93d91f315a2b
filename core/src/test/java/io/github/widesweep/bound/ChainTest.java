package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recursion of Lemma 17 as {@link Certificate} states it, in plain numbers. */
class ChainTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static LayerConstants layer(
      int inputs, int outputs, double sigma, double bias, Activation activation, double radius) {
    double nu = 0.4 * sigma;
    return new LayerConstants(
        inputs,
        outputs,
        1,
        1,
        Padding.zero(0, 0),
        sigma,
        nu,
        1.5 * sigma,
        nu * Math.sqrt(Math.max(inputs, outputs)),
        bias,
        activation,
        radius);
  }

  private static LayerConstants layer(int inputs, int outputs, double sigma) {
    return layer(inputs, outputs, sigma, 0, Activation.IDENTITY, INFINITE);
  }

  /** All quantities of one network, index 0 for its inputs. */
  private static final class Literal {
    final double[] rho;
    final double[] theta;
    final double[] error;
    final double[] preactivation;
    final double[] distance;

    Literal(NetworkConstants network, CompressionSpec spec, double radius) {
      int depth = network.depth();
      rho = new double[depth + 1];
      theta = new double[depth + 1];
      error = new double[depth + 1];
      preactivation = new double[depth + 1];
      distance = new double[depth + 1];
      rho[0] = radius;
      theta[0] = radius;
      double p = ((Scheme.Prune) spec.scheme()).keepProbability();
      double tau = Math.max(1, (1 - p) / p);
      for (int l = 1; l <= depth; l++) {
        LayerConstants layer = network.layer(l);
        ActivationConstants phi = ActivationConstants.of(layer.activation());
        Role role = spec.target().roles().get(l);
        boolean afterBlock = spec.target().roles().get(l - 1) == Role.BLOCK;
        double norm = spec.unit() == Unit.WEIGHT ? layer.absoluteNorm() : layer.sigma();
        double deviation = role == null ? 0 : tau * norm;
        double growth =
            role == null ? layer.sigma() : Math.min(norm / p, layer.sigma() + deviation);

        double moved = layer.sigma() * distance[l - 1] + deviation * theta[l - 1];
        Offer offer = Offer.of(spec);
        if (afterBlock) {
          LayerConstants first = network.layer(l - 1);
          preactivation[l] =
              LayerBounds.block(first, layer, offer, theta[l - 2], error[l - 2]).bound().value();
        } else if (role == Role.WIDE) {
          double zh = Math.min(theta[l - 1], rho[l - 1] + Math.sqrt(error[l - 1]));
          preactivation[l] = LayerBounds.wide(layer, offer, zh, error[l - 1]).value();
        } else if (role == Role.BLOCK) {
          preactivation[l] = moved * moved;
        } else {
          preactivation[l] = layer.sigma() * layer.sigma() * error[l - 1];
        }

        double units = Math.sqrt((double) layer.outputs());
        double offset = Math.abs(phi.atZero()) * units;
        double most = phi.range() * units;
        double dense =
            Math.min(
                phi.lipschitz() * (layer.sigma() * rho[l - 1] + layer.biasNorm()) + offset, most);
        double drawn =
            Math.min(phi.lipschitz() * (growth * theta[l - 1] + layer.biasNorm()) + offset, most);
        boolean ball = spec.projections() == Projections.BALL && (role == Role.WIDE || afterBlock);
        double kappa = ball ? Math.pow(network.c1(), l) : layer.radius();
        double excess =
            kappa == layer.radius() ? 0 : Math.max(0, dense - Math.min(kappa, layer.radius()));
        rho[l] = Math.min(dense, layer.radius());
        theta[l] = Math.min(drawn, kappa);
        double d = phi.lipschitz() * Math.sqrt(preactivation[l]) + excess;
        error[l] = d * d;
        distance[l] = Math.min(phi.lipschitz() * moved + excess, rho[l] + theta[l]);
      }
    }
  }

  private static void close(double actual, double expected) {
    if (Double.isInfinite(expected)) {
      return;
    }
    assertThat(actual).isCloseTo(expected, within(1e-9 * expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"W1", "W2", "W1+W3", "B1", "B2", "B1+W3", "W1+B2", "W1+W2+W3+W4"})
  void everyStepIsTheOneStated(String target) {
    RandomGenerator random = Nets.random(target.hashCode());
    Activation[] activations = {
      Activation.IDENTITY, Activation.TANH, Activation.SIGMOID, Activation.SOFTPLUS
    };
    for (int trial = 0; trial < 30; trial++) {
      List<LayerConstants> layers = new ArrayList<>();
      int[] sizes = random.ints(5, 1, 6).toArray();
      for (int l = 1; l <= 4; l++) {
        double bias = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        double ball = random.nextInt(3) == 0 ? random.nextDouble(0.1, 3) : INFINITE;
        layers.add(
            layer(
                sizes[l - 1],
                sizes[l],
                random.nextDouble(0.2, 1.5),
                bias,
                activations[random.nextInt(4)],
                ball));
      }
      NetworkConstants network = new NetworkConstants(layers);
      CompressionSpec spec =
          Nets.spec(
              target,
              random.nextBoolean() ? Unit.WEIGHT : Unit.NEURON,
              new Scheme.Prune(random.nextDouble(0.3, 0.95)),
              random.nextDouble(0.05, 0.6),
              random.nextBoolean() ? Projections.BALL : Projections.NONE);
      double radius = random.nextDouble(0, 2);
      Certificate certificate = Certificate.of(network, spec, radius);
      Literal literal = new Literal(network, spec, radius);
      for (int l = 1; l <= 4; l++) {
        LayerCertificate found = certificate.layers().get(l - 1);
        close(found.rho(), literal.rho[l]);
        close(found.theta(), literal.theta[l]);
        close(found.preactivationError().value(), literal.preactivation[l]);
        close(found.error().value(), literal.error[l]);
        close(found.worstCase().value(), literal.distance[l] * literal.distance[l]);
      }
      assertThat(certificate.error()).isEqualTo(certificate.layers().get(3).error());
      assertThat(certificate.logitError())
          .isEqualTo(certificate.layers().get(3).preactivationError());
    }
  }

  /** rho = 6 before the ball of radius 2: the dense network is not projected, 4 are added. */
  @Test
  void projectionOfTheCompressedNetworkAloneAddsWhatItCutsOff() {
    NetworkConstants network = new NetworkConstants(List.of(layer(3, 3, 2), layer(3, 2, 0.5)));
    CompressionSpec ball = Nets.spec("W1", new Scheme.Prune(0.5), 0.5, Projections.BALL);
    CompressionSpec none = Nets.spec("W1", new Scheme.Prune(0.5), 0.5, Projections.NONE);
    LayerCertificate projected = Certificate.of(network, ball, 3).layers().get(0);
    LayerCertificate free = Certificate.of(network, none, 3).layers().get(0);
    assertThat(free.rho()).isEqualTo(6);
    assertThat(projected.rho()).isEqualTo(6);
    assertThat(projected.theta()).isEqualTo(2);
    assertThat(projected.error().sqrt().value())
        .isCloseTo(free.error().sqrt().value() + 4, within(1e-12));
    // Inputs inside the unit ball are never cut off.
    assertThat(Certificate.of(network, ball, 1).error().log())
        .isCloseTo(Certificate.of(network, none, 1).error().log(), within(1e-12));
  }

  /** The same ball in both networks moves no two points apart. */
  @Test
  void aBallOfTheNetworkItselfAddsNothing() {
    LayerConstants projected = layer(3, 3, 2, 0, Activation.IDENTITY, 0.25);
    NetworkConstants network = new NetworkConstants(List.of(projected, layer(3, 2, 0.5)));
    CompressionSpec spec = Nets.spec("W2", new Scheme.Prune(0.5), 0.5, Projections.NONE);
    List<LayerCertificate> layers = Certificate.of(network, spec, 3).layers();
    assertThat(layers.get(0).rho()).isEqualTo(0.25);
    assertThat(layers.get(0).theta()).isEqualTo(0.25);
    assertThat(layers.get(0).error().isZero()).isTrue();
    assertThat(layers.get(0).worstCase().isZero()).isTrue();
    // The second layer's inputs are as short as the ball says.
    assertThat(layers.get(1).error())
        .isEqualTo(LayerBounds.wide(network.layer(2), Offer.of(spec), 0.25, 0));
  }

  /** Where the drawn weights may grow a hundredfold, the mean square stays near the dense one. */
  @Test
  void laterWideLayersUseTheMeanSquareWhereItIsLess() {
    NetworkConstants network =
        new NetworkConstants(List.of(layer(2, 2, 1), layer(2, 2, 1), layer(2, 2, 1)));
    CompressionSpec spec = Nets.spec("W1+W2", new Scheme.Prune(0.01), 1e-6, Projections.NONE);
    List<LayerCertificate> layers = Certificate.of(network, spec, 1).layers();
    LayerCertificate first = layers.get(0);
    double rms = 1 + first.error().sqrt().value();
    assertThat(first.theta()).isGreaterThan(50 * rms);
    close(
        layers.get(1).preactivationError().value(),
        LayerBounds.wide(network.layer(2), Offer.of(spec), rms, first.error().value()).value());
  }

  /** Zero matrices stop everything, whatever overflows before them. */
  @Test
  void aZeroLayerEndsTheErrorAndTheRadii() {
    NetworkConstants network =
        new NetworkConstants(
            List.of(layer(2, 2, 1e200), layer(2, 2, 1e200), layer(2, 2, 0), layer(2, 2, 3)));
    CompressionSpec spec = Nets.spec("W1+W2", new Scheme.Prune(0.5), 0.5, Projections.NONE);
    List<LayerCertificate> layers = Certificate.of(network, spec, 1).layers();
    assertThat(layers.get(1).theta()).isInfinite();
    assertThat(layers.get(1).error().log()).isFinite();
    for (LayerCertificate behind : layers.subList(2, 4)) {
      assertThat(behind.rho()).isZero();
      assertThat(behind.theta()).isZero();
      assertThat(behind.error().isZero()).isTrue();
      assertThat(behind.worstCase().isZero()).isTrue();
    }
  }
}
