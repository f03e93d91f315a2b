package io.github.widesweep.bound;

import io.github.widesweep.compression.Role;
import java.util.List;
import java.util.Optional;

/**
 * What {@link SampleBounds} proves of a compression: bounds of mean squared errors over the
 * calibration samples, in expectation over the draws.
 *
 * @param steps the bounds at the pre-activations, from the first of which something is known to the
 *     logits; a B layer whose rows are known by what they add behind the next has none of its own
 * @param outputError bound of {@code E mean_s |Phi(x_s) - Phihat(x_s)|^2}, squared units of the
 *     outputs: never above the squared diameter of what the last activation can give, 2 for softmax
 */
public record SampleCertificate(List<Step> steps, Magnitude outputError) {
  /**
   * The bound at one layer.
   *
   * @param layer layer number {@code k}, from 1
   * @param role its role; empty if it is not compressed itself
   * @param added bound of what its own draws add, 0 if there are none
   * @param preactivationError bound of {@code E mean_s |W_k z_{k-1} - What_k zh_{k-1}|^2}
   */
  public record Step(
      int layer, Optional<Role> role, Magnitude added, Magnitude preactivationError) {}

  public SampleCertificate {
    steps = List.copyOf(steps);
  }

  /**
   * Bound of the mean squared error of the logits, the last pre-activations: {@code E mean_s |y_s -
   * yhat_s|^2}.
   */
  public Magnitude logitError() {
    return steps.get(steps.size() - 1).preactivationError();
  }
}
