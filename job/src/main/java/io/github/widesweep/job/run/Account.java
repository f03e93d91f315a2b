package io.github.widesweep.job.run;

import io.github.widesweep.job.run.ChunkTask.Measured;
import io.github.widesweep.job.run.TrainTask.Trained;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What an invocation has done, and what it stores of itself in the output: what it was asked for,
 * what work takes here, how it ended. For one thread.
 */
final class Account {
  /** When what work took is stored first, while it goes on; each time after twice as late. */
  private static final double FIRST_SECONDS = 20;

  private final SparkSession spark;
  private final Output output;
  private final CostRecord record;
  private final Tally tally = new Tally();
  private final long begun = System.nanoTime();
  private double nextSeconds = FIRST_SECONDS;
  private int steps;

  /** As stored last; null before {@link #begin}. */
  private Invocation invocation;

  /**
   * @param prior the rates of {@code cost}
   */
  Account(SparkSession spark, Output output, CostModel cost, Rates prior) {
    this.spark = spark;
    this.output = output;
    this.record = new CostRecord(cost, prior);
  }

  void begin(Invocation started) {
    invocation = started;
    Sessions.describe(spark, "record the invocation");
    Provenance.write(spark, output, invocation);
  }

  /** Another grid is asked for. */
  void ask(Grid grid) {
    invocation = invocation.asking(grid.asked());
    Provenance.writeStep(spark, output, invocation, ++steps);
  }

  void trained(List<Trained> networks) {
    tally.addNetworks(networks);
  }

  /** Chunks are done; what they took is stored now and then. */
  void measured(List<Measured> chunks) {
    tally.addRuns(chunks);
    chunks.forEach(record::add);
    // For whoever asks for the status of a sweep that goes on, or that was killed.
    double seconds = 1e-9 * (System.nanoTime() - begun);
    if (seconds > nextSeconds) {
      nextSeconds = 2 * seconds;
      invocation = invocation.measuring(record.rates());
      Sessions.describe(spark, "record what work takes");
      Provenance.writeStep(spark, output, invocation, ++steps);
    }
  }

  void end(int exitStatus) {
    Sessions.describe(spark, "record the end");
    Invocation ended =
        invocation.ended(
            tally.blas(),
            tally.hosts(),
            tally.networks(),
            tally.runs(),
            record.rates(),
            exitStatus);
    Provenance.write(spark, output, ended);
  }

  String id() {
    return invocation.id();
  }

  /** Runs committed. */
  long runs() {
    return tally.runs();
  }

  /** Runs committed that are not ok. */
  long failed() {
    return tally.failed();
  }
}
