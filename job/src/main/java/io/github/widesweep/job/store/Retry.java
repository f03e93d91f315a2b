package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.col;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Takes rows out of an output whose failure may pass, {@link Status#mayPass}, so that {@code run}
 * does them again: waves with such rows are replaced by one with their other rows ({@link
 * Rewriting}). Killed at any moment, a row is there once, or is missing and done by the next {@code
 * run}. Rows that the grid does not ask for stay as they are.
 */
public final class Retry {
  private static final Set<String> PASSING =
      Stream.of(Status.values())
          .filter(Status::mayPass)
          .map(status -> status.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private final SparkSession spark;
  private final Output output;
  private final Grid grid;
  private final Waves.Origin origin;

  private Retry(SparkSession spark, Output output, Grid grid, Waves.Origin origin) {
    this.spark = spark;
    this.output = output;
    this.grid = grid;
    this.origin = origin;
  }

  /** Takes them out; the caller holds the output's lease. */
  public static void of(SparkSession spark, Output output, Grid grid, Waves.Origin origin) {
    Retry retry = new Retry(spark, output, grid, origin);
    try {
      // Runs first: what a kill leaves of the networks fails as it did, in rows that are missing.
      retry.runs();
      retry.networks();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take failed rows out of " + output.root(), e);
    }
  }

  private void runs() throws IOException {
    List<Wave> failed = new ArrayList<>();
    for (Wave wave : output.waves(Tables.RUNS).committed()) {
      // Of a wave of an older version, rows have to tell.
      if (wave.draws(output.fs()).stream()
              .flatMap(List::stream)
              .anyMatch(set -> !set.failed().isEmpty())
          || wave.manifest().flatMap(Manifest::draws).isEmpty()) {
        failed.add(wave);
      }
    }
    if (failed.isEmpty()) {
      return;
    }
    Dataset<Row> rows =
        Waves.read(spark, Tables.RUNS.schema(), failed)
            .where(col("status").isin(PASSING.toArray()));
    Map<String, BitSet> passing =
        DrawSet.merged(new RowScan(grid).read(rows)).stream()
            .collect(Collectors.toMap(DrawSet::cell, DrawSet::draws));
    List<String> ids = clip(passing);
    if (!ids.isEmpty()) {
      Rewriting rewriting = new Rewriting(spark, output, Tables.RUNS);
      List<DrawSet> others =
          rewriting.draws(failed).orElse(List.of()).stream()
              .map(set -> set.without(passing.getOrDefault(set.cell(), new BitSet(0))))
              .filter(set -> !set.draws().isEmpty())
              .toList();
      replace(Tables.RUNS, "run_id", ids, failed, others);
    }
  }

  /** Names the runs, and leaves out those that the grid has not. */
  private List<String> clip(Map<String, BitSet> passing) {
    List<String> ids = new ArrayList<>();
    if (passing.isEmpty()) {
      return ids;
    }
    List<CompressionSpec> specs =
        grid.targets().stream().flatMap(target -> grid.specs(target).stream()).toList();
    int calibration = grid.calibrationSamples();
    Set<String> there = new HashSet<>();
    for (NetworkKey network : grid.networks()) {
      for (CompressionSpec how : specs) {
        String cell = DrawSet.cell(network, how, calibration);
        BitSet draws = passing.get(cell);
        if (draws != null) {
          there.add(cell);
          draws.clear(grid.draws(network, how), draws.size());
          draws.stream()
              .mapToObj(draw -> new RunKey(network, how, calibration, draw).id())
              .forEach(ids::add);
        }
      }
    }
    passing.keySet().retainAll(there);
    return ids;
  }

  private void networks() throws IOException {
    Set<String> wanted = grid.networks().stream().map(NetworkKey::id).collect(Collectors.toSet());
    List<String> ids = new ArrayList<>();
    List<Wave> failed = new ArrayList<>();
    for (Wave wave : output.waves(Tables.NETWORKS).committed()) {
      List<String> some =
          SmallTable.read(output, List.of(wave)).stream()
              .filter(row -> PASSING.contains(row.text("status")))
              .map(row -> row.text("network_id"))
              .filter(wanted::contains)
              .toList();
      if (!some.isEmpty()) {
        ids.addAll(some);
        failed.add(wave);
      }
    }
    if (!ids.isEmpty()) {
      replace(Tables.NETWORKS, "network_id", ids, failed, List.of());
    }
  }

  private void replace(
      Table<?> table, String id, List<String> ids, List<Wave> waves, List<DrawSet> draws)
      throws IOException {
    Dataset<Row> gone = spark.createDataset(ids, Encoders.STRING()).toDF("gone");
    Rewriting rewriting = new Rewriting(spark, output, table);
    rewriting.replace(
        waves,
        rows -> rows.join(gone, rows.col(id).equalTo(gone.col("gone")), "left_anti"),
        rewriting.count(waves) - ids.size(),
        origin,
        draws);
  }
}
