package io.github.widesweep.job.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import io.github.widesweep.data.TableSpec;
import io.github.widesweep.job.Messages;
import io.github.widesweep.network.LinearAlgebra;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.ojalgo.matrix.store.R064Store;

/**
 * Reads the samples of a {@link TableSpec}. Which rows are taken, and in which order, depends on a
 * hash of the sweep's seed and the row's key alone (of all that the row holds, without key and
 * among equal keys), not on files, partitions or who reads them.
 */
final class SampleTable {
  /** Samples that every executor gets a copy of: so many bytes of float64. */
  private static final long MOST_BYTES = 512L << 20;

  /** Copies there are on the driver while samples are read, split and scaled. */
  private static final int COPIES = 4;

  private static final int SHOWN = 120;
  private static final String HASH = "hash of key";
  private static final String CONTENT = "hash of row";
  private static final String KEY = "key";

  private final SparkSession spark;
  private final TableSpec spec;
  private final Places places;
  private final long seed;

  private SampleTable(SparkSession spark, TableSpec spec, Places places, long seed) {
    this.spark = spark;
    this.spec = spec;
    this.places = places;
    this.seed = seed;
  }

  /**
   * Reads the samples.
   *
   * @param places where files are looked for
   * @param seed the sweep's
   * @throws UserException if Spark cannot read the table, or a cell is no finite number
   * @throws InvalidValueException if a column is not there or of another type, or there are more
   *     samples than fit
   */
  static io.github.widesweep.data.Dataset read(
      SparkSession spark, TableSpec spec, Places places, long seed) {
    return new SampleTable(spark, spec, places, seed).read();
  }

  private io.github.widesweep.data.Dataset read() {
    try {
      return dataset(table());
    } catch (AnalysisException e) {
      throw new UserException(
          "data: %s; expected a table that Spark can read"
              .formatted(OneLine.of(Messages.firstLine(e), 4 * SHOWN)),
          e);
    }
  }

  private Dataset<Row> table() throws AnalysisException {
    Dataset<Row> files = null;
    if (spec.path() != null) {
      DataFrameReader reader = spark.read().format(spec.format());
      if (spec.format().equals("csv")) {
        reader = reader.option("header", "true").option("inferSchema", "true");
      }
      if (spec.options() != null) {
        reader = reader.options(spec.options());
      }
      files =
          reader.load(
              spec.path().stream().map(name -> places.place("data", name)).toArray(String[]::new));
    }
    if (spec.query() == null) {
      return files;
    }
    if (files != null) {
      files.createOrReplaceTempView(TableSpec.VIEW);
    }
    requireReads(spec.query());
    return spark.sql(spec.query());
  }

  /** A query of the data says what to read and does nothing else. */
  private void requireReads(String query) throws AnalysisException {
    boolean does =
        ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .sqlParser()
                .parsePlan(query)
            instanceof Command;
    if (does || !query.strip().matches("(?is)(select|with|from|values|\\()\\b.*")) {
      throw new InvalidValueException("data.query", OneLine.of(query, SHOWN), "a SELECT");
    }
  }

  private io.github.widesweep.data.Dataset dataset(Dataset<Row> table) {
    List<SampleColumn> features = features(table);
    List<SampleColumn> target =
        spec.target() == null
            ? List.of()
            : List.of(SampleColumn.of(table, "data.target", spec.target()));
    Dataset<Row> rows = hashed(table, Stream.concat(features.stream(), target.stream()).toList());
    int count = count(table, rows, features, target);
    List<double[]> inputs = new ArrayList<>();
    List<double[]> targets = new ArrayList<>();
    Iterator<Row> iterator = rows.orderBy(col(HASH), col(CONTENT)).limit(count).toLocalIterator();
    while (iterator.hasNext()) {
      Row row = iterator.next();
      inputs.add(numbers(row, features, inputs.isEmpty() ? -1 : inputs.get(0).length));
      targets.add(numbers(row, target, target.size()));
    }
    if (inputs.size() < 2) {
      throw new UserException(
          "data: has %d rows, expected at least 2, to calibrate and to test"
              .formatted(inputs.size()));
    }
    return spec.of(matrix(inputs), matrix(targets));
  }

