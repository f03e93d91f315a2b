package io.github.widesweep.job.bench;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.spec.OwnNetworks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The same sweep by a plain loop and by Spark, which writes it too: on one machine, with as many
 * threads as Spark has cores.
 */
public final class Overhead {
  /** As {@code run} has by default. */
  private static final RunAction.Settings SETTINGS =
      new RunAction.Settings(5, 20, Long.MAX_VALUE, RunAction.Before.KEEP);

  private final SparkSession spark;
  private final Sweep sweep;
  private final PrintWriter progress;

  /**
   * @param progress where Spark's progress is shown
   * @throws UserException on a cluster, or if the sweep does not train its networks
   */
  public Overhead(SparkSession spark, Sweep sweep, PrintWriter progress) {
    if (!spark.sparkContext().isLocal()) {
      throw new UserException(
          "--overhead compares on this machine, the master is %s; expected local[N]"
              .formatted(spark.sparkContext().master()));
    }
    if (sweep.spec().network() instanceof OwnNetworks own) {
      throw new UserException(
          "--overhead expects a spec that trains its networks, without network.source %s"
              .formatted(own.source()));
    }
    this.spark = spark;
    this.sweep = sweep;
    this.progress = progress;
  }

  /** Cores of each side. */
  public int cores() {
    return spark.sparkContext().defaultParallelism();
  }

  /**
   * Plain loop, Spark, Spark, plain loop, so that neither has the advantage of the later turn. Each
   * has had a turn before that does not count, as the first one pays for the JVM's compilers.
   *
   * @param warmUp what those turns do
   * @param each told of each turn when it is over
   */
  public List<Lap> measure(Sweep warmUp, Consumer<Lap> each) {
    byPlainLoop(warmUp);
    bySpark(warmUp);
    List<Lap> laps = new ArrayList<>();
    for (Lap.By by : List.of(Lap.By.PLAIN_LOOP, Lap.By.SPARK, Lap.By.SPARK, Lap.By.PLAIN_LOOP)) {
      Lap lap = by == Lap.By.SPARK ? bySpark(sweep) : byPlainLoop(sweep);
      each.accept(lap);
      laps.add(lap);
    }
    return List.copyOf(laps);
  }

  /** How much more Spark takes than the plain loop, of what a figure says of a lap; 0.05 is 5 %. */
  public static double more(List<Lap> laps, ToDoubleFunction<Lap> figure) {
    return sum(laps, Lap.By.SPARK, figure) / sum(laps, Lap.By.PLAIN_LOOP, figure) - 1;
  }

  private static double sum(List<Lap> laps, Lap.By by, ToDoubleFunction<Lap> figure) {
    return laps.stream().filter(lap -> lap.by() == by).mapToDouble(figure).sum();
  }

  private Lap byPlainLoop(Sweep sweep) {
    PlainLoop.Outcome outcome = PlainLoop.run(sweep, SETTINGS.chunkSeconds(), cores());
    requireAll(sweep, outcome.runs());
    return outcome.lap();
  }

  private Lap bySpark(Sweep sweep) {
    SparkContext context = spark.sparkContext();
    WaveTimes times = new WaveTimes();
    context.addSparkListener(times);
    Path directory = temporaryDirectory();
    try {
      Output output = Output.of(directory.toString(), context.hadoopConfiguration());
      long start = System.nanoTime();
      RunAction.Outcome outcome =
          new RunAction(spark, output, sweep, SETTINGS, progress).run("bench");
      double whole = 1e-9 * (System.nanoTime() - start);
      requireAll(sweep, outcome.runs());
      return times.lap(context, whole);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      context.removeSparkListener(times);
      FileUtil.fullyDelete(directory.toFile());
    }
  }

  private static void requireAll(Sweep sweep, long runs) {
    if (runs != sweep.grid().runCount()) {
      throw new IllegalStateException(
          "%d runs done of %d".formatted(runs, sweep.grid().runCount()));
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("widesweep-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary directory", e);
    }
  }
}
