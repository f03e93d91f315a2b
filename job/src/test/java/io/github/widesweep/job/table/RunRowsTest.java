package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import io.github.widesweep.sweep.spec.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class RunRowsTest {
  private static final RunOrigin ORIGIN = new RunOrigin("invocation-1", "a-host", "vector");

  @Test
  void theyAreTheColumnsValuesAndWhereTheyComeFrom() {
    Sweep sweep = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
    List<RunResult> results = new ArrayList<>(ChunkRunner.runAll(sweep.spec(), sweep.data()));
    RunKey failed = results.get(3).key();
    Chunk chunk = new Chunk(failed.network(), List.of(failed), 1, 1);
    results.addAll(ChunkRunner.without(chunk, Status.FAILED, "it failed"));
    results.stream()
        .collect(Collectors.groupingBy(result -> result.key().network()))
        .values()
        .forEach(RunRowsTest::areAsTheTablesSay);
  }

  private static void areAsTheTablesSay(List<RunResult> ofNetwork) {
    List<InternalRow> rows = new ArrayList<>();
    RunRows.of(ORIGIN, ofNetwork).forEachRemaining(rows::add);
    assertThat(rows).hasSameSizeAs(ofNetwork);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(row(rows.get(i))).isEqualTo(literally(ofNetwork.get(i)));
    }
  }

  /** Back from Spark's own form. */
  private static Row row(InternalRow row) {
    StructType schema = RunOrigin.stored(Tables.RUNS);
    return (Row) CatalystTypeConverters.createToScalaConverter(schema).apply(row);
  }

  /** Every column's value made anew, converted there and back by Spark alone. */
  private static Row literally(RunResult result) {
    List<Object> values = new ArrayList<>();
    Tables.RUNS.columns().forEach(column -> values.add(column.value().apply(result)));
    values.add(RowFactory.create("invocation-1", "a-host", "vector"));
    StructType schema = RunOrigin.stored(Tables.RUNS);
    Object internal =
        CatalystTypeConverters.createToCatalystConverter(schema)
            .apply(RowFactory.create(values.toArray()));
    return row((InternalRow) internal);
  }
}