  private List<SampleColumn> features(Dataset<Row> table) {
    if (spec.features() != null) {
      List<SampleColumn> columns = new ArrayList<>();
      for (int i = 0; i < spec.features().size(); i++) {
        columns.add(SampleColumn.of(table, "data.features[" + i + "]", spec.features().get(i)));
      }
      return columns;
    }
    List<SampleColumn> columns =
        Arrays.stream(table.columns())
            .filter(name -> !name.equals(spec.target()))
            .filter(name -> spec.key() == null || !spec.key().contains(name))
            .map(name -> SampleColumn.of(table, "data.features", name))
            .toList();
    if (columns.isEmpty()) {
      throw new InvalidValueException("data.features", null, "columns beside target and key");
    }
    return columns;
  }

  /** The columns, with what rows are chosen and ordered by. */
  private Dataset<Row> hashed(Dataset<Row> table, List<SampleColumn> columns) {
    List<String> names = columns.stream().map(SampleColumn::name).toList();
    List<String> keys = spec.key() == null ? names : spec.key();
    for (int i = 0; i < keys.size(); i++) {
      SampleColumn.requireThere(table, "data.key[" + i + "]", keys.get(i));
    }
    Column key = text(keys);
    List<Column> selected =
        new ArrayList<>(
            columns.stream().map(column -> SampleColumn.column(column.name())).toList());
    selected.add(sha2(concat(lit(seed + "/"), key), 256).as(HASH));
    selected.add(sha2(text(names), 256).as(CONTENT));
    selected.add((spec.key() == null ? lit("") : key).as(KEY));
    return table.select(selected.toArray(Column[]::new));
  }

  private static Column text(List<String> names) {
    return to_json(struct(names.stream().map(SampleColumn::column).toArray(Column[]::new)));
  }

  /** How many rows are taken; refuses more than every executor can have. */
  private int count(
      Dataset<Row> table,
      Dataset<Row> rows,
      List<SampleColumn> features,
      List<SampleColumn> target) {
    List<Row> some = rows.limit(1).collectAsList();
    if (some.isEmpty()) {
      return 0;
    }
    long wanted = spec.samples() == null ? table.count() : spec.samples();
    int numbers = numbers(some.get(0), features, -1).length + target.size();
    long most = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / COPIES);
    long fit = most / Double.BYTES / numbers;
    if (wanted > fit) {
      throw new InvalidValueException(
          "data.samples",
          spec.samples() == null ? "all, which are " + wanted : wanted,
          "at most %,d: rows of %,d numbers are kept in memory, at most %s of them"
              .formatted(fit, numbers, Messages.bytes(most)));
    }
    return (int) wanted;
  }

  /**
   * The numbers of a row's columns.
   *
   * @param expected how many they should be; -1 if any number will do
   */
  private double[] numbers(Row row, List<SampleColumn> columns, int expected) {
    double[] numbers = new double[Math.max(expected, columns.size())];
    int count = 0;
    for (SampleColumn column : columns) {
      for (double number : column.numbers(row, spec.key() == null ? "" : row.getAs(KEY))) {
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
      }
    }
    if (expected >= 0 && count != expected) {
      throw new UserException(
          "data: a row %s has %d features, expected %d as the first"
              .formatted(OneLine.of(row.getAs(KEY), SHOWN), count, expected));
    }
    return Arrays.copyOf(numbers, count);
  }

  private static R064Store matrix(List<double[]> rows) {
    int columns = rows.get(0).length;
    R064Store matrix = LinearAlgebra.zeros(rows.size(), columns);
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns; j++) {
        matrix.data[j * rows.size() + i] = rows.get(i)[j];
      }
    }
    return matrix;
  }
}
