package io.github.widesweep.job.run;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.StoppedException;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.ChunkTask.Measured;
import io.github.widesweep.job.run.TrainTask.Trained;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Lease;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Retry;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Does what is missing of a sweep in an output: one invocation of {@code run}. */
public final class RunAction {
  /** Waves of each kind at once: while one is being committed, another keeps the cores busy. */
  private static final int TRAINING_WAVES = 2;

  private static final int RUN_WAVES = 3;

  /** When what work took is recorded first, while it goes on; each time after twice as late. */
  private static final double FIRST_RECORD_SECONDS = 20;

  private final SparkSession spark;
  private final Output output;
  private final Sweep sweep;
  private final Settings settings;
  private final PrintWriter err;
  private final CostModel cost;
  private final CostRecord record;
  private final Tally tally = new Tally();
  private final long begun = System.nanoTime();
  private double recordSeconds = FIRST_RECORD_SECONDS;
  private int steps;

  /** This invocation with what it has asked for until now; null before it is recorded. */
  private Invocation asking;

  /**
   * How the work is cut; no effect on rows.
   *
   * @param chunkSeconds how long a task should take; less where a sweep is short
   * @param waveSeconds how long a wave should take, which is what a kill may cost
   * @param mostFailures how many runs may fail until the rest is left undone
   * @param before what to do with what is there
   */
  public record Settings(
      double chunkSeconds, double waveSeconds, long mostFailures, Before before) {}

  /** What to do with earlier rows of the output. */
  public enum Before {
    /** Finished runs stay, failed ones too. */
    KEEP,
    /** Finished runs stay, but for those whose failure may pass: they are done again. */
    RETRY,
    /** Nothing stays. */
    REMOVE
  }

  /**
   * What came of it.
   *
   * @param runs runs done by this invocation
   * @param failed runs of the grid, done now or before, that are not ok
   * @param outside runs that are there and not of the grid
   */
  public record Outcome(long runs, long failed, long outside) {
    /** With no run outside of the grid. */
    public Outcome(long runs, long failed) {
      this(runs, failed, 0);
    }

    public int exitStatus() {
      return failed == 0 ? ExitStatus.DONE : ExitStatus.FAILED_RUNS;
    }
  }

  public RunAction(
      SparkSession spark, Output output, Sweep sweep, Settings settings, PrintWriter err) {
    this.spark = spark;
    this.output = output;
    this.sweep = sweep;
    this.settings = settings;
    this.err = err;
    Rates rates = Provenance.rates(output).orElse(Rates.DEFAULT);
    this.cost = CostModel.of(sweep.spec(), sweep.data(), rates);
    this.record = new CostRecord(cost, rates);
  }

  /**
   * Does all of the sweep; whatever breaks it off, what was committed stays.
   *
   * @param command what the user asked for, shown to another process that wants the output
   * @throws UserException if another process writes there, or rows there belong to another sweep
   * @throws StoppedException if something outside of the program broke it off
   */
  public Outcome run(String command) {
    return run(command, Inquiry.all(sweep.grid()));
  }

  /**
   * Does what an inquiry asks for, step by step.
   *
   * @param inquiry asked when the output is held by this process, and its rows are of this sweep
   * @throws UserException if another process writes there, or rows there belong to another sweep
   * @throws StoppedException if something outside of the program broke it off
   */
  public Outcome run(String command, Inquiry inquiry) {
    try (Lease lease = Lease.acquire(output, command)) {
      if (settings.before() == Before.REMOVE) {
        output.clear();
      }
      Provenance.requireSame(output, sweep);
      Invocation invocation =
          Invocation.started(
              Waves.newName().replace("wave", "invocation"),
              sweep,
              spark.version(),
              spark.sparkContext().master());
      describe("record the invocation");
      Grid first = inquiry.next().orElseThrow();
      asking = invocation.asking(first.asked());
      Provenance.write(spark, output, asking);
      return run(lease, first, inquiry);
    } catch (UserException | StoppedException e) {
      throw e;
    } catch (Throwable e) {
      // Spark that has ended by itself fails in many ways.
      throw Sessions.ended()
          .<RuntimeException>map(reason -> stopped(reason, e))
          .orElseGet(() -> Failure.unchecked(e));
    } finally {
      spark.sparkContext().clearJobGroup();
      describe("show the results");
    }
  }

  private Outcome run(Lease lease, Grid first, Inquiry inquiry) {
    String id = asking.id();
    try (Shutdown shutdown =
        new Shutdown(() -> spark.sparkContext().cancelJobGroupAndFutureJobs(id))) {
      try {
        // The jobs of waves are of this group too: a signal ends all at once.
        spark.sparkContext().setJobGroup(id, "", false);
        Outcome outcome = work(lease, first, inquiry);
        describe("record the end");
        Provenance.write(spark, output, ended(outcome.exitStatus()));
        return outcome;
      } catch (Throwable e) {
        // Not only unchecked ones: Spark throws exceptions that its signatures do not declare.
        recordFailure(e);
        throw explained(e, shutdown.hasBegun());
      }
    }
  }

