package io.github.widesweep.compression;

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
 *     layers' outcome; NaN where no closed form is known: B layers, but for the identity and for
 *     rows of ReLU without bias
 */
public record LayerCompression(
    int layer,
    Role role,
    int units,
    int[] order,
    double[] scores,
    double psiStart,
    double psi,
    double psiExpected) {}
