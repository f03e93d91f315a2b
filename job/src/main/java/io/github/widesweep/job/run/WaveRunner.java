package io.github.widesweep.job.run;

import io.github.widesweep.job.store.DrawSet;
import io.github.widesweep.job.store.Lease;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.RunOrigin;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Runs waves as Spark jobs, several at a time, so that no core waits for the last task of a wave.
 * Executors make the rows and write them; the driver hears what a wave took, once it is committed.
 * For one thread.
 */
final class WaveRunner implements AutoCloseable {
  /** Jobs of this pool run in the order they came; those outside of it need not wait for them. */
  private static final String POOL = "waves";

  private final SparkSession spark;
  private final Output output;
  private final Lease lease;
  private final Waves.Origin origin;
  private final Broadcast<SharedSweep> shared;
  private final ExecutorService threads = Executors.newCachedThreadPool(WaveRunner::daemon);
  private final CompletionService<Runnable> waves = new ExecutorCompletionService<>(threads);
  private int training;
  private int compressing;

  /**
   * @param origin where rows come from; the invocation's name is that of Spark's job group too
   */
  WaveRunner(
      SparkSession spark,
      Output output,
      Lease lease,
      Waves.Origin origin,
      Broadcast<SharedSweep> shared) {
    this.spark = spark;
    this.output = output;
    this.lease = lease;
    this.origin = origin;
    this.shared = shared;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "wave");
    thread.setDaemon(true);
    return thread;
  }

  /** Number of waves of networks that are not yet committed. */
  int training() {
    return training;
  }

  /** Number of waves of runs that are not yet committed. */
  int compressing() {
    return compressing;
  }

  /**
   * Starts a wave of networks.
   *
   * @param tasks networks of each task
   * @param committed called by {@link #awaitOne} with all of them
   */
  void train(List<List<NetworkKey>> tasks, Consumer<List<TrainTask.Trained>> committed) {
    training++;
    submit(
        "train networks",
        Tables.NETWORKS,
        tasks,
        (CollectionAccumulator<TrainTask.Trained> trained) -> new TrainTask(shared, trained),
        trained -> Stream.empty(),
        trained -> {
          training--;
          committed.accept(trained);
        });
  }

  /**
   * Starts a wave of runs.
   *
   * @param tasks chunks of each task
   * @param committed called by {@link #awaitOne} with what each of them took
   */
  void compress(List<List<Order>> tasks, Consumer<List<ChunkTask.Measured>> committed) {
    compressing++;
    submit(
        "compress networks",
        Tables.RUNS,
        tasks,
        (CollectionAccumulator<ChunkTask.Measured> measured) -> new ChunkTask(shared, measured),
        ChunkTask.Measured::draws,
        measured -> {
          compressing--;
          committed.accept(measured);
        });
  }

  private <T, M> void submit(
      String description,
      Table<?> table,
      List<List<T>> tasks,
      Function<CollectionAccumulator<M>, RowTask<T>> task,
      Function<M, Stream<DrawSet>> draws,
      Consumer<List<M>> committed) {
    String name = Waves.newName();
    waves.submit(
        () -> {
          SparkContext context = spark.sparkContext();
          context.setLocalProperty("spark.scheduler.pool", POOL);
          context.setJobGroup(origin.invocation(), description + ": " + name, false);
          // Without a name: Spark's page of a stage would show every value.
          CollectionAccumulator<M> results = new CollectionAccumulator<>();
          context.register(results);
          JavaRDD<InternalRow> rows =
              JavaSparkContext.fromSparkContext(context)
                  .parallelize(tasks, tasks.size())
                  .mapPartitions(task.apply(results));
          output
              .waves(table)
              .writeAll(
                  frame(rows, RunOrigin.stored(table)),
                  name,
                  origin,
                  lease,
                  () -> results.value().stream().flatMap(draws).toList());
          return () -> committed.accept(results.value());
        });
  }

  /** Rows that are in Spark's own form already: the public ways convert each of them once more. */
  private Dataset<Row> frame(JavaRDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }

  /** Waits until a wave is committed, and tells who started it; throws what broke one. */
  void awaitOne() {
    try {
      waves.take().get().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waves were running", e);
    } catch (ExecutionException e) {
      throw Failure.unchecked(e.getCause());
    }
  }

  /** Ends the waves that are still running, if any; they are not committed. */
  void cancel() {
    spark.sparkContext().cancelJobGroupAndFutureJobs(origin.invocation());
  }

  @Override
  public void close() {
    if (training + compressing > 0) {
      cancel();
    }
    threads.shutdown();
  }
}
