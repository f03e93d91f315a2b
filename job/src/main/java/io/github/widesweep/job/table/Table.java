package io.github.widesweep.job.table;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table's columns in order: its schema, its comments and how its rows are made, in one place.
 *
 * @param <T> what a row is made from
 * @param name the table's name in SQL and its directory under the output
 * @param columns the columns
 */
public record Table<T>(String name, List<Column<T>> columns) {
  public Table {
    columns = List.copyOf(columns);
  }

  /** The schema, comments included. Tables are read with it, whatever the files say. */
  public StructType schema() {
    return new StructType(columns.stream().map(Column::field).toArray(StructField[]::new));
  }

  /** Names of the columns in which hardly any two rows have the same value. */
  List<String> distinct() {
    return columns.stream().filter(Column::distinct).map(Column::name).toList();
  }

  /** The row in Spark's own form, which its writers take as it is. */
  public InternalRow internalRow(T value) {
    return (InternalRow)
        CatalystTypeConverters.createToCatalystConverter(schema()).apply(row(value));
  }

  public Row row(T value) {
    return RowFactory.create(columns.stream().map(column -> column.value().apply(value)).toArray());
  }
}