  /** What is not the program's fault, in one line. */
  private RuntimeException explained(Throwable failure, boolean told) {
    Optional<String> storage = Failure.storage(failure);
    String reason;
    if (told) {
      reason = "told to end";
    } else if (failure instanceof StoppedException) {
      reason = failure.getMessage();
    } else if (storage.isPresent()) {
      reason = "output %s: %s".formatted(output.root(), storage.get());
    } else {
      return Failure.unchecked(failure);
    }
    return stopped(reason, failure);
  }

  private StoppedException stopped(String reason, Throwable failure) {
    return new StoppedException(
        "%s; %s committed now, the same command does the rest"
            .formatted(reason, Messages.count(tally.runs(), "run")),
        failure);
  }

  private void describe(String job) {
    spark.sparkContext().setJobDescription(job);
  }

  private void recordFailure(Throwable failure) {
    try {
      if (!ClusterWatch.hasExecutor(spark.sparkContext())) {
        // It would wait for one.
        return;
      }
      spark.sparkContext().clearJobGroup();
      describe("record the end");
      Provenance.write(spark, output, ended(ExitStatus.OUR_FAULT));
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  private Invocation ended(int exitStatus) {
    return asking.ended(
        tally.blas(), tally.hosts(), tally.networks(), tally.runs(), record.rates(), exitStatus);
  }

  private Outcome work(Lease lease, Grid first, Inquiry inquiry) {
    Waves.Origin origin = new Waves.Origin(asking.id(), sweep.fingerprint());
    SharedSweep content =
        new SharedSweep(
            origin.invocation(),
            sweep.yaml(),
            sweep.data(),
            output.root().toString(),
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    Broadcast<SharedSweep> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(content);
    Outcome outcome = new Outcome(0, 0);
    if (settings.before() == Before.RETRY) {
      describe("take failed rows out");
      Retry.of(spark, output, first, origin);
    }
    try (WaveRunner waves = new WaveRunner(spark, output, lease, origin, shared)) {
      Sources.store(sweep, output, spark.sparkContext().hadoopConfiguration());
      Optional<Grid> grid = Optional.of(first);
      while (grid.isPresent()) {
        outcome = step(waves, grid.get(), shared);
        grid = inquiry.next();
        if (grid.isPresent()) {
          asking = asking.asking(grid.get().asked());
          Provenance.writeStep(spark, output, asking, ++steps);
        }
      }
    } finally {
      shared.unpersist(false);
    }
    describe("summarize");
    // What the summary and the table at the end read.
    Catalog.register(spark, output, List.of(Tables.RUNS.name(), "error_by_width"));
    if (tally.runs() > 0 || !Catalog.isSummarized(output)) {
      Catalog.summarize(spark, output, origin);
    }
    return outcome;
  }

  /** Does what is missing of a grid. */
  private Outcome step(WaveRunner waves, Grid grid, Broadcast<SharedSweep> shared) {
    describe("see what is done");
    Done done = Done.read(output, grid, () -> spark);
    long failedBefore = tally.failed();
    int cores = spark.sparkContext().defaultParallelism();
    Chunker chunker = Chunker.of(grid, cost, settings.chunkSeconds()).balanced(cores);
    TimeLeft left = new TimeLeft(toDo(grid, chunker, done), cores, System::nanoTime);
    try (Progress progress = new Progress("runs", grid.runCount(), done.runs(), left, err)) {
      restore(grid, shared, done);
      flow(grid, chunker, waves, done, progress, left);
    }
    return new Outcome(
        tally.runs(), done.failedRuns() + tally.failed() - failedBefore, done.outside());
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
  private void restore(Grid grid, Broadcast<SharedSweep> shared, Done done) {
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
    describe("train networks again whose files were lost");
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
  private void flow(
      Grid grid, Chunker chunker, WaveRunner waves, Done done, Progress progress, TimeLeft left) {
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
      if (tally.failed() > settings.mostFailures()) {
        throw new StoppedException(
            "%s failed, more than --max-failures %,d, as the rows say"
                .formatted(Messages.count(tally.failed(), "run"), settings.mostFailures()),
            null);
      }
    } while (untrained.hasNext() || orders.hasNext() || waves.training() + waves.compressing() > 0);
  }

  private void trained(List<Trained> networks, Orders orders, TimeLeft left) {
    tally.addNetworks(networks);
    networks.forEach(network -> left.trained(cost.trainingSeconds(network.key())));
    networks.stream()
        .sorted(Comparator.comparingInt((Trained network) -> network.key().width()).reversed())
        .forEach(network -> orders.add(network.key(), network.weights()));
  }

  private void measured(List<Measured> chunks, WavePlan plan, Progress progress, TimeLeft left) {
    tally.addRuns(chunks);
    for (Measured chunk : chunks) {
      record.add(chunk);
      plan.measured(chunk.order().estimatedSeconds(), chunk.seconds());
      left.measured(chunk.order().estimatedSeconds(), chunk.seconds());
      progress.add(chunk.order().runs());
    }
    recordRates();
  }

  /** For whoever asks for the status of a sweep that goes on, or that was killed. */
  private void recordRates() {
    double seconds = 1e-9 * (System.nanoTime() - begun);
    if (seconds > recordSeconds) {
      recordSeconds = 2 * seconds;
      asking = asking.measuring(record.rates());
      describe("record what work takes");
      Provenance.writeStep(spark, output, asking, ++steps);
    }
  }
}
