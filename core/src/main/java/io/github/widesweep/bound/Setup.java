package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;

/** What a certificate is about: a network's constants, a compression, and the inputs' radius. */
record Setup(
    NetworkConstants network, Target target, Offer offer, Projections projections, double radius) {
  Setup {
    target.requireFits(network.depth());
    require(
        radius >= 0 && radius < Double.POSITIVE_INFINITY,
        "radius",
        radius,
        "a finite number of at least 0");
  }

  Setup withNetwork(NetworkConstants other) {
    return new Setup(other, target, offer, projections, radius);
  }

  Setup withOffer(Offer other) {
    return new Setup(network, target, other, projections, radius);
  }

  /** The role of layer {@code l}; null if it has none. */
  Role role(int l) {
    return target.roles().get(l);
  }

  /** Whether layer {@code l} is looked through by the B layer before it. */
  boolean afterBlock(int l) {
    return role(l - 1) == Role.BLOCK;
  }

  /** Radius of the compressed network's projection after layer {@code l}, as Compressor sets it. */
  double projectionRadius(int l) {
    return projectionRadius(network, target, projections, l);
  }

  static double projectionRadius(
      NetworkConstants network, Target target, Projections projections, int l) {
    boolean projected =
        target.roles().get(l) == Role.WIDE || target.roles().get(l - 1) == Role.BLOCK;
    return projections == Projections.BALL && projected
        ? Math.pow(network.c1(), l)
        : network.layer(l).radius();
  }
}
