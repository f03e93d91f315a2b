package io.github.widesweep.job.run;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.store.DrawSet;
import io.github.widesweep.job.table.RunOrigin;
import io.github.widesweep.job.table.RunRows;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.CollectionAccumulator;

/** Runs chunks: a row of {@code runs} for each of their runs. */
final class ChunkTask extends RowTask<Order> {
  private static final long serialVersionUID = 1;

  private final CollectionAccumulator<Measured> measured;

  ChunkTask(Broadcast<SharedSweep> shared, CollectionAccumulator<Measured> measured) {
    super(shared);
    this.measured = measured;
  }

  /**
   * What a chunk took, all that the driver hears of it.
   *
   * @param order the chunk
   * @param seconds time on its core
   * @param failed draws that are not ok
   * @param computed whether every run came to its end, so that the time says something
   * @param place where it was run
   */
  record Measured(
      Order order,
      double seconds,
      HashMap<CompressionSpec, BitSet> failed,
      boolean computed,
      Place place)
      implements Serializable {
    /** Number of runs that are not ok. */
    long failedRuns() {
      return failed.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** What its rows are. */
    Stream<DrawSet> draws() {
      return order.draws().entrySet().stream()
          .map(
              cell ->
                  DrawSet.of(
                      order.network(),
                      cell.getKey(),
                      order.calibrationSamples(),
                      cell.getValue(),
                      failed.getOrDefault(cell.getKey(), new BitSet(0))));
    }
  }

  @Override
  Iterator<InternalRow> rows(Worker worker, Order order) {
    long start = System.nanoTime();
    List<RunResult> results = worker.run(order.chunk(), order.weights());
    Place place = Place.here();
    RunOrigin origin = new RunOrigin(worker.invocation(), place.host(), place.blas());
    HashMap<CompressionSpec, BitSet> failed = new HashMap<>();
    boolean computed = true;
    for (RunResult result : results) {
      if (!result.status().isMeasured()) {
        failed
            .computeIfAbsent(result.key().compression(), how -> new BitSet())
            .set(result.key().draw());
      }
      computed &= result.status().isMeasured() || result.status() == Status.NON_FINITE;
    }
    double seconds = 1e-9 * (System.nanoTime() - start);
    measured.add(new Measured(order, seconds, failed, computed, place));
    return RunRows.of(origin, results);
  }
}
