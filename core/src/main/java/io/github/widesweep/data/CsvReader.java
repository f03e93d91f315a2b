package io.github.widesweep.data;

import io.github.widesweep.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
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

  private final String file;
  private final Header header;
  private List<String> names = List.of();
  private int columns;
  private int rows;
  private int[] lines = new int[256];
  private double[] values = new double[1024];

  private CsvReader(String file, Header header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads all of a stream.
   *
   * @param file name for messages; the stream is unpacked if it ends in {@code .gz}
   */
  static NumericTable read(String file, InputStream stream, Header header) throws IOException {
    InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(stream) : stream;
    CsvReader reader = new CsvReader(file, header);
    try (CSVParser parser =
        CSVParser.parse(
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8)), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      while (reader.hasNext(records, parser)) {
        reader.accept(cells(records.next()), parser.getCurrentLineNumber());
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
    return "column " + (column + 1) + (names.isEmpty() ? "" : " (" + names.get(column) + ")");
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

  private static String[] cells(CSVRecord csvRecord) {
    String[] cells = csvRecord.values();
    if (csvRecord.getRecordNumber() == 1 && cells[0].startsWith("\uFEFF")) {
      cells[0] = cells[0].substring(1).strip();
    }
    return cells;
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
          "%s, line %d: %d cells, expected %d as in the first line"
              .formatted(file, line, cells.length, columns));
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
    String shown = cell.length() <= SHOWN ? cell : cell.substring(0, SHOWN) + "...";
    return '"' + shown.replaceAll("\\p{Cntrl}", " ") + '"';
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
          "%s: %d lines of numbers, expected at least 2, to train and to test"
              .formatted(file, rows));
    }
    return new NumericTable(
        file, names, columns, Arrays.copyOf(lines, rows), Arrays.copyOf(values, rows * columns));
  }
}
