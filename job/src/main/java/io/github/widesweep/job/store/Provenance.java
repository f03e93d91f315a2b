package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.compression.Work;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The record of invocations: each writes a row when it starts, so that an output says from the
 * first moment what it is, and another when it ends, which replaces the first.
 */
public final class Provenance {
  private static final String START = "-start";
  private static final String END = "-end";

  private Provenance() {}

  /**
   * What is needed of a recorded invocation.
   *
   * @param id the invocation
   * @param yaml its resolved spec
   * @param fingerprint see {@link io.github.widesweep.sweep.grid.Canonical#fingerprint}
   * @param dataset the dataset's name
   * @param features its features
   * @param outputs its outputs
   */
  public record Recorded(
      String id, String yaml, String fingerprint, String dataset, int features, int outputs) {
    public SweepSpec spec() {
      return SpecReader.parse(yaml, "resolved spec of " + id);
    }

    public Grid grid() {
      return Grid.of(spec(), dataset, features, outputs);
    }
  }

  /** The table: one row per invocation, that of its end where there is one. */
  static Dataset<Row> table(SparkSession spark, Output output) {
    List<Wave> waves = output.waves(Tables.PROVENANCE).committed();
    Set<String> ended =
        waves.stream()
            .map(Wave::writtenName)
            .filter(name -> name.endsWith(END))
            .map(name -> name.substring(0, name.length() - END.length()))
            .collect(Collectors.toSet());
    return Waves.read(
        spark,
        Tables.PROVENANCE.schema(),
        waves.stream().filter(wave -> !isReplaced(wave.writtenName(), ended)).toList());
  }

  private static boolean isReplaced(String name, Set<String> ended) {
    return name.endsWith(START)
        && ended.contains(name.substring(0, name.length() - START.length()));
  }

  /** Writes an invocation's row: of its end if it has one. */
  public static void write(SparkSession spark, Output output, Invocation invocation) {
    Dataset<Row> row =
        spark.createDataFrame(
            List.of(Tables.PROVENANCE.row(invocation)), Tables.PROVENANCE.schema());
    output
        .waves(Tables.PROVENANCE)
        .write(
            row,
            invocation.id() + (invocation.finished() ? END : START),
            new Waves.Origin(invocation.id(), invocation.sweep().fingerprint()));
  }

  /** All invocations by their start. */
  public static List<Recorded> recorded(SparkSession spark, Output output) {
    return table(spark, output)
        .select(
            "invocation_id",
            "resolved_spec",
            "fingerprint",
            "dataset",
            "features",
            "outputs",
            "start")
        .orderBy("start", "invocation_id")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Recorded(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getInt(5)))
        .toList();
  }

  /** The latest invocation: what the output is meant to hold. */
  public static Recorded latest(SparkSession spark, Output output) {
    List<Recorded> recorded = recorded(spark, output);
    if (recorded.isEmpty()) {
      throw new UserException(
          "%s: holds no sweep that has started, expected an output of run"
              .formatted(output.root()));
    }
    return recorded.get(recorded.size() - 1);
  }

  /** The rates that the latest invocation recorded that came to an end; empty if none did. */
  public static Optional<Rates> rates(SparkSession spark, Output output) {
    return table(spark, output)
        .where("finished AND size(cost_rates) = " + Work.Kind.values().length)
        .orderBy(functions.desc("start"), functions.desc("invocation_id"))
        .select("cost_rates")
        .limit(1)
        .collectAsList()
        .stream()
        .map(row -> new Rates(row.<Double>getList(0)))
        .findFirst();
  }

  /** Throws a {@link UserException} unless rows of this sweep mean what the rows there mean. */
  public static void requireSame(SparkSession spark, Output output, Sweep sweep) {
    for (Recorded earlier : recorded(spark, output)) {
      if (!sweep.isOf(earlier.fingerprint(), earlier.dataset())) {
        throw new UserException(
            "output %s: belongs to another sweep: %s; expected the same seed, data, network and"
                    .formatted(output.root(), SpecDifference.first(earlier.spec(), sweep.spec()))
                + " training (the grid may change), or another output");
      }
    }
    requireKnown(output, Origins.of(table(spark, output), List.of()).and(sweep.fingerprint()));
  }

  /** Rows may be there of which provenance says nothing, if it was lost. */
  private static void requireKnown(Output output, Origins origins) {
    for (Table<?> table : List.of(Tables.NETWORKS, Tables.RUNS)) {
      for (Wave wave : output.waves(table).committed()) {
        if (!origins.include(wave)) {
          throw Damage.of(wave.path(), Origins.UNKNOWN, wave.path()).exception(output.root());
        }
      }
    }
  }
}
