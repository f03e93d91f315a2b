package io.github.widesweep.job.certify;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.LayerConstants;
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
 * @param subject which network
 * @param constants its constants
 * @param certificate the bounds
 * @param conditions what the theorems ask of its widths
 * @param trainErrorSq mean of {@code ||y - Phi(x)||^2} over the training samples; empty without
 *     data
 * @param outputSq mean of {@code ||Phi(x)||^2} over the training samples; empty without data
 * @param sampled what the calibration samples guarantee; empty if not asked for, or if nothing is
 *     known of a layer's draws
 * @param omega noise level of the data (12); empty if not known
 * @param parameter keep probability, or number of levels, at which the requested error is met;
 *     empty if at none, or if none was requested
 * @param widths by hidden layer, the width at which it is met; empty if at none
 */
public record CertifiedNetwork(
    Subject subject,
    NetworkConstants constants,
    Certificate certificate,
    WidthConditions conditions,
    OptionalDouble trainErrorSq,
    OptionalDouble outputSq,
    Optional<SampledNetwork> sampled,
    OptionalDouble omega,
    OptionalDouble parameter,
    Map<Integer, OptionalLong> widths) {
  /** Its file or its id. */
  String name() {
    return subject.name();
  }

  /** What the guarantee from norms is worth. */
  Verdict verdict() {
    return verdict(certificate.guarantee());
  }

  /** What the bound from the samples is worth, if there is one. */
  Optional<Verdict> sampledVerdict() {
    return sampled.map(own -> verdict(own.certificate().outputError()));
  }

  private Verdict verdict(Magnitude bound) {
    return Verdict.of(bound, last(), outputSq);
  }

  /** The last layer. */
  LayerConstants last() {
    return constants.layer(constants.depth());
  }

  /**
   * The bound of {@code E||y - Phihat(x)||^2} over the training samples by (18), from what is
   * guaranteed; empty without data.
   */
  Optional<Magnitude> lossBound() {
    return trainErrorSq.isEmpty()
        ? Optional.empty()
        : Optional.of(
            LossTransfer.bound(Magnitude.of(trainErrorSq.getAsDouble()), certificate.guarantee()));
  }

  /**
   * The factor of Corollary 5 (25), from what is guaranteed: {@code L(Phihat) <= factor L(Phi) +}
   * {@link Certificate#guarantee}. Empty without a noise level.
   */
  Optional<Magnitude> lossFactor() {
    return omega.isEmpty()
        ? Optional.empty()
        : Optional.of(LossTransfer.factor(certificate.guarantee(), omega.getAsDouble()));
  }

  /**
   * The bound of {@code E||y - Phihat(x)||^2} over the training samples by (25). Empty without data
   * or noise level, and if {@code E||y - Phi(x)||^2} is below {@code omega^2} there: (25) needs
   * more.
   */
  Optional<Magnitude> noisyLossBound() {
    if (omega.isEmpty() || trainErrorSq.isEmpty()) {
      return Optional.empty();
    }
    Magnitude loss = Magnitude.of(trainErrorSq.getAsDouble());
    return LossTransfer.isPossible(loss, omega.getAsDouble())
        ? Optional.of(LossTransfer.bound(loss, certificate.guarantee(), omega.getAsDouble()))
        : Optional.empty();
  }
}
