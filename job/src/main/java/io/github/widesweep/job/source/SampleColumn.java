package io.github.widesweep.job.source;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/**
 * A column of samples: numbers, lists of them, or Spark ML's vectors, whose Parquet says {@code
 * struct<type, size, indices, values>}.
 *
 * @param name its name
 * @param type its type, of vectors what they are stored as
 */
record SampleColumn(String name, DataType type) {
  private static final String EXPECTED = "numbers, lists of numbers or vectors";
  private static final List<String> VECTOR = List.of("type", "size", "indices", "values");
  private static final int SHOWN = 200;

  /**
   * A column of a table.
   *
   * @param place where the spec names it
   * @throws InvalidValueException if it is not there, or of another type
   */
  static SampleColumn of(Dataset<Row> table, String place, String name) {
    requireThere(table, place, name);
    DataType type = table.schema().apply(name).dataType();
    DataType stored = type instanceof UserDefinedType<?> vector ? vector.sqlType() : type;
    boolean numbers =
        stored instanceof NumericType
            || (stored instanceof ArrayType list && list.elementType() instanceof NumericType)
            || isVector(stored);
    if (!numbers) {
      throw new InvalidValueException(
          place, "%s, a column of %s".formatted(name, type.simpleString()), EXPECTED);
    }
    return new SampleColumn(name, stored);
  }

  private static boolean isVector(DataType type) {
    return type instanceof StructType fields && Arrays.asList(fields.fieldNames()).equals(VECTOR);
  }

  /** Refuses a name that no column has, or several. */
  static void requireThere(Dataset<Row> table, String place, String name) {
    List<String> names = List.of(table.columns());
    if (names.indexOf(name) < 0 || names.indexOf(name) != names.lastIndexOf(name)) {
      throw new InvalidValueException(
          place, name, "one of " + OneLine.of(String.join(", ", names), SHOWN));
    }
  }

  /** A column by its name, whatever characters that has. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * Its numbers in a row.
   *
   * @param key the row's key for messages, empty if it has none
   * @throws UserException if one is missing or not finite
   */
  double[] numbers(Row row, String key) {
    Object value = row.getAs(name);
    double[] numbers;
    if (value == null) {
      numbers = new double[] {Double.NaN};
    } else if (type instanceof NumericType) {
      numbers = new double[] {number(value)};
    } else if (type instanceof ArrayType) {
      numbers = numbers(row.getList(row.fieldIndex(name)));
    } else if (value instanceof Row vector) {
      numbers = vector(vector);
    } else {
      numbers = vector(value);
    }
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new UserException(
            "data: column %s is %s in a row%s, expected finite numbers; leave such rows out by"
                    .formatted(
                        name,
                        value == null ? "NULL" : number,
                        key.isEmpty() ? "" : " with key " + OneLine.of(key, SHOWN))
                + " data.query");
      }
    }
    return numbers;
  }

  private static double number(Object value) {
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }

  private static double[] numbers(List<?> values) {
    return values.stream().mapToDouble(SampleColumn::number).toArray();
  }

  /** Dense, of type 1, or sparse. */
  private static double[] vector(Row vector) {
    double[] values = numbers(vector.getList(3));
    if (number(vector.get(0)) == 1) {
      return values;
    }
    double[] all = new double[vector.getInt(1)];
    List<Integer> indices = vector.getList(2);
    for (int i = 0; i < values.length; i++) {
      all[indices.get(i)] = values[i];
    }
    return all;
  }

  /** Of Spark ML's class, where its jar is there: it is not ours to depend on. */
  private static double[] vector(Object vector) {
    try {
      return (double[]) vector.getClass().getMethod("toArray").invoke(vector);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a vector of " + vector.getClass(), e);
    }
  }
}
