package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What committed waves say is done of a grid: a bit for each run, gathered by Spark.
 *
 * <p>Rows are grouped by the columns of their cell, and each kind of group is recognised by the
 * {@code run_id} of one of its rows, not by the columns: a group of another grid, or of a column
 * that was not there when the rows were written, is told apart as surely as a single run.
 */
public final class Done implements DoneDraws {
  private static final int WORD = 64;
  private static final String OK =
      Arrays.stream(Status.values())
          .filter(Status::isMeasured)
          .map(status -> "'" + status.name().toLowerCase(Locale.ROOT) + "'")
          .collect(Collectors.joining(", ", "(", ")"));
  private static final BitSet NONE = new BitSet(0);

  private final Map<String, StoredWeights> networks;
  private final Map<RunSet, Draws> runs;

  /** Runs of one network and cell. */
  private record RunSet(int width, int network, CompressionSpec how) {}

  /** Draws that are done, and those of them that are not ok. */
  private record Draws(BitSet done, BitSet failed) {
    Draws() {
      this(new BitSet(), new BitSet());
    }
  }

  private Done(Map<String, StoredWeights> networks, Map<RunSet, Draws> runs) {
    this.networks = networks;
    this.runs = runs;
  }

  /** Reads what is committed now of a grid's runs, and all networks. */
  public static Done read(SparkSession spark, Output output, Grid grid) {
    return new Done(readNetworks(spark, output), new Reader(grid).read(spark, output));
  }

  private static Map<String, StoredWeights> readNetworks(SparkSession spark, Output output) {
    Map<String, StoredWeights> networks = new HashMap<>();
    for (Row row :
        output
            .waves(Tables.NETWORKS)
            .read(spark, Tables.NETWORKS.schema())
            .select("network_id", "status", "file", "sha256")
            .collectAsList()) {
      Status status = Status.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
      networks.put(row.getString(0), new StoredWeights(status, row.getString(2), row.getString(3)));
    }
    return networks;
  }

  /** Trained networks, also of other grids, by {@link NetworkKey#id}. */
  public Map<String, StoredWeights> networks() {
    return networks;
  }

  @Override
  public BitSet of(NetworkKey network, CompressionSpec how) {
    Draws draws = runs.get(new RunSet(network.width(), network.network(), how));
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

  /** Reads groups of rows and finds their place in a grid. */
  private static final class Reader {
    /** Columns that tell the groups of one network apart. */
    private static final List<String> CELL =
        Summary.CELL.stream().filter(name -> !name.equals("width")).toList();

    private final Grid grid;
    private final List<CompressionSpec> specs;

    /** By the values of {@link #CELL}; null for cells that the grid does not have. */
    private final Map<List<Object>, CompressionSpec> known = new HashMap<>();

    /** Cells by the run_id of one network and draw. */
    private final Map<List<Integer>, Map<String, CompressionSpec>> ids = new HashMap<>();

    private Reader(Grid grid) {
      this.grid = grid;
      this.specs = grid.targets().stream().flatMap(t -> grid.specs(t).stream()).toList();
    }

    private Map<RunSet, Draws> read(SparkSession spark, Output output) {
      Column[] group =
          Stream.concat(Stream.of("width", "network"), CELL.stream())
              .map(org.apache.spark.sql.functions::col)
              .toArray(Column[]::new);
      Column[] groupAndWord = Arrays.copyOf(group, group.length + 1);
      groupAndWord[group.length] = expr("draw DIV " + WORD).cast("int").as("word");
      String bit = "shiftleft(1L, draw % " + WORD + ")";
      Iterator<Row> rows =
          output
              .waves(Tables.RUNS)
              .read(spark, Tables.RUNS.schema())
              .groupBy(groupAndWord)
              .agg(
                  expr("bit_or(" + bit + ")").as("done"),
                  expr("bit_or(IF(status IN " + OK + ", 0L, " + bit + "))").as("failed"),
                  expr("min(struct(draw, run_id))").as("sample"))
              .select(
                  Stream.concat(
                          Stream.of("width", "network", "word", "done", "failed", "sample")
                              .map(org.apache.spark.sql.functions::col),
                          CELL.stream().map(name -> col(name)))
                      .toArray(Column[]::new))
              .toLocalIterator();
      Map<RunSet, Draws> runs = new HashMap<>();
      rows.forEachRemaining(row -> add(row, runs));
      clip(runs);
      return runs;
    }

    private void add(Row row, Map<RunSet, Draws> runs) {
      List<Object> cell = new ArrayList<>();
      for (int i = 6; i < row.length(); i++) {
        cell.add(row.get(i));
      }
      int width = row.getInt(0);
      int network = row.getInt(1);
      if (!known.containsKey(cell)) {
        Row sample = row.getStruct(5);
        known.put(cell, find(width, network, sample.getInt(0), sample.getString(1)));
      }
      CompressionSpec how = known.get(cell);
      if (how != null && isInGrid(width, network)) {
        Draws draws = runs.computeIfAbsent(new RunSet(width, network, how), key -> new Draws());
        int word = row.getInt(2);
        or(draws.done(), word, row.getLong(3));
        or(draws.failed(), word, row.getLong(4));
      }
    }

    private boolean isInGrid(int width, int network) {
      return grid.widths().contains(width) && network < grid.networksPerWidth();
    }

    private static void or(BitSet bits, int word, long value) {
      BitSet.valueOf(new long[] {value}).stream().forEach(bit -> bits.set(WORD * word + bit));
    }

    private CompressionSpec find(int width, int network, int draw, String id) {
      return ids.computeIfAbsent(
              List.of(width, network, draw),
              at -> {
                NetworkKey key = grid.network(width, network);
                Map<String, CompressionSpec> byId = new HashMap<>();
                for (CompressionSpec how : specs) {
                  byId.put(new RunKey(key, how, grid.calibrationSamples(), draw).id(), how);
                }
                return byId;
              })
          .get(id);
    }

    /** Draws beyond the grid's are rows of another, larger grid. */
    private void clip(Map<RunSet, Draws> runs) {
      runs.forEach(
          (at, draws) -> {
            int end = grid.draws(grid.network(at.width(), at.network()), at.how());
            draws.done().clear(end, Math.max(end, draws.done().length()));
            draws.failed().clear(end, Math.max(end, draws.failed().length()));
          });
    }
  }
}
