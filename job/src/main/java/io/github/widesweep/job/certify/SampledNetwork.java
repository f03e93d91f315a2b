package io.github.widesweep.job.certify;

import io.github.widesweep.bound.LossTransfer;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.SampleCertificate;
import java.util.OptionalDouble;

/**
 * What the calibration samples themselves guarantee of one network.
 *
 * @param samples how many they are
 * @param certificate the bounds
 * @param errorSq mean of {@code ||y - Phi(x)||^2} over them
 * @param keep least keep probability that keeps the outputs' error within the requested one; empty
 *     if none does, or none was requested
 * @param keepLogits the same of the logits' error
 */
record SampledNetwork(
    int samples,
    SampleCertificate certificate,
    double errorSq,
    OptionalDouble keep,
    OptionalDouble keepLogits) {
  /** The bound of {@code E||y - Phihat(x)||^2} over the samples by (18). */
  Magnitude lossBound() {
    return LossTransfer.bound(Magnitude.of(errorSq), certificate.outputError());
  }
}
