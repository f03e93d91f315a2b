package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks that an output holds what its provenance says, once and whole. */
public final class Verification {
  /** Of one kind of problem, as many are named. */
  private static final int NAMED = 5;

  private final SparkSession spark;
  private final Output output;
  private final List<String> problems = new ArrayList<>();

  /**
   * What was found.
   *
   * @param runs runs of the latest grid
   * @param networks networks of the latest grid
   * @param problems one line each
   */
  public record Findings(long runs, long networks, List<String> problems) {}

  private Verification(SparkSession spark, Output output) {
    this.spark = spark;
    this.output = output;
  }

  public static Findings of(SparkSession spark, Output output) {
    Verification verification = new Verification(spark, output);
    List<Provenance.Recorded> invocations = Provenance.recorded(spark, output);
    Provenance.Recorded latest = Provenance.latest(spark, output);
    verification.fingerprints(invocations);
    if (verification.isReadable(Tables.NETWORKS)) {
      verification.networks(latest);
    }
    if (verification.isReadable(Tables.RUNS)) {
      verification.runs(invocations);
    }
    verification.isReadable(Summary.TABLE);
    return new Findings(
        latest.grid().runCount(), latest.grid().networkCount(), List.copyOf(verification.problems));
  }

  /** The latest spec's fingerprint is computed anew from its data; the others must equal it. */
  private void fingerprints(List<Provenance.Recorded> invocations) {
    Provenance.Recorded latest = invocations.get(invocations.size() - 1);
    for (Provenance.Recorded invocation : invocations) {
      if (!invocation.fingerprint().equals(latest.fingerprint())) {
        problems.add(
            "provenance: %s has fingerprint %s, %s has %s"
                .formatted(
                    invocation.id(), invocation.fingerprint(), latest.id(), latest.fingerprint()));
      }
    }
    try {
      String recomputed = Sweep.of(latest.spec()).fingerprint();
      if (!recomputed.equals(latest.fingerprint())) {
        problems.add(
            "provenance: %s has fingerprint %s, spec and data give %s"
                .formatted(latest.id(), latest.fingerprint(), recomputed));
      }
    } catch (RuntimeException e) {
      problems.add("fingerprint cannot be computed anew: " + Messages.oneLine(e));
    }
  }

  /** Reads every value of a table; looks for the broken wave only if that fails. */
  private boolean isReadable(Table<?> table) {
    Waves waves = output.waves(table);
    if (isReadable(waves.read(spark, table.schema())) == null) {
      return true;
    }
    for (Waves.Wave wave : waves.committed()) {
      Throwable failure =
          isReadable(waves.read(spark, table.schema(), path -> path.equals(wave.path())));
      if (failure != null) {
        problems.add("%s: cannot be read: %s".formatted(wave.path(), Messages.oneLine(failure)));
      }
    }
    return false;
  }

  private static Throwable isReadable(Dataset<Row> rows) {
    try {
      rows.write().format("noop").mode("overwrite").save();
      return null;
    } catch (RuntimeException e) {
      return e;
    } catch (Exception e) {
      // Spark throws checked exceptions that its Scala signatures do not declare.
      return e;
    }
  }

  private void networks(Provenance.Recorded latest) {
    List<Row> rows =
        output
            .waves(Tables.NETWORKS)
            .read(spark, Tables.NETWORKS.schema())
            .select("network_id", "file", "sha256")
            .collectAsList();
    Map<String, Integer> times = new HashMap<>();
    rows.forEach(row -> times.merge(row.getString(0), 1, Integer::sum));
    Set<String> expected =
        latest.grid().networks().stream().map(NetworkKey::id).collect(Collectors.toSet());
    report("networks: missing", expected.stream().filter(id -> !times.containsKey(id)).toList());
    report(
        "networks: more than one row of",
        times.keySet().stream().filter(id -> times.get(id) > 1).toList());
    for (Row row : rows) {
      if (row.getString(1) != null) {
        weights(row.getString(1), row.getString(2));
      }
    }
  }

  private void weights(String file, String sha256) {
    try {
      Weights.read(output, output.resolve(file).getName(), sha256);
    } catch (IOException | RuntimeException e) {
      problems.add("%s: %s".formatted(file, Messages.oneLine(e)));
    }
  }

  private void runs(List<Provenance.Recorded> invocations) {
    Set<String> missing = new HashSet<>();
    Set<String> known = new HashSet<>();
    Set<String> specs = new HashSet<>();
    for (int i = invocations.size() - 1; i >= 0; i--) {
      boolean latest = i == invocations.size() - 1;
      if (specs.add(invocations.get(i).yaml())) {
        invocations
            .get(i)
            .grid()
            .runs()
            .map(RunKey::id)
            .forEach(
                id -> {
                  known.add(id);
                  if (latest) {
                    missing.add(id);
                  }
                });
      }
    }
    List<String> duplicates = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    output
        .waves(Tables.RUNS)
        .read(spark, Tables.RUNS.schema())
        .groupBy("run_id")
        .agg(count(lit(1)).as("times"))
        .select(col("run_id"), col("times"))
        .toLocalIterator()
        .forEachRemaining(
            row -> {
              String id = row.getString(0);
              missing.remove(id);
              if (row.getLong(1) > 1) {
                duplicates.add(id);
              }
              if (!known.contains(id)) {
                unknown.add(id);
              }
            });
    report("runs: missing", List.copyOf(missing));
    report("runs: more than one row of", duplicates);
    report("runs: in no recorded grid", unknown);
  }

  private void report(String problem, List<String> ids) {
    if (!ids.isEmpty()) {
      problems.add(
          "%s %s%s (%,d in all)"
              .formatted(
                  problem,
                  ids.stream().sorted().limit(NAMED).collect(Collectors.joining(", ")),
                  ids.size() > NAMED ? ", ..." : "",
                  ids.size()));
    }
  }
}
