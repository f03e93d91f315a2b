package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/**
 * Everything that says how a network is compressed, apart from the network, the calibration samples
 * and the uniforms.
 *
 * @param target which layers, in which role
 * @param unit what is offered to one draw
 * @param method how units are chosen
 * @param scheme the random replacement
 * @param alpha the fraction of units that are offered to the draw, strictly between 0 and 1: {@code
 *     floor(alpha * units)} in exact decimal arithmetic
 * @param ordering how often scores of B layers are computed anew
 * @param projections whether activations are projected
 */
public record CompressionSpec(
    Target target,
    Unit unit,
    Method method,
    Scheme scheme,
    double alpha,
    Ordering ordering,
    Projections projections)
    implements Serializable {
  public CompressionSpec {
    require(
        unit == Unit.WEIGHT || scheme instanceof Scheme.Prune,
        "scheme",
        scheme,
        "prune: neurons are pruned, never quantized");
    require(alpha > 0 && alpha < 1, "alpha", alpha, "a number strictly between 0 and 1");
  }
}
