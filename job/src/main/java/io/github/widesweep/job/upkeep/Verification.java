package io.github.widesweep.job.upkeep;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Damage;
import io.github.widesweep.job.store.Done;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Checks that an output holds what its provenance says, once and whole. */
public final class Verification {
  private static final String RUN = "run does them";

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
   * @param outside runs of earlier grids that are not of the latest: checked as all others
   * @param withoutManifest waves of older versions: nothing says what their files were like, and a
   *     flipped bit may pass where Parquet keeps no checksum
   * @param problems one line each, with the remedy
   */
  public record Findings(
      long runs, long networks, long outside, int withoutManifest, List<String> problems) {}

  private Verification(SparkSession spark, Output output) {
    this.spark = spark;
    this.output = output;
  }

  public static Findings of(SparkSession spark, Output output) {
    Inspection.Findings inspected = Inspection.of(spark, output);
    Verification verification = new Verification(spark, output);
    for (Damage damage : inspected.damages()) {
      verification.problems.add(damage.line(output.root()));
    }
    if (!verification.problems.isEmpty()) {
      // What is missing of the grid is known when what is damaged is out of the way.
      return new Findings(0, 0, 0, inspected.withoutManifest(), List.copyOf(verification.problems));
    }
    List<Provenance.Recorded> invocations = Provenance.recorded(output);
    Provenance.Recorded latest = invocations.get(invocations.size() - 1);
    verification.fingerprints(invocations);
    verification.networks(latest);
    long outside = verification.runs(invocations);
    verification.lists(latest);
    return new Findings(
        latest.grid().runCount(),
        latest.grid().networkCount(),
        outside,
        inspected.withoutManifest(),
        List.copyOf(verification.problems));
  }

  /** All invocations must mean what the latest spec means with its data of today. */
  private void fingerprints(List<Provenance.Recorded> invocations) {
    Provenance.Recorded latest = invocations.get(invocations.size() - 1);
    try {
      Sweep recomputed = Sources.recorded(output, latest.spec());
      for (Provenance.Recorded invocation : invocations) {
        if (!recomputed.isOf(invocation.fingerprint(), invocation.dataset())) {
          problems.add(
              "provenance: %s has fingerprint %s, spec and data of %s give %s"
                  .formatted(
                      invocation.id(),
                      invocation.fingerprint(),
                      latest.id(),
                      recomputed.fingerprint()));
        }
      }
    } catch (RuntimeException e) {
      problems.add("fingerprint cannot be computed anew: " + Messages.oneLine(e));
    }
  }

  private void networks(Provenance.Recorded latest) {
    Set<String> missing =
        latest.grid().networks().stream().map(NetworkKey::id).collect(Collectors.toSet());
    output
        .waves(Tables.NETWORKS)
        .read(spark, Tables.NETWORKS.schema())
        .select("network_id")
        .collectAsList()
        .forEach(row -> missing.remove(row.getString(0)));
    if (!missing.isEmpty()) {
      List<String> some = missing.stream().sorted().limit(NAMED).toList();
      report("networks: missing", some, missing.size(), RUN);
    }
  }

  /** How many are known, but not of the latest grid. */
  private long runs(List<Provenance.Recorded> invocations) {
    RunNames names =
        new RunNames(
            spark,
            Provenance.distinct(invocations).stream().map(Provenance.Recorded::grid).toList(),
            output.waves(Tables.RUNS).read(spark, Tables.RUNS.schema()));
    if (names.missing() > 0) {
      report("runs: missing", names.someMissing(NAMED), names.missing(), RUN);
    }
    if (names.unknown() > 0) {
      report(
          "runs: in no recorded grid",
          names.someUnknown(NAMED),
          names.unknown(),
          "expected only runs of a spec in provenance");
    }
    return names.outside();
  }

  /** Waves list their draws when they are written; what is done is taken from there. */
  private void lists(Provenance.Recorded latest) {
    Done listed = Done.read(output, latest.grid(), () -> spark);
    if (!listed.isSame(Done.scan(spark, output, latest.grid()))) {
      problems.add(
          "runs: the draws that waves list are not those of their rows; expected the same");
    }
  }

  private void report(String problem, List<String> some, long all, String remedy) {
    problems.add(
        "%s %s%s (%,d in all); %s"
            .formatted(
                problem, String.join(", ", some), all > some.size() ? ", ..." : "", all, remedy));
  }
}
