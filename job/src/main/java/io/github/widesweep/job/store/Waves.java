package io.github.widesweep.job.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table as a set of waves. A wave is a directory of Parquet that is written once, under a name
 * never used before, and counts only when it holds {@code _SUCCESS}, which the committer (version
 * 1) writes last: a wave is there whole or not at all, whatever is killed at whatever moment.
 *
 * @param fs the file system
 * @param directory the table's directory; need not exist
 */
public record Waves(FileSystem fs, Path directory) {
  private static final String COMMITTED = "_SUCCESS";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A wave's directory and the moment it was committed. */
  public record Wave(Path path, Instant committed) {}

  /** Committed waves in the order of their names, which begin with the time for most tables. */
  public List<Wave> committed() {
    try {
      return Arrays.stream(fs.listStatus(directory))
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .sorted()
          .map(this::ifCommitted)
          .filter(wave -> wave != null)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private Wave ifCommitted(Path path) {
    try {
      FileStatus mark = fs.getFileStatus(new Path(path, COMMITTED));
      return new Wave(path, Instant.ofEpochMilli(mark.getModificationTime()));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + path, e);
    }
  }

  /** Name of a new wave: the time now, and a random part that keeps two drivers apart. */
  public static String newName() {
    HexFormat hex = HexFormat.of();
    return "wave-%s-%s"
        .formatted(
            TIME.format(Instant.now()),
            hex.toHexDigits(UUID.randomUUID().getMostSignificantBits(), 8));
  }

  /** All rows of committed waves. */
  public Dataset<Row> read(SparkSession spark, StructType schema) {
    return read(spark, schema, wave -> true);
  }

  /** The rows of the committed waves that {@code chosen} accepts. */
  public Dataset<Row> read(SparkSession spark, StructType schema, Predicate<Path> chosen) {
    return read(spark, schema, committed().stream().map(Wave::path).filter(chosen).toList());
  }

  /** The rows of the latest committed wave alone. */
  public Dataset<Row> readLatest(SparkSession spark, StructType schema) {
    List<Wave> waves = committed();
    return read(
        spark, schema, waves.stream().skip(Math.max(0, waves.size() - 1)).map(Wave::path).toList());
  }

  private static Dataset<Row> read(SparkSession spark, StructType schema, List<Path> waves) {
    if (waves.isEmpty()) {
      return spark.createDataFrame(List.<Row>of(), schema);
    }
    return spark
        .read()
        .schema(schema)
        // A directory's name may hold characters that mean something in a glob pattern.
        .option("__globPaths__", "false")
        // Without it, Spark lists every wave once per wave if the name does hold such characters.
        .option("recursiveFileLookup", "true")
        .parquet(waves.stream().map(Path::toString).toArray(String[]::new));
  }

  /** Commits rows as a new wave of one file. */
  public void write(Dataset<Row> rows, String name) {
    rows.coalesce(1)
        .write()
        .mode(SaveMode.ErrorIfExists)
        .parquet(new Path(directory, name).toString());
  }
}
