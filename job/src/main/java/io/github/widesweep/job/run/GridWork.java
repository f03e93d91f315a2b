package io.github.widesweep.job.run;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.StoppedException;
import io.github.widesweep.job.run.ChunkTask.Measured;
import io.github.widesweep.job.run.TrainTask.Trained;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Trains and compresses what is missing of a grid, in waves that are committed one by one. */
final class GridWork {
  /** Waves of each kind at once: while one is being committed, another keeps the cores busy. */
  private static final int TRAINING_WAVES = 2;

  private static final int RUN_WAVES = 3;

  private final SparkSession spark;
  private final Output output;
  private final RunAction.Settings settings;
  private final CostModel cost;
  private final Account account;
  private final WaveRunner waves;
  private final Broadcast<SharedSweep> shared;
  private final PrintWriter err;

  GridWork(
      SparkSession spark,
      Output output,
      RunAction.Settings settings,
      CostModel cost,
      Account account,
      WaveRunner waves,
      Broadcast<SharedSweep> shared,
      PrintWriter err) {
    this.spark = spark;
    this.output = output;
    this.settings = settings;
    this.cost = cost;
    this.account = account;
    this.waves = waves;
    this.shared = shared;
    this.err = err;
  }

  /** Does what is missing of a grid. */
  RunAction.Outcome run(Grid grid) {
    Sessions.describe(spark, "see what is done");
    Done done = Done.read(output, grid, () -> spark);
    long failedBefore = account.failed();
    int cores = spark.sparkContext().defaultParallelism();
    Chunker chunker = Chunker.of(grid, cost, settings.chunkSeconds()).balanced(cores);
    TimeLeft left = new TimeLeft(toDo(grid, chunker, done), cores, System::nanoTime);
    try (Progress progress = new Progress("runs", grid.runCount(), done.runs(), left, err)) {
      restore(grid, done);
      flow(grid, chunker, done, progress, left);
    }
    return new RunAction.Outcome(
        account.runs(), done.failedRuns() + account.failed() - failedBefore, done.outside());
  }

  private Remaining toDo(Grid grid, Chunker chunker, Done done) {
    return done.runs() == 0 && done.networks().isEmpty()
        ? Remaining.all(grid, cost, chunker)
        : Remaining.of(grid, cost, chunker, done.networks().keySet(), done);
  }

  private List<NetworkKey> costliestFirst(Grid grid) {
    return grid.networks().stream()
        .sorted(
            Comparator.comparingDouble((NetworkKey key) -> cost.trainingSeconds(key)).reversed())
        .toList();
  }

  /** Trains networks again whose files were lost: they must be the networks of the rows. */
  private void restore(Grid grid, Done done) {
    Set<String> files = Weights.files(output);
    List<RestoreTask.Lost> lost =
        costliestFirst(grid).stream()
            .filter(key -> done.networks().containsKey(key.id()))
            .map(key -> new RestoreTask.Lost(key, done.networks().get(key.id())))
            .filter(network -> network.weights().isThere())
            .filter(network -> !files.contains(network.weights().file()))
            .toList();
    if (lost.isEmpty()) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Sessions.describe(spark, "train networks again whose files were lost");
    List<String> found =
        context.parallelize(lost, lost.size()).map(new RestoreTask(shared)).collect();
    for (int i = 0; i < lost.size(); i++) {
      StoredWeights recorded = lost.get(i).weights();
      if (!found.get(i).equals(recorded.sha256())) {
        throw new UserException(
            "%s: was lost, and training it again gave other weights (SHA-256 %s, recorded %s);"
                    .formatted(recorded.file(), found.get(i), recorded.sha256())
                + " restore the file, or start in another output");
      }
    }
  }

  /** Networks are compressed as soon as they are stored, while others are still in training. */
  private void flow(Grid grid, Chunker chunker, Done done, Progress progress, TimeLeft left) {
    IntSupplier cores = spark.sparkContext()::defaultParallelism;
    WavePlan training = new WavePlan(settings.waveSeconds(), chunker.targetSeconds(), cores);
    WavePlan compression = new WavePlan(settings.waveSeconds(), chunker.targetSeconds(), cores);
    Orders orders = new Orders(chunker, done);
    List<NetworkKey> missing = new ArrayList<>();
    for (NetworkKey key : costliestFirst(grid)) {
      StoredWeights weights = done.networks().get(key.id());
      if (weights == null) {
        missing.add(key);
      } else {
        orders.add(key, weights);
      }
    }
    Iterator<NetworkKey> untrained = missing.iterator();
    do {
      while (untrained.hasNext() && waves.training() < TRAINING_WAVES) {
        waves.train(
            training.next(untrained, key -> cost.trainingSeconds(key)),
            trained -> trained(trained, orders, left));
      }
      while (orders.hasNext() && waves.compressing() < RUN_WAVES) {
        waves.compress(
            compression.next(orders, Order::estimatedSeconds),
            measured -> measured(measured, compression, progress, left));
      }
      if (waves.training() + waves.compressing() > 0) {
        waves.awaitOne();
      }
      if (account.failed() > settings.mostFailures()) {
        throw new StoppedException(
            "%s failed, more than --max-failures %,d, as the rows say"
                .formatted(Messages.count(account.failed(), "run"), settings.mostFailures()),
            null);
      }
    } while (untrained.hasNext() || orders.hasNext() || waves.training() + waves.compressing() > 0);
  }

  private void trained(List<Trained> networks, Orders orders, TimeLeft left) {
    account.trained(networks);
    networks.forEach(network -> left.trained(cost.trainingSeconds(network.key())));
    networks.stream()
        .sorted(Comparator.comparingInt((Trained network) -> network.key().width()).reversed())
        .forEach(network -> orders.add(network.key(), network.weights()));
  }

  private void measured(List<Measured> chunks, WavePlan plan, Progress progress, TimeLeft left) {
    account.measured(chunks);
    for (Measured chunk : chunks) {
      plan.measured(chunk.order().estimatedSeconds(), chunk.seconds());
      left.measured(chunk.order().estimatedSeconds(), chunk.seconds());
      progress.add(chunk.order().runs());
    }
  }
}
