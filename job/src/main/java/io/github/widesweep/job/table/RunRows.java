package io.github.widesweep.job.table;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.sweep.run.RunResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import scala.Function1;

/**
 * Rows of {@code runs} as they are stored, in Spark's own form, so that nothing is left to convert
 * when they are written. Runs of tenths of a millisecond feel what their rows take: what names a
 * cell is made once a cell.
 */
public final class RunRows {
  private static final List<Column<RunResult>> COLUMNS = Tables.RUNS.columns();

  private static final List<Function1<Object, Object>> CONVERTERS =
      COLUMNS.stream()
          .map(column -> CatalystTypeConverters.createToCatalystConverter(column.type()))
          .toList();

  /** Places of the columns that say the same of all runs of a cell. */
  private static final int[] OF_CELL = places(name -> Summary.CELL.contains(name));

  private static final int[] OF_RUN = places(name -> !Summary.CELL.contains(name));

  private final InternalRow origin;
  private final Map<CompressionSpec, Object[]> cells = new HashMap<>();

  private RunRows(RunOrigin origin) {
    this.origin = origin.value();
  }

  private static int[] places(Predicate<String> name) {
    return IntStream.range(0, COLUMNS.size())
        .filter(i -> name.test(COLUMNS.get(i).name()))
        .toArray();
  }

  /**
   * The rows of a chunk's results, with the schema {@link RunOrigin#stored}, each made when it is
   * asked for: thousands of them kept would cost the collector more than it takes to make them.
   *
   * @param origin who computed them
   * @param results of one network, with the same calibration samples
   */
  public static Iterator<InternalRow> of(RunOrigin origin, List<RunResult> results) {
    RunRows rows = new RunRows(origin);
    return results.stream().map(rows::row).iterator();
  }

  private InternalRow row(RunResult result) {
    Object[] cell = cells.computeIfAbsent(result.key().compression(), how -> cell(result));
    Object[] values = Arrays.copyOf(cell, cell.length);
    fill(values, OF_RUN, result);
    return new GenericInternalRow(values);
  }

  /** A row that lacks what is the run's own. */
  private Object[] cell(RunResult some) {
    Object[] values = new Object[COLUMNS.size() + 1];
    fill(values, OF_CELL, some);
    values[COLUMNS.size()] = origin;
    return values;
  }

  private static void fill(Object[] values, int[] places, RunResult result) {
    for (int i : places) {
      values[i] = CONVERTERS.get(i).apply(COLUMNS.get(i).value().apply(result));
    }
  }
}
