package io.github.widesweep.sweep;

import java.io.Serializable;

/**
 * What theory says of a run, to stand beside its measurements. Numbers that do not exist are NaN.
 *
 * @param psiExpected closed-form expectation of the last compressed layer's {@code Psi}; none in
 *     most B layers
 * @param logitErrorSqExpected closed-form expectation of the squared logit error over the test
 *     samples; only where everything behind the last compressed layer is linear
 * @param boundPsiLog10 decimal logarithm of the bound of the expectation of {@code Psi} by
 *     Propositions 18 to 25; none for single weights of a convolution
 * @param boundOutputLog10 the same for {@code E||Phi(x) - Phihat(x)||^2} over the calibration
 *     samples, by the recursion of Lemma 17
 * @param conditionsDelta the smallest {@code delta} for which the theorems' conditions on widths
 *     hold, as {@link io.github.widesweep.bound.WidthConditions} solves them; none for single
 *     weights of a convolution
 * @param outsideAssumptions whether the bounds are without guarantee, or there are none
 */
public record Theory(
    double psiExpected,
    double logitErrorSqExpected,
    double boundPsiLog10,
    double boundOutputLog10,
    double conditionsDelta,
    boolean outsideAssumptions)
    implements Serializable {
  private static final double NO = Double.NaN;

  /** No bound and no expectation. */
  static final Theory NONE = new Theory(NO, NO, NO, NO, NO, true);

  /** The bounds alone. */
  static Theory bounds(
      double psiLog10, double outputLog10, double conditionsDelta, boolean outsideAssumptions) {
    return new Theory(NO, NO, psiLog10, outputLog10, conditionsDelta, outsideAssumptions);
  }

  /** The same bounds with expectations. */
  Theory withExpected(double psi, double logitErrorSq) {
    return new Theory(
        psi, logitErrorSq, boundPsiLog10, boundOutputLog10, conditionsDelta, outsideAssumptions);
  }
}
