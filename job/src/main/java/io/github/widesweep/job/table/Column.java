package io.github.widesweep.job.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * A column of a table: what it is called, what it means, and where its value comes from.
 *
 * @param <T> what a row is made from
 * @param name snake_case name
 * @param type Spark type of the value
 * @param comment meaning and unit, as {@code DESCRIBE} shows them
 * @param value takes the value out of a {@code T}; null is NULL
 * @param distinct whether hardly any two rows have the same value, so that a dictionary of values
 *     takes time and space
 */
public record Column<T>(
    String name, DataType type, String comment, Function<? super T, ?> value, boolean distinct) {
  Column(String name, DataType type, String comment, Function<? super T, ?> value) {
    this(name, type, comment, value, false);
  }

  /** The same column, where hardly any two rows have the same value. */
  static <T> Column<T> ofDistinct(Column<T> column) {
    return new Column<>(column.name, column.type, column.comment, column.value, true);
  }

  static <T> Column<T> text(String name, String comment, Function<? super T, String> value) {
    return new Column<>(name, StringType, comment, value);
  }

  public static <T> Column<T> integer(
      String name, String comment, Function<? super T, Integer> value) {
    return new Column<>(name, IntegerType, comment, value);
  }

  static <T> Column<T> count(String name, String comment, Function<? super T, Long> value) {
    return new Column<>(name, LongType, comment, value);
  }

  static <T> Column<T> flag(String name, String comment, Function<? super T, Boolean> value) {
    return new Column<>(name, BooleanType, comment, value);
  }

  static <T> Column<T> time(String name, String comment, Function<? super T, Instant> value) {
    return new Column<>(name, TimestampType, comment, value);
  }

  /** A number where NaN says that there is none: it becomes NULL, which SQL's aggregates skip. */
  static <T> Column<T> number(String name, String comment, ToDoubleFunction<? super T> value) {
    return new Column<>(name, DoubleType, comment, row -> orNull(value.applyAsDouble(row)));
  }

  /** A list of numbers, NaN elements becoming NULL. */
  static <T> Column<T> numbers(
      String name, String comment, Function<? super T, List<Double>> value) {
    return new Column<>(
        name,
        DataTypes.createArrayType(DoubleType),
        comment,
        row -> value.apply(row).stream().map(Column::orNull).toArray(Double[]::new));
  }

  static <T> Column<T> texts(String name, String comment, Function<? super T, List<String>> value) {
    return new Column<>(
        name,
        DataTypes.createArrayType(StringType),
        comment,
        row -> value.apply(row).toArray(String[]::new));
  }

  /** The column in a Spark schema, with its comment. */
  StructField field() {
    return new StructField(
        name, type, true, new MetadataBuilder().putString("comment", comment).build());
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
