package io.github.widesweep.job.store;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What committed waves say is done of a grid: a bit for each run. Waves list their draws ({@link
 * DrawSet}); of older ones, which do not, Spark reads the rows.
 */
public final class Done implements DoneDraws {
  private static final BitSet NONE = new BitSet(0);

  private final Map<String, StoredWeights> networks;
  private final Map<RunSet, Draws> runs;
  private final long outside;

  /** Runs of one network and cell. */
  private record RunSet(String network, CompressionSpec how) {}

  /** Draws that are done, and those of them that are not ok. */
  private record Draws(BitSet done, BitSet failed) {}

  private Done(Map<String, StoredWeights> networks, Map<RunSet, Draws> runs, long all) {
    this.networks = networks;
    this.runs = runs;
    this.outside = all - runs();
  }

  /**
   * Reads what is committed now of a grid's runs, and all networks.
   *
   * @param spark asked only where waves of an older version are to be read
   */
  public static Done read(Output output, Grid grid, Supplier<SparkSession> spark) {
    return of(output, grid, listed(output, grid, spark));
  }

  /** The same from the rows themselves, whatever lists say. */
  public static Done scan(SparkSession spark, Output output, Grid grid) {
    Dataset<Row> rows = output.waves(Tables.RUNS).read(spark, Tables.RUNS.schema());
    return of(output, grid, new RowScan(grid).read(rows));
  }

  private static List<DrawSet> listed(Output output, Grid grid, Supplier<SparkSession> spark) {
    List<DrawSet> sets = new ArrayList<>();
    List<Wave> unlisted = new ArrayList<>();
    try {
      for (Wave wave : output.waves(Tables.RUNS).committed()) {
        if (!wave.isEmpty()) {
          wave.draws(output.fs()).ifPresentOrElse(sets::addAll, () -> unlisted.add(wave));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is done in " + output.root(), e);
    }
    if (!unlisted.isEmpty()) {
      sets.addAll(new RowScan(grid).read(Waves.read(spark.get(), Tables.RUNS.schema(), unlisted)));
    }
    return sets;
  }

  private static Done of(Output output, Grid grid, List<DrawSet> sets) {
    Map<RunSet, Draws> runs = new HashMap<>();
    Cells cells = new Cells(grid);
    List<DrawSet> merged = DrawSet.merged(sets);
    for (DrawSet set : merged) {
      cells
          .find(set)
          .ifPresent(cell -> runs.put(new RunSet(set.network(), cell.how()), cell.clip(set)));
    }
    return new Done(networks(output), runs, DrawSet.count(merged));
  }

  private static Map<String, StoredWeights> networks(Output output) {
    Map<String, StoredWeights> networks = new HashMap<>();
    for (SmallTable.Row row : SmallTable.read(output, output.waves(Tables.NETWORKS).committed())) {
      Status status = Status.valueOf(row.text("status").toUpperCase(Locale.ROOT));
      networks.put(
          row.text("network_id"), new StoredWeights(status, row.text("file"), row.text("sha256")));
    }
    return networks;
  }

  /** Trained networks, also of other grids, by {@link NetworkKey#id}. */
  public Map<String, StoredWeights> networks() {
    return networks;
  }

  @Override
  public BitSet of(NetworkKey network, CompressionSpec how) {
    Draws draws = runs.get(new RunSet(network.id(), how));
    return draws == null ? NONE : draws.done();
  }

  /** Number of the grid's runs that are done. */
  public long runs() {
    return runs.values().stream().mapToLong(draws -> draws.done().cardinality()).sum();
  }

  /** Number of them that are not ok. */
  public long failedRuns() {
    return runs.values().stream().mapToLong(draws -> draws.failed().cardinality()).sum();
  }

  /** Number of runs that are there and not of the grid: of a larger one, or of another. */
  public long outside() {
    return outside;
  }

  /** Whether the same runs are done, and the same of them not ok. */
  public boolean isSame(Done other) {
    return runs.equals(other.runs);
  }

  /** The cells of a grid by their names, network by network as they are asked for. */
  private static final class Cells {
    private final Grid grid;
    private final List<CompressionSpec> specs;
    private final Map<String, NetworkKey> networks;
    private final Map<NetworkKey, Map<String, Cell>> byNetwork = new HashMap<>();

    Cells(Grid grid) {
      this.grid = grid;
      this.specs = grid.targets().stream().flatMap(t -> grid.specs(t).stream()).toList();
      this.networks =
          grid.networks().stream().collect(Collectors.toMap(NetworkKey::id, key -> key));
    }

    /** The cell of a set; empty if the grid has no such network or cell. */
    Optional<Cell> find(DrawSet set) {
      NetworkKey key = networks.get(set.network());
      return key == null
          ? Optional.empty()
          : Optional.ofNullable(byNetwork.computeIfAbsent(key, this::names).get(set.cell()));
    }

    private Map<String, Cell> names(NetworkKey key) {
      Map<String, Cell> names = new HashMap<>();
      for (CompressionSpec how : specs) {
        names.put(
            DrawSet.cell(key, how, grid.calibrationSamples()), new Cell(how, grid.draws(key, how)));
      }
      return names;
    }
  }

  /** A cell on a network, and how many draws the grid has there. */
  private record Cell(CompressionSpec how, int count) {
    /** Draws beyond the grid's are rows of another, larger grid. */
    Draws clip(DrawSet set) {
      return new Draws(set.draws().get(0, count), set.failed().get(0, count));
    }
  }
}
