package io.github.widesweep.job.run;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.ChunkTask.Order;
import io.github.widesweep.job.run.TrainTask.Trained;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.RunResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Does what is missing of a sweep in an output: one invocation of {@code run}. */
public final class RunAction {
  private static final String TRAINING = "train networks";
  private static final String COMPRESSION = "compress networks";

  private final SparkSession spark;
  private final Output output;
  private final Sweep sweep;
  private final Settings settings;
  private final PrintWriter err;
  private final CostModel cost;
  private final CostRecord record;
  private final Tally tally = new Tally();

  /**
   * How the work is cut; no effect on rows.
   *
   * @param chunkSeconds how long a task should take
   * @param pace when a wave is full
   */
  public record Settings(double chunkSeconds, WaveWriter.Pace pace) {}

  /**
   * What came of it.
   *
   * @param runs runs done by this invocation
   * @param failed runs of the grid, done now or before, that are not ok
   */
  public record Outcome(long runs, long failed) {
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
    Rates rates = Provenance.rates(spark, output).orElse(Rates.DEFAULT);
    this.cost = CostModel.of(sweep.spec(), sweep.data(), rates);
    this.record = new CostRecord(cost, rates);
  }

  /** Runs to the end; whatever breaks it off, what was committed stays. */
  public Outcome run() {
    Provenance.requireSame(spark, output, sweep);
    Invocation invocation =
        Invocation.started(
            Waves.newName().replace("wave", "invocation"),
            sweep,
            spark.version(),
            spark.sparkContext().master());
    Provenance.write(spark, output, invocation);
    try {
      Outcome outcome = work(new Waves.Origin(invocation.id(), sweep.fingerprint()));
      Provenance.write(spark, output, ended(invocation, outcome.exitStatus()));
      return outcome;
    } catch (Throwable e) {
      // Not only unchecked ones: Spark throws exceptions that its signatures do not declare.
      recordFailure(invocation, e);
      throw e;
    }
  }

  private void recordFailure(Invocation invocation, Throwable failure) {
    try {
      Provenance.write(spark, output, ended(invocation, ExitStatus.OUR_FAULT));
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  private Invocation ended(Invocation invocation, int exitStatus) {
    return invocation.ended(
        tally.blas(), tally.hosts(), tally.networks(), tally.runs(), record.rates(), exitStatus);
  }

  private Outcome work(Waves.Origin origin) {
    Done done = Done.read(spark, output);
    SharedSweep content =
        new SharedSweep(
            origin.invocation(),
            sweep.yaml(),
            sweep.data(),
            output.root().toString(),
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    Broadcast<SharedSweep> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(content);
    try {
      Map<String, String> networks = train(shared, origin, done);
      compress(shared, origin, done, networks);
    } finally {
      shared.unpersist(false);
    }
    Catalog.register(spark, output);
    Catalog.summarize(spark, output, origin);
    return new Outcome(tally.runs(), failures());
  }

  /** Trains what is missing; hashes of all weights files by network, none where training failed. */
  private Map<String, String> train(Broadcast<SharedSweep> shared, Waves.Origin origin, Done done) {
    Set<String> files = weightsFiles();
    List<NetworkKey> missing =
        sweep.grid().networks().stream()
            .filter(key -> !isThere(key.id(), done.networks(), files))
            .sorted(Comparator.comparingDouble(this::trainingSeconds).reversed())
            .toList();
    Map<String, String> trained = new ConcurrentHashMap<>();
    Waves waves = output.waves(Tables.NETWORKS);
    long total = sweep.grid().networkCount();
    try (Progress progress = progress("networks", total, missing.size());
        WaveWriter writer =
            new WaveWriter(
                spark,
                waves,
                origin,
                Tables.NETWORKS.schema(),
                settings.pace(),
                () -> Stage.cancel(spark, TRAINING))) {
      Stage.run(
          spark,
          TRAINING,
          missing,
          new TrainTask(shared),
          (Report<Trained> report) -> {
            tally.addNetworks(report);
            for (Trained network : report.results()) {
              if (!done.networks().containsKey(network.id())) {
                writer.add(network.row());
              }
              if (network.sha256() != null) {
                trained.put(network.id(), network.sha256());
              }
            }
            progress.add(report.results().size());
          });
    }
    requireRestored(done.networks(), trained);
    Map<String, String> all = new HashMap<>(done.networks());
    all.putAll(trained);
    return all;
  }

  private double trainingSeconds(NetworkKey key) {
    return cost.trainingSeconds(key.width());
  }

  /** A network is there if its row is, and its file too if it has one. */
  private static boolean isThere(String id, Map<String, String> recorded, Set<String> files) {
    return recorded.containsKey(id)
        && (recorded.get(id) == null || files.contains(Weights.fileName(id)));
  }

  private Set<String> weightsFiles() {
    try {
      return Arrays.stream(output.fs().listStatus(output.weights("any").getParent()))
          .map(status -> status.getPath().getName())
          .collect(Collectors.toSet());
    } catch (FileNotFoundException e) {
      return Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the weights in " + output.root(), e);
    }
  }

  /** Networks whose files were lost were trained again: they must be the networks of the rows. */
  private void requireRestored(Map<String, String> recorded, Map<String, String> trained) {
    trained.forEach(
        (id, sha256) -> {
          String before = recorded.get(id);
          if (before != null && !before.equals(sha256)) {
            throw new UserException(
                "%s: was lost, and training it again gave other weights (SHA-256 %s, recorded %s);"
                        .formatted(output.weights(Weights.fileName(id)), sha256, before)
                    + " restore the file, or start in another output");
          }
        });
  }

  private void compress(
      Broadcast<SharedSweep> shared, Waves.Origin origin, Done done, Map<String, String> networks) {
    List<Chunk> chunks =
        Chunker.chunks(
            sweep.grid(), run -> !done.runs().contains(run.id()), cost, settings.chunkSeconds());
    long missing = chunks.stream().mapToLong(chunk -> chunk.runs().size()).sum();
    List<Order> orders =
        chunks.stream().map(chunk -> new Order(chunk, networks.get(chunk.network().id()))).toList();
    Waves waves = output.waves(Tables.RUNS);
    try (Progress progress = progress("runs", sweep.grid().runCount(), missing);
        WaveWriter writer =
            new WaveWriter(
                spark,
                waves,
                origin,
                Tables.RUNS.schema(),
                settings.pace(),
                () -> Stage.cancel(spark, COMPRESSION))) {
      Stage.run(
          spark,
          COMPRESSION,
          orders,
          new ChunkTask(shared),
          (Report<RunResult> report) -> {
            tally.addRuns(report);
            record.add(report);
            report.results().forEach(result -> writer.add(Tables.RUNS.row(result)));
            progress.add(report.results().size());
          });
    }
  }

  private Progress progress(String what, long total, long missing) {
    return new Progress(what, total, total - missing, err);
  }

  private long failures() {
    Set<String> failed = Done.read(spark, output).failedRuns();
    return failed.isEmpty()
        ? 0
        : sweep.grid().runs().filter(run -> failed.contains(run.id())).count();
  }
}
