package io.github.widesweep.job;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** The tables and views of an output, under their names in SQL. */
final class Catalog {
  /** Views, each a {@code .sql} resource that creates it; later ones may use earlier ones. */
  static final List<String> VIEWS =
      List.of(
          "error_by_width",
          "decay_exponent",
          "frontier",
          "failures",
          "network_draw_variance",
          "bound_check",
          "best_draw");

  private Catalog() {}

  /** Registers what is committed now; call again to see what was committed since. */
  static void register(SparkSession spark, Output output) {
    output
        .waves(Tables.RUNS)
        .read(spark, Tables.RUNS.schema())
        .createOrReplaceTempView(Tables.RUNS.name());
    output
        .waves(Tables.NETWORKS)
        .read(spark, Tables.NETWORKS.schema())
        .createOrReplaceTempView(Tables.NETWORKS.name());
    Provenance.table(spark, output).createOrReplaceTempView(Tables.PROVENANCE.name());
    output
        .waves(Summary.TABLE)
        .readLatest(spark, Summary.TABLE.schema())
        .createOrReplaceTempView(Summary.TABLE.name());
    Summary.registerFunctions(spark);
    VIEWS.forEach(view -> spark.sql(sql(view)));
  }

  /**
   * The statement that creates a view. SQL has no include: {@code ${cell_columns}} stands for the
   * columns of a cell with their comments, {@code ${cell}} for their names.
   */
  static String sql(String view) {
    List<String> columns =
        Versions.resource("views/cell_columns.sql")
            .lines()
            .filter(line -> !line.startsWith("--"))
            .map(String::strip)
            .toList();
    String names =
        columns.stream()
            .map(column -> column.substring(0, column.indexOf(' ')))
            .collect(Collectors.joining(", "));
    return Versions.resource("views/" + view + ".sql")
        .replace("${cell_columns}", String.join("\n  ", columns))
        .replace("${cell}", names);
  }
}
