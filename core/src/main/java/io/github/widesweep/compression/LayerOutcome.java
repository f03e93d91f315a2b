package io.github.widesweep.compression;

import org.ojalgo.matrix.store.R064Store;

/**
 * New weights of one layer, and how they were chosen.
 *
 * @param order the units in the order they were offered
 * @param scores the score of each at the moment it was chosen
 */
record LayerOutcome(R064Store weights, int[] order, double[] scores) {}
