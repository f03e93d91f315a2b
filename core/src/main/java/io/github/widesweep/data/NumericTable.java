package io.github.widesweep.data;

import io.github.widesweep.InputFile;
import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The numbers of a CSV file with what is needed to name a place in it.
 *
 * @param file the file, as the user wrote it
 * @param names column names; empty without a header
 * @param columns number of columns, at least 2
 * @param lines the line of each row, from 1
 * @param values row by row
 */
record NumericTable(String file, List<String> names, int columns, int[] lines, double[] values) {
  /** What an array can hold. */
  static final int MAX_CELLS = Integer.MAX_VALUE - 8;

  /** Columns of StatLib's file: the eight it has and the value. */
  private static final int HOUSING_COLUMNS = 9;

  /** How addresses of other file systems start: {@code s3a://}. */
  private static final Pattern ELSEWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://");

  /** Whether text can name a file. */
  static boolean isPath(String text) {
    if (text == null || text.isBlank()) {
      return false;
    }
    try {
      return !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * A file with the header that {@link CsvSpec} describes.
   *
   * @param asked the columns that will be asked for, by name or number
   */
  static NumericTable readCsv(String file, List<String> asked) {
    CsvReader.Header header =
        asked.stream().allMatch(NumericTable::isNumber)
            ? CsvReader.Header.DETECTED
            : CsvReader.Header.YES;
    return read(file, header);
  }

  /** StatLib's file. */
  static NumericTable readCaliforniaHousing(String file) {
    NumericTable table = read(file, CsvReader.Header.NO);
    if (table.columns != HOUSING_COLUMNS) {
      throw new UserException(
          "%s: %d columns, expected the %d of StatLib's cal_housing.data; read other files with"
                  .formatted(file, table.columns, HOUSING_COLUMNS)
              + " source: csv");
    }
    return table;
  }

  /** A packed file without header beside this class. */
  static NumericTable readResource(String name) {
    try (InputStream stream = NumericTable.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from the jar");
      }
      return CsvReader.read(name, stream, 0, CsvReader.Header.NO, Long.MAX_VALUE);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + " cannot be read", e);
    }
  }

  private static NumericTable read(String file, CsvReader.Header header) {
    if (ELSEWHERE.matcher(file).lookingAt()) {
      throw new UserException(
          OneLine.of(file, 200) + ": is not on this machine, expected a CSV file that is");
    }
    Path path = Path.of(file);
    try (InputStream stream = InputFile.open(path, "a CSV file")) {
      return CsvReader.read(
          file, stream, Files.size(path), header, Runtime.getRuntime().maxMemory());
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be read (%s); check the file and its permissions"
              .formatted(file, CsvReader.reason(e)),
          e);
    }
  }

  private static boolean isNumber(String column) {
    return !column.isBlank() && column.strip().chars().allMatch(c -> c >= '0' && c <= '9');
  }

  int rows() {
    return lines.length;
  }

  double value(int row, int column) {
    return values[row * columns + column];
  }

  /** The value, or an error if it is not above 0. */
  double positive(int row, int column) {
    double value = value(row, column);
    if (value > 0) {
      return value;
    }
    throw unusable(row, column, value + " is not above 0, as a divisor must be; correct the line");
  }

  /** Index from 0 of the column with this name, or this number from 1. */
  int indexOf(String column) {
    String text = column.strip();
    if (isNumber(text)) {
      int number = text.length() < 10 ? Integer.parseInt(text) : columns + 1;
      if (number < 1 || number > columns) {
        throw new UserException(
            "%s: there is no column %s, expected 1 to %d".formatted(file, text, columns));
      }
      return number - 1;
    }
    int index = names.indexOf(text);
    if (index < 0) {
      throw new UserException(
          "%s, line 1: there is no column named %s, expected one of %s"
              .formatted(file, text, OneLine.of(abbreviated(names), 400)));
    }
    if (index != names.lastIndexOf(text)) {
      throw new UserException(
          "%s, line 1: columns %d and %d are both named %s; give the number of one"
              .formatted(file, index + 1, names.lastIndexOf(text) + 1, text));
    }
    return index;
  }

  private static String abbreviated(List<String> names) {
    int most = 20;
    List<String> shown = names.subList(0, Math.min(most, names.size()));
    return String.join(", ", shown) + (names.size() > most ? ", ..." : "");
  }

  /** All columns but some, in the file's order. */
  R064Store without(int... dropped) {
    int[] kept =
        IntStream.range(0, columns)
            .filter(j -> Arrays.stream(dropped).noneMatch(d -> d == j))
            .toArray();
    R064Store matrix = R064Store.FACTORY.make(rows(), kept.length);
    for (int j = 0; j < kept.length; j++) {
      copy(kept[j], matrix, j);
    }
    return matrix;
  }

  /** One column, rows x 1, which must hold two different numbers at least. */
  R064Store varyingColumn(int column) {
    R064Store matrix = R064Store.FACTORY.make(rows(), 1);
    copy(column, matrix, 0);
    for (double value : matrix.data) {
      if (value != matrix.data[0]) {
        return matrix;
      }
    }
    throw unusable(
        column, "the target is " + matrix.data[0] + " in every line; there is nothing to learn");
  }

  private void copy(int from, R064Store matrix, int to) {
    for (int s = 0; s < rows(); s++) {
      matrix.data[to * rows() + s] = value(s, from);
    }
  }

  /** An error about a cell. */
  UserException unusable(int row, int column, String message) {
    return new UserException(
        "%s, line %d, %s: %s"
            .formatted(file, lines[row], CsvReader.columnName(names, column), message));
  }

  /** An error about a column. */
  UserException unusable(int column, String message) {
    return new UserException(
        "%s, %s: %s".formatted(file, CsvReader.columnName(names, column), message));
  }
}
