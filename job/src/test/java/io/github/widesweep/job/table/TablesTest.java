package io.github.widesweep.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.spec.SpecReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {
  static Stream<Table<?>> tables() {
    return Stream.of(Tables.RUNS, Tables.NETWORKS, Tables.PROVENANCE, Summary.TABLE);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyColumnHasASnakeCaseNameOfItsOwnAndAComment(Table<?> table) {
    StructField[] fields = table.schema().fields();
    assertThat(fields)
        .allSatisfy(
            field -> {
              assertThat(field.name()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
              assertThat(field.getComment().get()).isNotBlank();
            });
    assertThat(Arrays.stream(fields).map(StructField::name)).doesNotHaveDuplicates();
  }

  @Test
  void runsHaveTheColumnsThatTheProductPromises() {
    assertThat(Tables.RUNS.schema().fieldNames())
        .contains(
            "run_id dataset architecture width network draw target unit method scheme".split(" "))
        .contains(
            "keep_probability levels alpha ordering sparsity_target sparsity_actual psi".split(" "))
        .contains("psi_expected output_error_sq logit_error_sq c delta delta_logits".split(" "))
        .contains(
            "metric_dense metric_compressed loss_dense loss_compressed select_seconds".split(" "))
        .contains("evaluate_seconds", "status", "error");
  }

  @Test
  void numbersThatDoNotExistAreNull() {
    Sweep sweep = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
    List<RunResult> results = ChunkRunner.runAll(sweep.spec(), sweep.data());
    for (RunResult result : results) {
      Row row = Tables.RUNS.row(result);
      boolean prune = row.getString(index("scheme")).equals("prune");
      assertThat(row.isNullAt(index("keep_probability"))).isEqualTo(!prune);
      assertThat(row.isNullAt(index("levels"))).isEqualTo(prune);
      assertThat(row.isNullAt(index("sparsity_target"))).isEqualTo(!prune);
      assertThat(row.isNullAt(index("psi_expected")))
          .isEqualTo(row.getString(index("target")).equals("B1"));
      assertThat(row.isNullAt(index("calibration_samples"))).isTrue();
      assertThat(row.getDouble(index("psi"))).isEqualTo(result.measured().psi());
      assertThat(row.getString(index("status"))).isEqualTo("ok");
    }
  }

  @Test
  void nanInAListIsNull() {
    Column<List<Double>> column = Column.numbers("x", "numbers", list -> list);
    assertThat((Double[]) column.value().apply(List.of(1.5, Double.NaN)))
        .containsExactly(1.5, null);
  }

  private static int index(String name) {
    return Tables.RUNS.schema().fieldIndex(name);
  }
}
