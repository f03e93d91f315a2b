package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

/**
 * What an output error means for the squared loss {@code L(Phi) = E||y - Phi(x)||^2}: (18), (24),
 * (30), (38), and Corollary 5 (25). Both are given here with {@code E}, any bound of {@code E||Phi
 * - Phihat||^2}, in place of the theorems' {@code c1^{2m} eps}; the loss and {@code E} are over the
 * same distribution or the same samples. Neither covers cross-entropy.
 */
public final class LossTransfer {
  private LossTransfer() {}

  /**
   * (18): {@code L(Phihat) <= L(Phi) + 2 sqrt(E L(Phi)) + E = (sqrt(L(Phi)) + sqrt(E))^2}, by the
   * triangle inequality in the mean square. For a loss that is a mean over {@code n} outputs, pass
   * {@code E / n}.
   *
   * @param loss {@code L(Phi)}, the dense network's loss, in squared units of the outputs
   * @param outputError {@code E}, in the same units
   * @return the bound, in the same units; infinite if either is
   */
  public static Magnitude bound(Magnitude loss, Magnitude outputError) {
    return loss.sqrt().plus(outputError.sqrt()).squared();
  }

  /**
   * The factor of Corollary 5 (25): {@code L(Phihat) <= (1 + 2 sqrt(E)/omega) L(Phi) + E}. Needs no
   * labels; {@code omega} is a property of the data alone.
   *
   * @param outputError {@code E}, in squared units of the outputs
   * @param omega noise level of (12), {@code E||y - E[y|x]||^2 >= omega^2}, in units of the outputs
   * @return at least 1, without unit; infinite if {@code E} is
   * @throws io.github.widesweep.InvalidValueException unless {@code omega} is positive and finite
   */
  public static Magnitude factor(Magnitude outputError, double omega) {
    require(
        omega > 0 && omega < Double.POSITIVE_INFINITY, "omega", omega, "a positive finite number");
    Magnitude twice = outputError.sqrt().times(2);
    return Magnitude.ONE.plus(new Magnitude(twice.log() - Math.log(omega)));
  }

  /**
   * Corollary 5 (25): {@code (1 + 2 sqrt(E)/omega) L(Phi) + E}. It follows from (18) wherever
   * {@code L(Phi) >= omega^2}, and is never below it.
   *
   * @param loss {@code L(Phi)}, in squared units of the outputs
   * @param outputError {@code E}, in the same units
   * @param omega noise level, in units of the outputs
   * @return the bound, in squared units of the outputs; infinite if the loss or {@code E} is
   * @throws io.github.widesweep.InvalidValueException unless {@code omega} is positive and at most
   *     {@code sqrt(L(Phi))}: under (12) no network has a loss below {@code omega^2}
   */
  public static Magnitude bound(Magnitude loss, Magnitude outputError, double omega) {
    Magnitude factor = factor(outputError, omega);
    require(
        isPossible(loss, omega),
        "omega",
        omega,
        "at most %s: no loss is below omega^2 (12)".formatted(loss.sqrt().value()));
    return factor.times(loss).plus(outputError);
  }

  /**
   * Whether a loss is one that data of noise level {@code omega} allow, {@code omega^2} or more.
   */
  public static boolean isPossible(Magnitude loss, double omega) {
    return Math.log(omega) <= loss.sqrt().log();
  }
}
