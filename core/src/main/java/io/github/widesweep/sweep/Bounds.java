package io.github.widesweep.sweep;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** What theory says about the runs of one network; it does not depend on the draw. */
final class Bounds {
  private final Optional<NetworkConstants> constants;
  private final double radius;
  private final Map<CompressionSpec, Theory> known = new HashMap<>();

  private Bounds(Optional<NetworkConstants> constants, double radius) {
    this.constants = constants;
    this.radius = radius;
  }

  /**
   * @param inputs the calibration samples (samples x inputs): bounds hold for inputs as long as the
   *     longest of these
   */
  static Bounds of(Network network, R064Store inputs) {
    return new Bounds(constants(network), LinearAlgebra.longestRow(inputs));
  }

  /** Empty if a norm is not finite. */
  private static Optional<NetworkConstants> constants(Network network) {
    try {
      return Optional.of(NetworkConstants.of(network));
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  /** The bounds of a compression, computed once; expectations are not among them. */
  Theory of(CompressionSpec spec) {
    return known.computeIfAbsent(spec, this::compute);
  }

  private Theory compute(CompressionSpec spec) {
    if (constants.isEmpty()) {
      return Theory.NONE;
    }
    try {
      Certificate certificate = Certificate.of(constants.get(), spec, radius);
      // Psi of a B layer is measured behind the next one.
      int last = spec.target().lastLayer();
      int watched = spec.target().roles().get(last) == Role.BLOCK ? last + 1 : last;
      return Theory.bounds(
          certificate.layers().get(watched - 1).preactivationError().log10(),
          certificate.error().log10(),
          WidthConditions.of(constants.get(), spec).smallestDelta(),
          certificate.assumptions().outside());
    } catch (InvalidValueException e) {
      // There is no proposition for it: single weights of a convolution.
      return Theory.NONE;
    }
  }
}
