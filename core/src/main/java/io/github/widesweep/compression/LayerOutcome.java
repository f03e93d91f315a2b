package io.github.widesweep.compression;

import io.github.widesweep.network.Layer;

/**
 * A compressed layer, and how its units were chosen.
 *
 * @param order the units in the order they were offered
 * @param scores the score of each at the moment it was chosen
 */
record LayerOutcome(Layer layer, int[] order, double[] scores) {}
