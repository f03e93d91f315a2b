package io.github.widesweep.bound;

import io.github.widesweep.network.Activation;

/**
 * What Assumption 1 asks of an activation, in numbers; all are exact suprema.
 *
 * @param lipschitz the Lipschitz constant, which (8) wants to be at most 1; softmax has 1/2 in the
 *     l2 norm, since its Jacobian is symmetric with absolute row sums {@code 2 p_i (1 - p_i)}
 * @param curvature {@code sup |phi''|}, which (9) wants to be at most 1 in B layers; infinite for
 *     ReLU, and for softmax, which no B layer can have
 * @param atZero {@code phi(0)}, which (7) wants to be 0; NaN for softmax, which does not act entry
 *     by entry
 * @param range {@code sup |phi|} of one entry; infinite for unbounded activations
 */
public record ActivationConstants(double lipschitz, double curvature, double atZero, double range) {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** The constants of an activation, from calculus. */
  public static ActivationConstants of(Activation activation) {
    double logisticCurvature = 1 / (6 * Math.sqrt(3));
    return switch (activation) {
      case IDENTITY -> new ActivationConstants(1, 0, 0, INFINITE);
      case RELU -> new ActivationConstants(1, INFINITE, 0, INFINITE);
      case TANH -> new ActivationConstants(1, 4 / (3 * Math.sqrt(3)), 0, 1);
      case SIGMOID -> new ActivationConstants(0.25, logisticCurvature, 0.5, 1);
      case CENTERED_SIGMOID -> new ActivationConstants(0.25, logisticCurvature, 0, 0.5);
      case SOFTPLUS -> new ActivationConstants(1, 0.25, Math.log(2), INFINITE);
      case SOFTMAX -> new ActivationConstants(0.5, INFINITE, Double.NaN, 1);
    };
  }

  /**
   * The largest possible {@code ||phi(a) - phi(b)||} whatever the norms of {@code a} and {@code b}:
   * {@code sqrt(2)} for softmax, infinite for activations that act entry by entry, whose outputs
   * {@link #outputNorm} bounds.
   */
  double diameter() {
    return Double.isNaN(atZero) ? Math.sqrt(2) : INFINITE;
  }

  /**
   * Half the sum of the least and the largest slope: {@code phi(x) = centre x + g(x)} with a {@code
   * g} whose Lipschitz constant is {@link #slopeRadius()}. All activations that act entry by entry
   * increase, and all but the identity have slopes down to 0.
   */
  double slopeCentre() {
    return curvature == 0 ? lipschitz : lipschitz / 2;
  }

  /** Half the difference of the largest and the least slope; 0 for the identity. */
  double slopeRadius() {
    return lipschitz - slopeCentre();
  }

  /**
   * The largest possible {@code ||phi(a) - phi(b)||} over {@code units} entries: {@code sqrt(2)}
   * for softmax, infinite for unbounded activations.
   */
  public double largestDistance(long units) {
    return Math.min(diameter(), 2 * range * Math.sqrt((double) units));
  }

  /**
   * The largest possible {@code ||phi(a)||} over {@code units} entries when {@code ||a|| <= norm}.
   */
  double outputNorm(double norm, long units) {
    if (Double.isNaN(atZero)) {
      // Probabilities: their squares sum to at most 1.
      return 1;
    }
    double root = Math.sqrt((double) units);
    return Math.min(lipschitz * norm + Math.abs(atZero) * root, range * root);
  }
}
