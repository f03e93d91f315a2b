package io.github.widesweep.job.table;

import static io.github.widesweep.job.table.Column.text;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the table {@code origins}: who computed a run, and where. Stored in the run's own row,
 * but not a column of {@code runs}, which are the same whoever computed them.
 *
 * @param invocation the invocation
 * @param host the machine
 * @param blas which BLAS multiplied there
 */
public record RunOrigin(String invocation, String host, String blas) {
  /** The table's name in SQL. */
  public static final String NAME = "origins";

  /** Of a run's stored row. */
  public static final String COLUMN = "origin";

  private static final Table<RunOrigin> TABLE =
      new Table<>(
          NAME,
          List.of(
              text(
                  "invocation_id",
                  "Name of the invocation that computed it; NULL if it is from an older version",
                  RunOrigin::invocation),
              text("host", "Host that computed it", RunOrigin::host),
              text("blas", "BLAS implementation that it used", RunOrigin::blas)));

  /** What the files of a table hold: of {@code runs}, more than its columns. */
  public static StructType stored(Table<?> table) {
    StructType schema = table.schema();
    return table.name().equals(Tables.RUNS.name()) ? schema.add(COLUMN, TABLE.schema()) : schema;
  }

  /** The column's value, in Spark's own form. */
  InternalRow value() {
    return TABLE.internalRow(this);
  }
}
