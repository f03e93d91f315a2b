package io.github.widesweep.job.certify;

import io.github.widesweep.bound.ActivationConstants;
import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.network.Activation;
import java.util.OptionalDouble;

/**
 * What a bound of the outputs' squared error is worth: set against the largest error there can be,
 * or, where outputs are unbounded, against the outputs themselves.
 */
enum Verdict {
  /** No less than what holds of any two networks with this last activation. */
  VACUOUS,
  /** Larger than the mean square of the dense network's outputs. */
  WEAK,
  /** Less than that. */
  USEFUL,
  /** There is nothing to compare it with: unbounded outputs and no samples. */
  OPEN,
  /** There is no bound. */
  NONE;

  /** A bound that is the limit is often its logarithm's exponential: rounding is no news. */
  private static final double ROUNDING = 1e-9;

  /**
   * @param last the last layer
   * @param outputSq mean of {@code ||Phi(x)||^2} over the data; empty without data
   */
  static Verdict of(Magnitude bound, LayerConstants last, OptionalDouble outputSq) {
    double limit = limit(last);
    if (limit < Double.POSITIVE_INFINITY) {
      return bound.value() < limit * (1 - ROUNDING) ? USEFUL : VACUOUS;
    }
    if (outputSq.isEmpty()) {
      return bound.value() < Double.POSITIVE_INFINITY ? OPEN : VACUOUS;
    }
    return bound.value() < outputSq.getAsDouble() ? USEFUL : WEAK;
  }

  /** The largest possible {@code ||Phi - Phihat||^2}; infinite for unbounded activations. */
  private static double limit(LayerConstants last) {
    double distance = ActivationConstants.of(last.activation()).largestDistance(last.outputs());
    return distance * distance;
  }

  /** Why, in a sentence. */
  String reason(LayerConstants last) {
    double limit = limit(last);
    return switch (this) {
      case VACUOUS ->
          last.activation() == Activation.SOFTMAX
              ? "two probability vectors differ by at most 2, whatever is done to the network"
              : limit < Double.POSITIVE_INFINITY
                  ? "outputs of %s differ by at most %.4g, whatever is done to the network"
                      .formatted(CertificateReport.lower(last.activation()), limit)
                  : "it is infinite";
      case WEAK -> "more than E||Phi||^2, the mean square of the outputs themselves";
      case USEFUL ->
          limit < Double.POSITIVE_INFINITY
              ? "less than %.4g, the largest squared distance of two outputs".formatted(limit)
              : "less than E||Phi||^2, the mean square of the outputs themselves";
      case NONE -> "nothing is known of a layer's draws";
      case OPEN -> "to be compared with the outputs' own size, which needs data";
    };
  }
}
