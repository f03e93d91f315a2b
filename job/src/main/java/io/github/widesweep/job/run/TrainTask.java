package io.github.widesweep.job.run;

import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.StoredNetwork;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.NetworkResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Trains networks and stores their weights, or measures those there are: a row of {@code networks}
 * each.
 */
final class TrainTask extends RowTask<NetworkKey> {
  private static final long serialVersionUID = 1;

  private final CollectionAccumulator<Trained> trained;

  TrainTask(Broadcast<SharedSweep> shared, CollectionAccumulator<Trained> trained) {
    super(shared);
    this.trained = trained;
  }

  /**
   * A network that was trained.
   *
   * @param key its coordinates
   * @param weights where it is kept
   * @param place where it was trained
   */
  record Trained(NetworkKey key, StoredWeights weights, Place place)
      implements java.io.Serializable {}

  @Override
  Iterator<InternalRow> rows(Worker worker, NetworkKey key) {
    NetworkResult result = worker.train(key);
    StoredWeights weights =
        result
            .network()
            .map(network -> store(worker, key, network))
            .orElseGet(() -> new StoredWeights(result.status(), null, null));
    trained.add(new Trained(key, weights, Place.here()));
    StoredNetwork row = new StoredNetwork(result, weights.file(), weights.sha256());
    return List.of(Tables.NETWORKS.internalRow(row)).iterator();
  }

  private static StoredWeights store(Worker worker, NetworkKey key, Network network) {
    if (key.isOwn()) {
      return Weights.own(worker.output(), key);
    }
    try {
      return Weights.write(worker.output(), key.id(), network);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store network " + key.id(), e);
    }
  }
}
