package io.github.widesweep.job.table;

import io.github.widesweep.sweep.run.NetworkResult;

/**
 * A trained network and where it is kept.
 *
 * @param result what training gave
 * @param file the file relative to the output; null unless training succeeded
 * @param sha256 hash of the file, hex; null unless training succeeded
 */
public record StoredNetwork(NetworkResult result, String file, String sha256) {}
