package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.compression.Work;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Asked;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The record of invocations: each writes a row when it starts, so that an output says from the
 * first moment what it is, another whenever it asks for something more, before that begins, and one
 * when it ends: each replaces the one before.
 */
public final class Provenance {
  private static final String START = "-start";
  private static final String STEP = "-step-";
  private static final String END = "-end";

  private Provenance() {}

  /**
   * What is needed of a recorded invocation.
   *
   * @param id the invocation
   * @param yaml its resolved spec
   * @param asked what it asked for of the spec's grid; empty for all of it
   * @param fingerprint see {@link io.github.widesweep.sweep.grid.Canonical#fingerprint}
   * @param dataset the dataset's name
   * @param features its features
   * @param outputs its outputs
   */
  public record Recorded(
      String id,
      String yaml,
      Optional<List<Asked>> asked,
      String fingerprint,
      String dataset,
      int features,
      int outputs) {
    public SweepSpec spec() {
      return SpecReader.parse(yaml, "resolved spec of " + id);
    }

    /** What the output is to hold of it. */
    public Grid grid() {
      Grid whole = Grid.of(spec(), dataset, features, outputs);
      return asked.map(whole::only).orElse(whole);
    }

    /** Whether it asked for the same of the same. */
    boolean isAs(Recorded other) {
      return yaml.equals(other.yaml) && asked.equals(other.asked);
    }
  }

  /** The table: one row per invocation, the last that it wrote. */
  static Dataset<Row> table(SparkSession spark, Output output) {
    Map<String, Wave> last = new TreeMap<>();
    for (Wave wave : output.waves(Tables.PROVENANCE).committed()) {
      last.merge(
          invocation(wave), wave, BinaryOperator.maxBy(Comparator.comparing(Provenance::place)));
    }
    return Waves.read(spark, Tables.PROVENANCE.schema(), List.copyOf(last.values()));
  }

  private static String invocation(Wave wave) {
    return wave.writtenName().replaceFirst("(" + START + "|" + STEP + "\\d+|" + END + ")$", "");
  }

  /** Texts in the order in which an invocation writes its rows. */
  private static String place(Wave wave) {
    String name = wave.writtenName().substring(invocation(wave).length());
    return name.equals(START) ? "0" : name.startsWith(STEP) ? "1" + name : "2";
  }

  /** Writes an invocation's row when it has asked for something else, before that begins. */
  public static void writeStep(SparkSession spark, Output output, Invocation invocation, int step) {
    write(spark, output, invocation, String.format(Locale.ROOT, "%s%05d", STEP, step));
  }

  /** Writes an invocation's row: of its end if it has one. */
  public static void write(SparkSession spark, Output output, Invocation invocation) {
    write(spark, output, invocation, invocation.finished() ? END : START);
  }

  private static void write(
      SparkSession spark, Output output, Invocation invocation, String moment) {
    Dataset<Row> row =
        spark.createDataFrame(
            List.of(Tables.PROVENANCE.row(invocation)), Tables.PROVENANCE.schema());
    output
        .waves(Tables.PROVENANCE)
        .write(
            row,
            invocation.id() + moment,
            new Waves.Origin(invocation.id(), invocation.sweep().fingerprint()));
  }

  /** All invocations by their start. */
  public static List<Recorded> recorded(SparkSession spark, Output output) {
    return table(spark, output)
        .select(
            "invocation_id",
            "resolved_spec",
            "asked",
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
                    row.isNullAt(2) ? Optional.empty() : Optional.of(asked(row.getList(2))),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getInt(6)))
        .toList();
  }

  private static List<Asked> asked(List<Row> cells) {
    return cells.stream()
        .map(cell -> new Asked(cell.getString(0), cell.getInt(1), cell.getInt(2)))
        .toList();
  }

  /**
   * The invocations, latest first, without those that asked for the same of the same as a later
   * one.
   */
  public static List<Recorded> distinct(List<Recorded> recorded) {
    List<Recorded> distinct = new ArrayList<>();
    for (int i = recorded.size() - 1; i >= 0; i--) {
      if (distinct.stream().noneMatch(recorded.get(i)::isAs)) {
        distinct.add(recorded.get(i));
      }
    }
    return List.copyOf(distinct);
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
