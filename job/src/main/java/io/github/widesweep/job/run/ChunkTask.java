package io.github.widesweep.job.run;

import io.github.widesweep.job.store.Weights;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.run.RunResult;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** A task of the second stage: runs chunks. */
public final class ChunkTask
    extends AbstractFunction2<TaskContext, Iterator<ChunkTask.Order>, Report<RunResult>>
    implements Serializable {
  private final Broadcast<SharedSweep> shared;

  ChunkTask(Broadcast<SharedSweep> shared) {
    this.shared = shared;
  }

  /**
   * What a task is asked to do.
   *
   * @param chunk the runs
   * @param sha256 recorded hash of the network's file; null if its training failed
   */
  record Order(Chunk chunk, String sha256) implements Serializable {}

  @Override
  public Report<RunResult> apply(TaskContext context, Iterator<Order> orders) {
    SharedSweep sweep = shared.value();
    long start = System.nanoTime();
    List<RunResult> results = new ArrayList<>();
    while (orders.hasNext()) {
      Order order = orders.next();
      results.addAll(sweep.runner().run(order.chunk(), network(sweep, order)));
    }
    return Report.of(results, start);
  }

  private static Optional<Network> network(SharedSweep sweep, Order order) {
    if (order.sha256() == null) {
      return Optional.empty();
    }
    String fileName = Weights.fileName(order.chunk().network().id());
    try {
      return Optional.of(Weights.read(sweep.output(), fileName, order.sha256()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read network " + order.chunk().network().id() + ": " + e.getMessage(), e);
    }
  }
}
