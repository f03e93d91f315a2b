package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;
import java.util.Locale;

/**
 * Everything that says how a network is compressed, apart from the network, the calibration samples
 * and the uniforms.
 *
 * @param target which layers, in which role
 * @param unit what is offered to one draw
 * @param method how units are chosen, with its parameters
 * @param scheme the random replacement
 * @param projections whether activations are projected
 */
public record CompressionSpec(
    Target target, Unit unit, Method method, Scheme scheme, Projections projections)
    implements Serializable {
  public CompressionSpec {
    require(
        unit == Unit.WEIGHT || scheme instanceof Scheme.Prune,
        "scheme",
        scheme,
        "prune: neurons are pruned, never quantized");
    for (Role role : target.roles().values()) {
      require(
          method.supports(role, unit, scheme),
          "method",
          "%s, to %s %ss in %s"
              .formatted(
                  method.name(), scheme, unit.name().toLowerCase(Locale.ROOT), role.symbol()),
          "a method that does this; %s can %s".formatted(method.name(), method.supported()));
    }
  }
}
