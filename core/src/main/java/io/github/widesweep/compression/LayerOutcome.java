package io.github.widesweep.compression;

import io.github.widesweep.network.Layer;

/**
 * A compressed layer, and how its units were chosen.
 *
 * @param layer the layer with its weights replaced
 * @param order the units in the order they were offered: row-major index for weights
 * @param scores the score of each at the moment it was chosen
 * @param nonzeros weights that are not zero
 * @param distinctValues distinct weights, 0 and -0 being one
 */
public record LayerOutcome(
    Layer layer, int[] order, double[] scores, long nonzeros, int distinctValues) {}
