package io.github.widesweep.job.run;

import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.StoredNetwork;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.NetworkResult;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** A task of the first stage: trains networks and stores their weights. */
public final class TrainTask
    extends AbstractFunction2<TaskContext, Iterator<NetworkKey>, Report<TrainTask.Trained>>
    implements Serializable {
  private final Broadcast<SharedSweep> shared;

  TrainTask(Broadcast<SharedSweep> shared) {
    this.shared = shared;
  }

  /**
   * A network that was trained.
   *
   * @param id its name
   * @param sha256 hash of its file; null if training failed
   * @param row its row in {@code networks}
   */
  record Trained(String id, String sha256, Row row) implements Serializable {}

  @Override
  public Report<Trained> apply(TaskContext context, Iterator<NetworkKey> keys) {
    SharedSweep sweep = shared.value();
    long start = System.nanoTime();
    List<Trained> trained = new ArrayList<>();
    while (keys.hasNext()) {
      trained.add(train(sweep, keys.next()));
    }
    return Report.of(trained, start);
  }

  private static Trained train(SharedSweep sweep, NetworkKey key) {
    NetworkResult result = sweep.runner().train(key);
    StoredNetwork stored =
        result
            .network()
            .map(network -> store(sweep.output(), result, network))
            .orElseGet(() -> new StoredNetwork(result, null, null));
    return new Trained(key.id(), stored.sha256(), Tables.NETWORKS.row(stored));
  }

  private static StoredNetwork store(Output output, NetworkResult result, Network network) {
    String fileName = Weights.fileName(result.key().id());
    try {
      String sha256 = Weights.write(output, fileName, network);
      return new StoredNetwork(result, Output.relative(output.weights(fileName)), sha256);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store network " + result.key().id(), e);
    }
  }
}
