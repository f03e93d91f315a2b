package io.github.widesweep.job.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.UserException;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.NewDirectory;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Layers;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.job.table.Views;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables and views of an output, a file each, with the rows that {@code sql} would give:
 * committed ones, each once; of {@code provenance} the last word of every invocation; the {@code
 * summary} of all runs that are there. {@value NewDirectory#MARK} says what every column means.
 */
public final class TablesExport {
  /** Tables, then views; layers are kept within the rows of runs. */
  public static final List<String> NAMES =
      Stream.concat(
              Stream.of(
                  Tables.RUNS.name(),
                  Layers.NAME,
                  Tables.NETWORKS.name(),
                  Summary.TABLE.name(),
                  Tables.PROVENANCE.name()),
              Views.NAMES.stream())
          .toList();

  private final SparkSession spark;
  private final Output output;
  private final Format format;

  /** Kinds of files. */
  public enum Format {
    /** Parquet, as Spark compresses it. */
    PARQUET,
    /**
     * RFC 4180 in UTF-8 with a header: NULL is an empty field, an array is JSON, numbers are the
     * shortest text that reads back as the same float64.
     */
    CSV;

    String extension() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A table that was written.
   *
   * @param name in SQL
   * @param rows its rows
   */
  public record Written(String name, long rows) {}

  public TablesExport(SparkSession spark, Output output, Format format) {
    this.spark = spark;
    this.output = output;
    this.format = format;
  }

  /**
   * Writes the files.
   *
   * @param names of {@link #NAMES}
   * @throws UserException if rows are doubled, which no file should hide
   */
  public List<Written> write(List<String> names, NewDirectory to) throws IOException {
    Catalog.register(spark, output);
    requireOnce(Tables.RUNS.name(), "run_id");
    requireOnce(Tables.NETWORKS.name(), "network_id");
    if (!Catalog.isSummarized(output)) {
      Summary.of(spark).createOrReplaceTempView(Summary.TABLE.name());
    }
    ObjectNode mark = Json.object();
    mark.put("widesweep_version", Versions.widesweep());
    mark.put("output", output.root().toString());
    mark.put("format", format.extension());
    ArrayNode tables = mark.putArray("tables");
    List<Written> written = new ArrayList<>();
    for (String name : names) {
      Dataset<Row> rows = spark.table(name);
      Written table = write(rows, name, to);
      written.add(table);
      tables.add(described(table, rows.schema()));
    }
    to.commit(Json.print(mark));
    return written;
  }

  private void requireOnce(String table, String key) {
    Row counts =
        spark.sql("SELECT count(*), count(DISTINCT %s) FROM %s".formatted(key, table)).head();
    long doubled = counts.getLong(0) - counts.getLong(1);
    if (doubled > 0) {
      throw new UserException(
          "%s: %,d rows of %s are there more than once; expected the output as repair leaves it"
              .formatted(output.root(), doubled, table));
    }
  }

  private Written write(Dataset<Row> rows, String name, NewDirectory to) throws IOException {
    Path parquet = to.staged(name);
    rows.coalesce(1).write().parquet(parquet.toString());
    long count = rowCount(only(parquet, to), to);
    Path made = parquet;
    if (format == Format.CSV) {
      made = to.staged(name + "-text");
      // From what was written: a view is not computed again.
      spark
          .read()
          .schema(rows.schema())
          .parquet(parquet.toString())
          .select(texts(rows.schema()))
          .coalesce(1)
          .write()
          .options(Map.of("header", "true", "escape", "\"", "emptyValue", "\"\""))
          .csv(made.toString());
    }
    to.fs().rename(only(made, to), to.staged("%s.%s".formatted(name, format.extension())));
    to.fs().delete(made, true);
    to.fs().delete(parquet, true);
    return new Written(name, count);
  }

  /** Of a Parquet file, as its end says. */
  private static long rowCount(Path file, NewDirectory to) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, to.fs().getConf()))) {
      return reader.getRecordCount();
    }
  }

  private static Column[] texts(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(
            field ->
                field.dataType() instanceof ArrayType
                    ? to_json(col(field.name())).as(field.name())
                    : col(field.name()))
        .toArray(Column[]::new);
  }

  private static Path only(Path directory, NewDirectory to) throws IOException {
    for (FileStatus file : to.fs().listStatus(directory)) {
      if (file.getPath().getName().startsWith("part-")) {
        return file.getPath();
      }
    }
    throw new IllegalStateException("Spark wrote no file into " + directory);
  }

  private ObjectNode described(Written table, StructType schema) {
    ObjectNode node = Json.object();
    node.put("name", table.name());
    node.put("file", table.name() + "." + format.extension());
    node.put("rows", table.rows());
    ArrayNode columns = node.putArray("columns");
    for (StructField field : schema.fields()) {
      columns
          .addObject()
          .put("name", field.name())
          .put("type", field.dataType().simpleString())
          .put("meaning", field.getComment().getOrElse(() -> ""));
    }
    return node;
  }
}
