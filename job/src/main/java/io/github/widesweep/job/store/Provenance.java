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
import io.github.widesweep.sweep.spec.NetworkSpec;
import io.github.widesweep.sweep.spec.OwnNetwork;
import io.github.widesweep.sweep.spec.OwnNetworks;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
   * @param rates what work took; empty if it recorded nothing
   */
  public record Recorded(
      String id,
      String yaml,
      Optional<List<Asked>> asked,
      String fingerprint,
      String dataset,
      int features,
      int outputs,
      Optional<Rates> rates) {
    public SweepSpec spec() {
      return SpecReader.parseResolved(yaml, "resolved spec of " + id);
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
    return Waves.read(
        spark, Tables.PROVENANCE.schema(), last(output.waves(Tables.PROVENANCE).committed()));
  }

  /** Of each invocation the wave with the last row. */
  private static List<Wave> last(List<Wave> waves) {
    Map<String, Wave> last = new TreeMap<>();
    for (Wave wave : waves) {
      last.merge(
          invocation(wave), wave, BinaryOperator.maxBy(Comparator.comparing(Provenance::place)));
    }
    return List.copyOf(last.values());
  }

  private static String invocation(Wave wave) {
    return wave.writtenName().replaceFirst("(" + START + "|" + STEP + "\\d+|" + END + ")$", "");
  }

  /** Texts in the order in which an invocation writes its rows. */
  private static String place(Wave wave) {
    String name = wave.writtenName().substring(invocation(wave).length());
    return name.equals(START) ? "0" : name.startsWith(STEP) ? "1" + name : "2";
  }

  /**
   * Writes an invocation's row on its way: when it has asked for something else, before that
   * begins, and when it knows better what work takes.
   */
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
  public static List<Recorded> recorded(Output output) {
    return recorded(output, output.waves(Tables.PROVENANCE).committed());
  }

  /** Those of some waves of the table. */
  public static List<Recorded> recorded(Output output, List<Wave> waves) {
    return SmallTable.read(output, last(waves)).stream()
        .map(
            row ->
                new Recorded(
                    row.text("invocation_id"),
                    row.text("resolved_spec"),
                    row.rows("asked").map(Provenance::asked),
                    row.text("fingerprint"),
                    row.text("dataset"),
                    row.integer("features"),
                    row.integer("outputs"),
                    rates(row)))
        // The time of the start is in the name.
        .sorted(Comparator.comparing(Recorded::id))
        .toList();
  }

  private static List<Asked> asked(List<SmallTable.Row> cells) {
    return cells.stream()
        .map(cell -> new Asked(cell.text("cell"), cell.integer("networks"), cell.integer("draws")))
        .toList();
  }

  private static Optional<Rates> rates(SmallTable.Row row) {
    List<Double> rates = row.numbers("cost_rates");
    return rates.size() == Work.Kind.values().length
        ? Optional.of(new Rates(rates))
        : Optional.empty();
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
  public static Recorded latest(Output output) {
    List<Recorded> recorded = recorded(output);
    if (recorded.isEmpty()) {
      throw new UserException(
          "%s: holds no sweep that has started, expected an output of run"
              .formatted(output.root()));
    }
    return recorded.get(recorded.size() - 1);
  }

  /** The latest rates that an invocation recorded, on its way or at its end; empty if none did. */
  public static Optional<Rates> rates(Output output) {
    return recorded(output).stream()
        .flatMap(invocation -> invocation.rates().stream())
        .reduce((earlier, later) -> later);
  }

  /** Throws a {@link UserException} unless rows of this sweep mean what the rows there mean. */
  public static void requireSame(Output output, Sweep sweep) {
    List<Recorded> recorded = recorded(output);
    for (Recorded earlier : recorded) {
      if (!sweep.isOf(earlier.fingerprint(), earlier.dataset())) {
        throw new UserException(
            "output %s: belongs to another sweep: %s; expected the same seed, data, network and"
                    .formatted(output.root(), SpecDifference.first(earlier.spec(), sweep.spec()))
                + " training (the grid may change), or another output");
      }
      requireSameLabels(output, earlier.spec().network(), sweep.spec().network());
    }
    requireKnown(output, Origins.of(recorded, List.of()).and(sweep.fingerprint()));
  }

  /** A network has the label that its rows have, and no other network its place. */
  private static void requireSameLabels(Output output, NetworkSpec there, NetworkSpec here) {
    if (!(there instanceof OwnNetworks earlier) || !(here instanceof OwnNetworks own)) {
      return;
    }
    for (OwnNetwork old : earlier.found()) {
      for (OwnNetwork network : own.found()) {
        boolean same = old.content().equals(network.content());
        boolean place = old.width() == network.width() && old.number() == network.number();
        if (same ? !Objects.equals(old.label(), network.label()) : place) {
          throw new UserException(
              "output %s: network %s has label %s there, %s here; expected %s, or another output"
                  .formatted(
                      output.root(),
                      network.content(),
                      old.label(),
                      network.label(),
                      same ? "the same" : "another network: their numbers are the same"));
        }
      }
    }
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
