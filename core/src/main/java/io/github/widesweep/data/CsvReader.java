package io.github.widesweep.data;

import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads comma-separated numbers (RFC 4180, UTF-8, empty lines skipped) and refuses everything that
 * is not a finite decimal number, by its place.
 */
final class CsvReader {
  /** Whether the first line holds names. */
  enum Header {
    YES,
    NO,
    /** Yes if none of its cells is a number. */
    DETECTED
  }

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).get();

  /** Characters of a cell that a message shows. */
  private static final int SHOWN = 40;

  /** Four numbers: as read and once more while room is made, as samples, and split. */
  private static final int BYTES_PER_CELL = 4 * Double.BYTES;

  /** An extrapolation must be above the memory by so much to count. */
  private static final double SURELY = 1.5;

  private final String file;
  private final Header header;
  private final long heapBytes;
  private List<String> names = List.of();
  private int columns;
  private int rows;
  private int[] lines = new int[256];
  private double[] values = new double[1024];

  private CsvReader(String file, Header header, long heapBytes) {
    this.file = file;
    this.header = header;
    this.heapBytes = heapBytes;
  }

  /**
   * Reads all of a stream.
   *
   * @param file name for messages; the stream is unpacked if it ends in {@code .gz}
   * @param size bytes of the stream; 0 if that is not known
   * @param heapBytes memory that there is: files that need more are refused, as soon as they show
   *     it
   */
  static NumericTable read(
      String file, InputStream stream, long size, Header header, long heapBytes)
      throws IOException {
    CsvReader reader = new CsvReader(file, header, heapBytes);
    CsvText text = CsvText.of(file, stream, size);
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      while (reader.hasNext(records, parser)) {
        long line = parser.getCurrentLineNumber();
        reader.accept(records.next().values(), line);
        reader.requireMemory(text.part(), line);
        text.recordEnded();
      }
    }
    return reader.finish();
  }

  /** What went wrong, for a message. */
  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** {@code column 2 (rooms)}. */
  static String columnName(List<String> names, int column) {
    String name = names.isEmpty() ? "" : " (" + OneLine.of(names.get(column), SHOWN) + ")";
    return "column " + (column + 1) + name;
  }

  /** Fetches the next record; this is where commons-csv reads, and fails. */
  private boolean hasNext(Iterator<CSVRecord> records, CSVParser parser) throws IOException {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      // A quote in a wrong place is an IOException to commons-csv.
      throw new IOException(
          "after line " + parser.getCurrentLineNumber() + ": " + reason(e.getCause()), e);
    }
  }

  private void accept(String[] cells, long line) {
    if (columns == 0) {
      columns = cells.length;
      if (columns < 2) {
        throw new UserException(
            "%s, line %d: a single column, expected a target and at least one feature,"
                    .formatted(file, line)
                + " separated by commas");
      }
      if (header == Header.YES || (header == Header.DETECTED && noneIsNumber(cells))) {
        names = List.of(cells);
        return;
      }
    }
    if (cells.length != columns) {
      throw new UserException(
          "%s, line %d: %d %s, expected %d as in the first line"
              .formatted(file, line, cells.length, cells.length == 1 ? "cell" : "cells", columns));
    }
    grow();
    lines[rows] = Math.toIntExact(line);
    for (int j = 0; j < columns; j++) {
      values[rows * columns + j] = number(cells[j], line, j);
    }
    rows++;
  }

  private void grow() {
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, 2 * rows);
    }
    long needed = (rows + 1L) * columns;
    if (needed > NumericTable.MAX_CELLS) {
      throw new UserException(
          "%s: more than %d cells, use a part of the file".formatted(file, NumericTable.MAX_CELLS));
    }
    if (needed > values.length) {
      long larger = Math.max(needed, 2L * values.length);
      values = Arrays.copyOf(values, (int) Math.min(larger, NumericTable.MAX_CELLS));
    }
  }

  /**
   * Refuses a file that does not fit in memory: when it has shown so many rows, or when the part
   * that was read makes it plain.
   */
  private void requireMemory(double part, long line) {
    double rowBytes = (double) BYTES_PER_CELL * columns;
    double whole = part > 0 ? rows / part : rows;
    boolean full = rows * rowBytes > heapBytes;
    if (full || whole * rowBytes > SURELY * heapBytes) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s, line %d: %s%.0f rows of %d columns take %.2f GiB of memory, and the heap has"
                  + " %.2f GiB; use a part of the file, or more memory (--driver-memory)",
              file,
              line,
              part > 0 ? "about " : "more than ",
              whole,
              columns,
              whole * rowBytes / (1 << 30),
              (double) heapBytes / (1 << 30)));
    }
  }

  private double number(String cell, long line, int column) {
    if (cell.isEmpty()) {
      throw unusable(line, column, "the cell is empty; fill it in or drop the line");
    }
    double value = parse(cell);
    if (Double.isNaN(value)) {
      throw unusable(
          line,
          column,
          quoted(cell) + " is not a number; encode text as numbers or drop the column");
    }
    if (Double.isInfinite(value)) {
      throw unusable(
          line, column, quoted(cell) + " is not a finite number; correct it or drop the line");
    }
    return value;
  }

  private UserException unusable(long line, int column, String message) {
    boolean mayBeHeader = header == Header.DETECTED && names.isEmpty() && rows == 0;
    String hint = mayBeHeader ? " (if this line is a header, give the target by name)" : "";
    return new UserException(
        "%s, line %d, %s: %s%s".formatted(file, line, columnName(names, column), message, hint));
  }

  /** A cell for a message of one line. */
  private static String quoted(String cell) {
    return '"' + OneLine.of(cell, SHOWN) + '"';
  }

  private static boolean noneIsNumber(String[] cells) {
    return Arrays.stream(cells).allMatch(cell -> Double.isNaN(parse(cell)));
  }

  /** The number; NaN for what is none, such as {@code NaN}, {@code 0x1p3} or {@code 1d}. */
  private static double parse(String cell) {
    boolean decimal = cell.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
    if (!decimal && !cell.endsWith("Infinity")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private NumericTable finish() {
    if (rows < 2) {
      throw new UserException(
          "%s: %d %s of numbers, expected at least 2, to train and to test"
              .formatted(file, rows, rows == 1 ? "line" : "lines"));
    }
    return new NumericTable(
        file, names, columns, Arrays.copyOf(lines, rows), Arrays.copyOf(values, rows * columns));
  }
}
