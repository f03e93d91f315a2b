package io.github.widesweep.compression;

import java.util.Optional;

/**
 * What was done to one layer.
 *
 * @param layer layer number, from 1
 * @param role W or B
 * @param units number of units in the layer
 * @param order the units in the order they were offered: row-major index for weights
 * @param scores the score of each at the moment it was chosen
 * @param psiStart the watched loss {@code Psi} at the dense weights: 0 unless an earlier layer was
 *     compressed
 * @param psi the watched loss at the compressed weights
 * @param psiExpected the expectation of {@code psi} over this layer's draws, given the earlier
 *     layers' outcome; NaN where no closed form is known; {@code psi} for methods without
 *     randomness
 * @param psiBound a proven upper bound of that expectation, rounding apart; NaN where none is known
 * @param watchedEnergy the mean squared length of the dense output that {@code psi} is about, see
 *     {@link LayerProblem#watchedEnergy}
 * @param variances the variance of each unit's draw by position, see {@link LayerPlan#variances}
 * @param nonzeros weights that are not zero after it
 * @param distinctValues distinct weights after it, 0 and -0 being one
 * @param fallback see {@link LayerOutcome}
 * @param seconds time on the clock to plan and draw it and to compute {@code psi}: of the first
 *     compressed layer its share of the stack's, the plan included where the stack made it
 */
public record LayerCompression(
    int layer,
    Role role,
    int units,
    int[] order,
    double[] scores,
    double psiStart,
    double psi,
    double psiExpected,
    double psiBound,
    double watchedEnergy,
    Optional<double[]> variances,
    long nonzeros,
    int distinctValues,
    Optional<String> fallback,
    double seconds) {
  /** {@code psi} as a part of the mean squared length of what it is about; NaN where that is 0. */
  public double psiRelative() {
    return watchedEnergy == 0 ? Double.NaN : psi / watchedEnergy;
  }
}
