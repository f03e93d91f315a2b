package io.github.widesweep.sweep.cost;

import io.github.widesweep.compression.CompressionSpec;

/**
 * A cell's part of a chunk.
 *
 * @param how the cell
 * @param stacks stacks that its draws are in
 * @param draws number of its draws
 */
record Share(CompressionSpec how, int stacks, int draws) {}
