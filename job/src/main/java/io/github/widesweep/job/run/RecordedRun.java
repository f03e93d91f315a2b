package io.github.widesweep.job.run;

import static org.apache.spark.sql.functions.col;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run that is ok, as an output's tables record it.
 *
 * @param key its coordinates
 * @param invocation the latest invocation whose grid holds it
 * @param weights where its network is kept
 * @param psi recorded psi
 * @param delta recorded delta; NaN if there is none
 */
public record RecordedRun(
    RunKey key, Provenance.Recorded invocation, StoredWeights weights, double psi, double delta) {
  /** Looks a run up; a {@link UserException} unless it is in a grid, done and ok. */
  public static RecordedRun find(SparkSession spark, Output output, String runId) {
    for (Provenance.Recorded invocation : Provenance.distinct(Provenance.recorded(output))) {
      Optional<RunKey> key =
          invocation.grid().runs().filter(run -> run.id().equals(runId)).findFirst();
      if (key.isPresent()) {
        return read(spark, output, key.get(), invocation);
      }
    }
    throw new UserException(
        "run_id is %s, expected a run_id of the table runs of %s".formatted(runId, output.root()));
  }

  private static RecordedRun read(
      SparkSession spark, Output output, RunKey key, Provenance.Recorded invocation) {
    Row run =
        row(spark, output, Tables.RUNS, "run_id", key.id())
            .orElseThrow(
                () ->
                    new UserException(
                        "run %s is not done in %s, expected one that is"
                            .formatted(key.id(), output.root())));
    String status = run.getAs("status");
    if (!Status.valueOf(status.toUpperCase(Locale.ROOT)).isMeasured()) {
      throw new UserException(
          "run %s is %s, expected one whose status is ok or fallback".formatted(key.id(), status));
    }
    Row network =
        row(spark, output, Tables.NETWORKS, "network_id", key.network().id())
            .orElseThrow(
                () ->
                    new UserException(
                        "%s: network %s has no row, verify says more"
                            .formatted(output.root(), key.network().id())));
    return new RecordedRun(
        key,
        invocation,
        new StoredWeights(Status.OK, network.getAs("file"), network.getAs("sha256")),
        number(run, "psi"),
        number(run, "delta"));
  }

  private static Optional<Row> row(
      SparkSession spark, Output output, Table<?> table, String column, String value) {
    Dataset<Row> rows = output.waves(table).read(spark, table.schema());
    return rows.where(col(column).equalTo(value)).takeAsList(1).stream().findFirst();
  }

  private static double number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? Double.NaN : value;
  }

  /** The run again, on this thread. */
  public ChunkRunner.Replay replay(Output output) {
    // Before anything else computes, as in the tasks: it chooses the BLAS.
    LinearAlgebra.blas();
    Sweep sweep = Sources.recorded(output, invocation.spec());
    if (!sweep.isOf(invocation.fingerprint(), invocation.dataset())) {
      throw new UserException(
          "%s: data has changed since the sweep: fingerprint %s, recorded is %s"
              .formatted(output.root(), sweep.fingerprint(), invocation.fingerprint()));
    }
    return new ChunkRunner(sweep.spec(), sweep.data()).replay(key, network(output));
  }

  private Network network(Output output) {
    try {
      return Weights.read(output, weights);
    } catch (IOException e) {
      throw new UserException(
          "network %s: %s; expected the file that was recorded"
              .formatted(key.network().id(), Messages.oneLine(e)),
          e);
    }
  }

  /** Whether psi and delta of a replay are those recorded, to the bit. */
  public boolean isReproducedBy(RunResult result) {
    return same(psi, result.measured().psi()) && same(delta, result.measured().delta());
  }

  private static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }
}
