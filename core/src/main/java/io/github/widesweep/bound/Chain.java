package io.github.widesweep.bound;

import io.github.widesweep.compression.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The recursion of Lemma 17: from bounds on a layer's inputs to bounds on its outputs. {@link
 * Certificate} states what each step uses.
 */
final class Chain {
  /** Relative rounding error of a product of norms against a power of the largest norm. */
  private static final double ROUNDING = 1e-12;

  private final Setup setup;
  private final List<LayerCertificate> layers = new ArrayList<>();

  private Chain(Setup setup) {
    this.setup = setup;
  }

  static List<LayerCertificate> run(Setup setup) {
    Chain chain = new Chain(setup);
    State state = new State(setup.radius(), setup.radius(), Magnitude.ZERO, 0);
    State before = state;
    for (int l = 1; l <= setup.network().depth(); l++) {
      State after = chain.step(l, before, state);
      before = state;
      state = after;
    }
    return List.copyOf(chain.layers);
  }

  /**
   * Bounds on the activations between two layers.
   *
   * @param rho of {@code ||z||}
   * @param theta of {@code ||zh||}
   * @param error of {@code E||z - zh||^2}
   * @param distance of {@code ||z - zh||}, whatever was drawn
   */
  private record State(double rho, double theta, Magnitude error, double distance) {
    /** Bound of {@code E||zh||^2}: the radius, or Minkowski's inequality with the error. */
    Magnitude meanSquare() {
      Magnitude byError = Magnitude.of(rho).plus(error.sqrt()).squared();
      return Magnitude.of(theta).squared().min(byError);
    }
  }

  /**
   * Layer {@code l}.
   *
   * @param before the bounds on the inputs of layer {@code l - 1}
   * @param in the bounds on the inputs of layer {@code l}
   */
  private State step(int l, State before, State in) {
    LayerConstants layer = setup.network().layer(l);
    Offer offer = setup.offer();
    boolean compressed = setup.role(l) != null;
    double deviation = compressed ? offer.deviation(layer) : 0;
    double growth = compressed ? offer.growth(layer) : layer.sigma();

    double moved = times(layer.sigma(), in.distance()) + times(deviation, in.theta());
    Magnitude preactivation = preactivationError(l, before, in, moved);

    ActivationConstants phi = ActivationConstants.of(layer.activation());
    double freeRho = outputNorm(layer, phi, times(layer.sigma(), in.rho()));
    double freeTheta = outputNorm(layer, phi, times(growth, in.theta()));
    double projection = setup.projectionRadius(l);
    double excess = excess(freeRho, layer.radius(), projection);
    double rho = Math.min(freeRho, layer.radius());
    double theta = Math.min(freeTheta, projection);

    Magnitude error = preactivation.times(phi.lipschitz() * phi.lipschitz());
    if (excess > 0) {
      error = error.sqrt().plus(Magnitude.of(excess)).squared();
    }
    double apart = Math.min(phi.diameter() + excess, rho + theta);
    double distance = Math.min(phi.lipschitz() * moved + excess, apart);
    layers.add(
        new LayerCertificate(
            l,
            Optional.ofNullable(setup.role(l)),
            rho,
            theta,
            preactivation,
            error,
            Magnitude.of(distance).squared()));
    return new State(rho, theta, error, distance);
  }

  private Magnitude preactivationError(int l, State before, State in, double moved) {
    LayerConstants layer = setup.network().layer(l);
    if (setup.afterBlock(l)) {
      LayerConstants first = setup.network().layer(l - 1);
      Magnitude theta = Magnitude.of(before.theta());
      return LayerBounds.block(first, layer, setup.offer(), theta, before.error()).bound();
    }
    Role role = setup.role(l);
    if (role == Role.WIDE) {
      return LayerBounds.wide(layer, setup.offer(), in.meanSquare(), in.error());
    }
    if (role == Role.BLOCK) {
      return Magnitude.of(moved).squared();
    }
    return Magnitude.of(layer.sigma()).squared().times(in.error());
  }

  private static double outputNorm(LayerConstants layer, ActivationConstants phi, double norm) {
    return phi.outputNorm(norm + layer.biasNorm(), layer.outputs());
  }

  /**
   * How far the two networks' projections may push the same point apart: 0 if they are the same or
   * the dense activations lie inside the smaller ball. Projections move no two points apart, so the
   * distance after them is at most the distance before plus this.
   */
  private static double excess(double freeRho, double denseRadius, double compressedRadius) {
    double inner = Math.min(denseRadius, compressedRadius);
    if (denseRadius == compressedRadius || freeRho <= inner * (1 + ROUNDING)) {
      return 0;
    }
    return freeRho - inner;
  }

  /** The product, where 0 times infinity is 0: a zero matrix passes nothing on. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
