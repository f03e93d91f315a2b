package io.github.widesweep.training;

import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What training gave.
 *
 * @param network the trained network; empty if training diverged
 * @param epochLosses mean loss over the training samples as seen during each completed epoch, each
 *     sample before the step it takes part in
 * @param divergedEpoch the epoch, from 1, in which the loss or a weight stopped being finite; empty
 *     if none did
 */
public record Training(
    Optional<Network> network, List<Double> epochLosses, OptionalInt divergedEpoch) {
  public Training {
    epochLosses = List.copyOf(epochLosses);
  }

  /** Whether the loss or a weight stopped being finite. */
  public boolean diverged() {
    return divergedEpoch.isPresent();
  }
}
