package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are made to say that they failed; what is done again must be the rows that were there. */
class RetryTest {
  private static final String LOST = "width-00012-network-001";

  @TempDir private Path directory;

  private Path out;
  private Output output;
  private Grid grid;
  private List<String> plain;

  @BeforeEach
  void run() throws IOException {
    out = directory.resolve("out");
    output = Sweeps.output(out);
    Sweeps.copyFinished(out);
    grid = Provenance.latest(output).grid();
    plain = Sweeps.rows(out);
  }

  /** Writes all rows of a table again, changed. */
  private void change(Table<?> table, UnaryOperator<Dataset<Row>> change) throws IOException {
    List<Wave> waves = output.waves(table).committed();
    Rewriting rewriting = new Rewriting(Sweeps.spark(), output, table);
    List<DrawSet> draws =
        table.equals(Tables.RUNS)
            ? new RowScan(grid)
                .read(change.apply(Waves.read(Sweeps.spark(), table.schema(), waves)))
            : List.of();
    String fingerprint = waves.get(0).manifest().orElseThrow().fingerprint();
    rewriting.replace(
        waves, change, rewriting.count(waves), new Waves.Origin("test", fingerprint), draws);
  }

  private static UnaryOperator<Dataset<Row>> fail(String where, String status) {
    return rows ->
        rows.withColumn("status", expr("IF(" + where + ", '" + status + "', status)"))
            .withColumn("psi", expr("IF(" + where + ", NULL, psi)"));
  }

  private RunAction.Outcome retry() {
    return Sweeps.run(Sweeps.SMALL, out, 5, Long.MAX_VALUE, RunAction.Before.RETRY);
  }

  private void assertWhole() {
    assertThat(Sweeps.rows(out)).isEqualTo(plain);
    assertThat(Sweeps.command("verify", out.toString()).out()).startsWith("verified");
  }

  @Test
  void failedRunsAreDoneAgainAndNothingElse() throws IOException {
    change(Tables.RUNS, fail("draw = 1 AND target = 'B1'", "out_of_memory"));
    Done failed = Done.read(output, grid, Sweeps::spark);
    assertThat(failed.failedRuns()).isEqualTo(grid.runCount() / 3);
    // Without being asked for, they stay.
    assertThat(Sweeps.run(Sweeps.SMALL, out, 5))
        .isEqualTo(new RunAction.Outcome(0, failed.failedRuns()));
    assertThat(retry()).isEqualTo(new RunAction.Outcome(failed.failedRuns(), 0));
    assertWhole();
    assertThat(retry()).isEqualTo(new RunAction.Outcome(0, 0));
  }

  @Test
  void whatTheNumbersDecideStays() throws IOException {
    change(Tables.RUNS, fail("draw = 0", "non_finite"));
    List<String> before = Sweeps.rows(out);
    assertThat(retry()).isEqualTo(new RunAction.Outcome(0, grid.runCount() / 2));
    assertThat(Sweeps.rows(out)).isEqualTo(before);
  }

  @Test
  void failedNetworksAreTrainedAgain() throws IOException {
    change(
        Tables.NETWORKS,
        rows ->
            rows.withColumn("status", expr("IF(network_id = '" + LOST + "', 'failed', status)"))
                .withColumn("file", expr("IF(network_id = '" + LOST + "', NULL, file)"))
                .withColumn("sha256", expr("IF(network_id = '" + LOST + "', NULL, sha256)")));
    change(Tables.RUNS, fail("width = 12 AND network = 1", "network_failed"));
    assertThat(retry()).isEqualTo(new RunAction.Outcome(grid.runCount() / 4, 0));
    assertWhole();
  }

  /** Rows that the grid of today does not ask for would be lost, not done again. */
  @Test
  void whatIsNotAskedForStays() throws IOException {
    change(Tables.RUNS, fail("width = 12", "failed"));
    List<String> before = Sweeps.rows(out);
    String smaller = Sweeps.SMALL.replace("widths: [6, 12]", "widths: [6]");
    assertThat(Sweeps.run(smaller, out, 5, Long.MAX_VALUE, RunAction.Before.RETRY))
        .isEqualTo(new RunAction.Outcome(0, 0, grid.runCount() / 2));
    assertThat(Sweeps.rows(out)).isEqualTo(before);
  }

  /** A kill after failed rows were taken out and before others came: they are missing. */
  @Test
  void whatATriedRetryLeftIsDoneByAnyRun() throws IOException {
    change(Tables.RUNS, fail("draw = 1", "too_large"));
    // Waves of an older version have no lists.
    try (Stream<Path> manifests = Files.walk(out.resolve("runs"))) {
      for (Path manifest :
          manifests.filter(path -> path.getFileName().toString().equals(Manifest.NAME)).toList()) {
        Files.delete(manifest);
      }
    }
    String fingerprint = Provenance.latest(output).fingerprint();
    Retry.of(Sweeps.spark(), output, grid, new Waves.Origin("test", fingerprint));
    long left = output.waves(Tables.RUNS).read(Sweeps.spark(), Tables.RUNS.schema()).count();
    assertThat(left).isEqualTo(grid.runCount() / 2);
    assertThat(
            output
                .waves(Tables.RUNS)
                .read(Sweeps.spark(), Tables.RUNS.schema())
                .where(col("draw").equalTo(lit(1)))
                .count())
        .isZero();
    assertThat(Sweeps.run(Sweeps.SMALL, out, 5)).isEqualTo(new RunAction.Outcome(left, 0));
    assertWhole();
  }
}
