package io.github.widesweep.job.run;

import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Trains a network again whose file was lost: gives the hash that came out. */
final class RestoreTask implements Function<RestoreTask.Lost, String> {
  private static final long serialVersionUID = 1;

  private final Broadcast<SharedSweep> shared;

  RestoreTask(Broadcast<SharedSweep> shared) {
    this.shared = shared;
  }

  /**
   * A network whose file was lost.
   *
   * @param weights what was recorded of it
   */
  record Lost(NetworkKey key, StoredWeights weights) implements Serializable {}

  @Override
  public String call(Lost lost) throws IOException {
    Worker worker = shared.value().worker();
    Optional<Network> network = worker.train(lost.key()).network();
    return network.isEmpty()
        ? "none"
        : Weights.restore(worker.output(), lost.weights(), network.get());
  }
}
