package io.github.widesweep.bound;

/** What an output error means for the loss (18), (30). */
public final class LossTransfer {
  private LossTransfer() {}

  /**
   * {@code L(Phihat) <= L(Phi) + 2 sqrt(eps L(Phi)) + eps = (sqrt(L(Phi)) + sqrt(eps))^2} for the
   * squared loss {@code L(Phi) = E||y - Phi(x)||^2}, by the triangle inequality in the mean square:
   * true on any samples on which {@code eps} bounds {@code E||Phi - Phihat||^2}. For a loss that is
   * a mean over {@code n} outputs, pass {@code eps / n}. Says nothing about cross-entropy.
   *
   * @param loss {@code L(Phi)}, the dense network's loss, in squared units of the outputs
   * @param outputError {@code eps}, in the same units and over the same samples
   * @return the bound; infinite if either is
   */
  public static Magnitude bound(Magnitude loss, Magnitude outputError) {
    return loss.sqrt().plus(outputError.sqrt()).squared();
  }
}
