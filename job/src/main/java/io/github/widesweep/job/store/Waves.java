package io.github.widesweep.job.store;

import io.github.widesweep.job.Hashes;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table as a set of waves. A wave is a directory of Parquet that is written once, under a name
 * never used before, with a {@link Manifest} of its files, and counts only when it holds {@code
 * _SUCCESS}, which is written last: a wave is there whole or not at all, whatever is killed at
 * whatever moment.
 *
 * @param fs the file system
 * @param directory the table's directory; need not exist
 */
public record Waves(FileSystem fs, Path directory) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Where rows come from.
   *
   * @param invocation the invocation that writes them
   * @param fingerprint the sweep that they belong to
   */
  public record Origin(String invocation, String fingerprint) {}

  /** What is in the table's directory. */
  public Survey survey() {
    try {
      return Survey.of(fs, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + directory, e);
    }
  }

  /**
   * The waves whose rows are the table's, in the order of their names, which begin with the time
   * for most tables. Throws a {@link io.github.widesweep.UserException} if files of one are missing
   * or not as long as they were.
   */
  public List<Wave> committed() {
    List<Wave> waves = survey().counting();
    for (Wave wave : waves) {
      for (Damage damage : wave.damages()) {
        throw damage.exception(directory.getParent());
      }
    }
    return waves;
  }

  /** Rows in committed waves, but for those of older versions, whose number nothing says. */
  public long rows() {
    return committed().stream()
        .flatMap(wave -> wave.manifest().stream())
        .mapToLong(Manifest::rows)
        .sum();
  }

  /** Name of a new wave: the time now, and a random part that keeps two drivers apart. */
  public static String newName() {
    HexFormat hex = HexFormat.of();
    return "wave-%s-%s"
        .formatted(
            TIME.format(Instant.now()),
            hex.toHexDigits(UUID.randomUUID().getMostSignificantBits(), 8));
  }

  /** The time in the name of a wave or an invocation, as text whose order is time's. */
  static String time(String name) {
    return name.replaceFirst("^[a-z]+-", "");
  }

  /** All rows of committed waves. */
  public Dataset<Row> read(SparkSession spark, StructType schema) {
    return read(spark, schema, committed());
  }

  /** The rows of the latest committed wave alone. */
  public Dataset<Row> readLatest(SparkSession spark, StructType schema) {
    List<Wave> waves = committed();
    return read(spark, schema, waves.subList(Math.max(0, waves.size() - 1), waves.size()));
  }

  /** The rows of these waves. */
  public static Dataset<Row> read(SparkSession spark, StructType schema, List<Wave> waves) {
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
        .option(FileCheck.CHECK_PAGES, "true")
        .parquet(
            waves.stream()
                .flatMap(wave -> wave.readable().stream())
                .map(Path::toString)
                .toArray(String[]::new));
  }

  /** Commits rows as a new wave of one file. */
  public void write(Dataset<Row> rows, String name, Origin origin) {
    try {
      commit(name, origin, List.of(), stage(rows.coalesce(1), name), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s/%s".formatted(directory, name), e);
    }
  }

  /**
   * Commits rows as a new wave of a file per partition, if the output is still held then.
   *
   * @param draws what the rows of runs are, asked for when they are written; nothing for others
   */
  public void writeAll(
      Dataset<Row> rows, String name, Origin origin, Lease lease, Supplier<List<DrawSet>> draws) {
    try {
      List<Manifest.File> files = stage(rows, name);
      lease.requireHeld();
      commit(name, origin, List.of(), files, draws.get());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s/%s".formatted(directory, name), e);
    }
  }

  /** Writes rows as a new wave that is not yet committed, a file per partition. */
  List<Manifest.File> stage(Dataset<Row> rows, String name) throws IOException {
    Path wave = new Path(directory, name);
    DataFrameWriter<Row> writer = rows.write().mode(SaveMode.ErrorIfExists);
    for (String column : Tables.distinctInRuns()) {
      writer.option("parquet.enable.dictionary#" + column, "false");
    }
    writer
        // The mark comes after the manifest.
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(wave.toString());
    return WrittenFiles.in(rows.sparkSession(), fs, wave);
  }

  /**
   * Commits a wave whose files are written: from now on its rows are the table's.
   *
   * @param replaces waves that count no more from then on
   * @param files all its files with rows
   * @param draws what the rows of runs are; empty for others, and where it is not known
   */
  void commit(
      String name,
      Origin origin,
      List<String> replaces,
      List<Manifest.File> files,
      List<DrawSet> draws)
      throws IOException {
    Path wave = new Path(directory, name);
    Optional<Manifest.File> list =
        draws.isEmpty() ? Optional.empty() : Optional.of(writeDraws(wave, draws));
    Manifest manifest =
        new Manifest(name, origin.invocation(), origin.fingerprint(), replaces, files, list);
    if (list.isPresent() && list.get().rows() != manifest.rows()) {
      throw new IllegalStateException(
          "%s: %,d rows of %,d draws".formatted(wave, manifest.rows(), list.get().rows()));
    }
    manifest.write(fs, wave);
    fs.create(new Path(wave, Wave.MARK), false).close();
  }

  private Manifest.File writeDraws(Path wave, List<DrawSet> draws) throws IOException {
    List<DrawSet> cells = DrawSet.merged(draws);
    byte[] text = DrawSet.format(cells).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = fs.create(new Path(wave, Manifest.DRAWS), false)) {
      out.write(text);
    }
    return new Manifest.File(
        Manifest.DRAWS, text.length, DrawSet.count(cells), Hashes.sha256(text));
  }

  /** Removes a wave: its mark first, so that it never counts with some of its files. */
  void remove(Path wave) throws IOException {
    fs.delete(new Path(wave, Wave.MARK), false);
    fs.delete(wave, true);
  }
}
