package io.github.widesweep.job.store;

import io.github.widesweep.sweep.run.Status;
import java.io.Serializable;

/**
 * What {@code networks} says of a network's weights.
 *
 * @param status how training ended
 * @param file the file relative to the output; null unless the status is ok
 * @param sha256 hash of the file, hex; null unless the status is ok
 */
public record StoredWeights(Status status, String file, String sha256) implements Serializable {
  /** Whether there is a network. */
  public boolean isThere() {
    return sha256 != null;
  }
}
