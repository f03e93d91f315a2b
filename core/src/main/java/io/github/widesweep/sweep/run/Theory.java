package io.github.widesweep.sweep.run;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import java.io.Serializable;
import java.util.Optional;

/**
 * What theory says of a run, to stand beside its measurements: nothing of it depends on the draw.
 * Numbers that do not exist are NaN.
 *
 * @param boundPsiLog10 decimal logarithm of the bound of the expectation of {@code Psi} by
 *     Propositions 18 to 25; none for single weights of a convolution
 * @param boundOutputLog10 the same for {@code E||Phi(x) - Phihat(x)||^2} over the calibration
 *     samples, by the recursion of Lemma 17
 * @param boundSampleLog10 decimal logarithm of the bound of the expectation, over the draws, of the
 *     mean squared error of the logits over the calibration samples, by {@link
 *     io.github.widesweep.bound.SampleBounds}; none where nothing is known of a layer's draws
 * @param conditionsDelta the smallest {@code delta} for which the theorems' conditions on widths
 *     hold, as {@link WidthConditions} solves them; none for single weights of a convolution
 * @param outsideAssumptions whether the first two bounds are without guarantee, or there are none
 */
public record Theory(
    double boundPsiLog10,
    double boundOutputLog10,
    double boundSampleLog10,
    double conditionsDelta,
    boolean outsideAssumptions)
    implements Serializable {
  /** Nothing is said. */
  static final Theory NONE = new Theory(Double.NaN, Double.NaN, Double.NaN, Double.NaN, true);

  /**
   * The bounds of a compression; of its norms {@link #NONE} where there is no proposition for it.
   *
   * @param constants the network's constants; empty if a norm is not finite
   * @param radius length of the longest calibration sample: bounds hold for inputs as long
   * @param boundSample over the calibration samples; empty if there is none
   */
  static Theory of(
      Optional<NetworkConstants> constants,
      CompressionSpec spec,
      double radius,
      Optional<Magnitude> boundSample) {
    double sample = boundSample.map(Magnitude::log10).orElse(Double.NaN);
    Theory ofNorms = ofNorms(constants, spec, radius);
    return new Theory(
        ofNorms.boundPsiLog10,
        ofNorms.boundOutputLog10,
        sample,
        ofNorms.conditionsDelta,
        ofNorms.outsideAssumptions);
  }

  private static Theory ofNorms(
      Optional<NetworkConstants> constants, CompressionSpec spec, double radius) {
    if (constants.isEmpty()) {
      return NONE;
    }
    try {
      Certificate certificate = Certificate.of(constants.get(), spec, radius);
      // Psi of a B layer is measured behind the next one.
      int last = spec.target().lastLayer();
      int watched = spec.target().roles().get(last) == Role.BLOCK ? last + 1 : last;
      return new Theory(
          certificate.layers().get(watched - 1).preactivationError().log10(),
          certificate.error().log10(),
          Double.NaN,
          WidthConditions.of(constants.get(), spec).smallestDelta(),
          certificate.assumptions().outside());
    } catch (InvalidValueException e) {
      return NONE;
    }
  }
}
