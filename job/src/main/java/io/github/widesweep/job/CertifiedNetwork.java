package io.github.widesweep.job;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.LossTransfer;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.WidthConditions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is certified of one network.
 *
 * @param name its file or its id
 * @param constants its constants
 * @param certificate the bounds
 * @param conditions what the theorem asks of its widths
 * @param noiseLevelSq mean of {@code ||y - Phi(x)||^2} over the training samples; empty without
 *     data
 * @param parameter keep probability, or number of levels, at which the requested error is met;
 *     empty if at none, or if none was requested
 * @param widths by hidden layer, the width at which it is met; empty if at none
 */
record CertifiedNetwork(
    String name,
    NetworkConstants constants,
    Certificate certificate,
    WidthConditions conditions,
    OptionalDouble noiseLevelSq,
    OptionalDouble parameter,
    Map<Integer, OptionalLong> widths) {
  /**
   * The bound of {@code E||y - Phihat(x)||^2} by (18), from what is guaranteed; empty without data.
   */
  Optional<Magnitude> lossBound() {
    return noiseLevelSq.isEmpty()
        ? Optional.empty()
        : Optional.of(
            LossTransfer.bound(Magnitude.of(noiseLevelSq.getAsDouble()), certificate.guarantee()));
  }
}
