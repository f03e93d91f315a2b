package io.github.widesweep.job.run;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.StoppedException;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Lease;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Retry;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Does what is missing of a sweep in an output: one invocation of {@code run}. */
public final class RunAction {
  private final SparkSession spark;
  private final Output output;
  private final Sweep sweep;
  private final Settings settings;
  private final PrintWriter err;
  private final CostModel cost;
  private final Account account;

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
    this.account = new Account(spark, output, cost, rates);
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
      Grid first = inquiry.next().orElseThrow();
      account.begin(invocation.asking(first.asked()));
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
      Sessions.describe(spark, "show the results");
    }
  }

  private Outcome run(Lease lease, Grid first, Inquiry inquiry) {
    String id = account.id();
    try (Shutdown shutdown =
        new Shutdown(() -> spark.sparkContext().cancelJobGroupAndFutureJobs(id))) {
      try {
        // The jobs of waves are of this group too: a signal ends all at once.
        spark.sparkContext().setJobGroup(id, "", false);
        Outcome outcome = work(lease, first, inquiry);
        account.end(outcome.exitStatus());
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
            .formatted(reason, Messages.count(account.runs(), "run")),
        failure);
  }

  private void recordFailure(Throwable failure) {
    try {
      if (!ClusterWatch.hasExecutor(spark.sparkContext())) {
        // It would wait for one.
        return;
      }
      spark.sparkContext().clearJobGroup();
      account.end(ExitStatus.OUR_FAULT);
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  private Outcome work(Lease lease, Grid first, Inquiry inquiry) {
    Waves.Origin origin = new Waves.Origin(account.id(), sweep.fingerprint());
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
      Sessions.describe(spark, "take failed rows out");
      Retry.of(spark, output, first, origin);
    }
    try (WaveRunner waves = new WaveRunner(spark, output, lease, origin, shared)) {
      Sources.store(sweep, output, spark.sparkContext().hadoopConfiguration());
      GridWork work = new GridWork(spark, output, settings, cost, account, waves, shared, err);
      Optional<Grid> grid = Optional.of(first);
      while (grid.isPresent()) {
        outcome = work.run(grid.get());
        grid = inquiry.next();
        grid.ifPresent(account::ask);
      }
    } finally {
      shared.unpersist(false);
    }
    Sessions.describe(spark, "summarize");
    // What the summary and the table at the end read.
    Catalog.register(spark, output, List.of(Tables.RUNS.name(), "error_by_width"));
    if (account.runs() > 0 || !Catalog.isSummarized(output)) {
      Catalog.summarize(spark, output, origin);
    }
    return outcome;
  }
}
