package io.github.widesweep.job.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the draws of a grid by reading rows.
 *
 * <p>Rows are grouped by the columns of their cell, and each kind of group is recognised by the
 * {@code run_id} of one of its rows, not by the columns: a group of another grid, or of a column
 * that was not there when the rows were written, is told apart as surely as a single run.
 */
final class RowScan {
  private static final int WORD = 64;
  private static final String OK =
      Arrays.stream(Status.values())
          .filter(Status::isMeasured)
          .map(status -> "'" + status.name().toLowerCase(Locale.ROOT) + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** Columns that tell the groups of one network apart. */
  private static final List<String> CELL =
      Summary.CELL.stream().filter(name -> !name.equals("width")).toList();

  private final Grid grid;
  private final List<CompressionSpec> specs;

  /** By the values of {@link #CELL}; null for cells that the grid does not have. */
  private final Map<List<Object>, CompressionSpec> known = new HashMap<>();

  /** Cells by the run_id of one network and draw. */
  private final Map<List<Integer>, Map<String, CompressionSpec>> ids = new HashMap<>();

  RowScan(Grid grid) {
    this.grid = grid;
    this.specs = grid.targets().stream().flatMap(t -> grid.specs(t).stream()).toList();
  }

  /** The draws that rows of runs are, of the grid's cells. */
  List<DrawSet> read(Dataset<Row> rows) {
    Column[] group =
        Stream.concat(Stream.of("width", "network"), CELL.stream())
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    Column[] groupAndWord = Arrays.copyOf(group, group.length + 1);
    groupAndWord[group.length] = expr("draw DIV " + WORD).cast("int").as("word");
    String bit = "shiftleft(1L, draw % " + WORD + ")";
    List<DrawSet> sets = new ArrayList<>();
    rows.groupBy(groupAndWord)
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
        .toLocalIterator()
        .forEachRemaining(row -> add(row, sets));
    return sets;
  }

  private void add(Row row, List<DrawSet> sets) {
    Optional<NetworkKey> there = grid.network(row.getInt(0), row.getInt(1));
    if (there.isEmpty()) {
      return;
    }
    NetworkKey network = there.get();
    List<Object> cell = new ArrayList<>();
    for (int i = 6; i < row.length(); i++) {
      cell.add(row.get(i));
    }
    if (!known.containsKey(cell)) {
      Row sample = row.getStruct(5);
      known.put(cell, find(network, sample.getInt(0), sample.getString(1)));
    }
    CompressionSpec how = known.get(cell);
    if (how != null) {
      int word = row.getInt(2);
      sets.add(
          DrawSet.of(
              network,
              how,
              grid.calibrationSamples(),
              bits(word, row.getLong(3)),
              bits(word, row.getLong(4))));
    }
  }

  private static BitSet bits(int word, long value) {
    long[] words = new long[word + 1];
    words[word] = value;
    return BitSet.valueOf(words);
  }

  private CompressionSpec find(NetworkKey network, int draw, String id) {
    return ids.computeIfAbsent(
            List.of(network.width(), network.network(), draw),
            at -> {
              Map<String, CompressionSpec> byId = new HashMap<>();
              for (CompressionSpec how : specs) {
                byId.put(new RunKey(network, how, grid.calibrationSamples(), draw).id(), how);
              }
              return byId;
            })
        .get(id);
  }
}
