package io.github.widesweep.job.store;

import io.github.widesweep.job.table.RunOrigin;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Merges waves of small files into one wave of large files. The new wave names those whose rows it
 * holds; from the moment of its commit they count no more, and are removed after it. So rows count
 * once whenever it is killed, and {@code clean} removes what is left.
 */
public final class Compaction {
  /** A file as long as this is not touched any more. */
  private static final long LARGE = 32L << 20;

  /** How long files are to become. */
  private static final long TARGET = 64L << 20;

  private final SparkSession spark;
  private final Output output;
  private final Table<?> table;
  private final Waves waves;

  private Compaction(SparkSession spark, Output output, Table<?> table) {
    this.spark = spark;
    this.output = output;
    this.table = table;
    this.waves = output.waves(table);
  }

  /**
   * What was merged.
   *
   * @param table name of the table
   * @param waves waves merged into one
   * @param filesBefore their files
   * @param filesAfter files of the new wave
   * @param bytesBefore bytes of the files before
   * @param bytesAfter bytes of the files after
   * @param rows rows in them
   */
  public record Merged(
      String table,
      int waves,
      int filesBefore,
      int filesAfter,
      long bytesBefore,
      long bytesAfter,
      long rows) {}

  /** Compacts the tables that grow with the grid; the caller holds the output's lease. */
  public static List<Merged> of(SparkSession spark, Output output) {
    String latest = Provenance.latest(output).fingerprint();
    List<Merged> all = new ArrayList<>();
    for (Table<?> table : List.of(Tables.RUNS, Tables.NETWORKS)) {
      Waves waves = output.waves(table);
      // Waves of older versions have no manifest and are of the sweep that provenance records.
      Map<String, List<Wave>> bySweep =
          waves.committed().stream()
              .filter(Compaction::isSmall)
              .collect(
                  Collectors.groupingBy(
                      wave -> wave.manifest().map(Manifest::fingerprint).orElse(latest),
                      TreeMap::new,
                      Collectors.toList()));
      bySweep.forEach(
          (fingerprint, small) -> {
            if (files(small) > 1) {
              all.add(new Compaction(spark, output, table).merge(small, fingerprint));
            }
          });
    }
    return all;
  }

  private Merged merge(List<Wave> small, String fingerprint) {
    requireAsWritten(small);
    Dataset<Row> rows = Waves.read(spark, RunOrigin.stored(table), small);
    long bytes = small.stream().mapToLong(Compaction::bytes).sum();
    String name = Waves.newName();
    try {
      List<Manifest.File> files = waves.stage(rows.repartition((int) (1 + bytes / TARGET)), name);
      long before = rows.count();
      long after = files.stream().mapToLong(Manifest.File::rows).sum();
      if (before != after) {
        throw new IllegalStateException(
            "%s: merging %,d rows gave %,d".formatted(table.name(), before, after));
      }
      waves.commit(name, new Waves.Origin(name, fingerprint), replaces(small), files, draws(small));
      for (Wave wave : small) {
        waves.remove(wave.path());
      }
      return new Merged(
          table.name(),
          small.size(),
          files(small),
          files.size(),
          bytes,
          files.stream().mapToLong(Manifest.File::bytes).sum(),
          after);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot merge waves of " + table.name(), e);
    }
  }

  /** Digests of files are checked a last time: the new wave's say nothing of the old files. */
  private void requireAsWritten(List<Wave> small) {
    Map<FileCheck, Path> checks = new HashMap<>();
    small.forEach(wave -> wave.checks().forEach(check -> checks.put(check, wave.path())));
    for (FileCheck.Failure failure : FileCheck.failures(spark, List.copyOf(checks.keySet()))) {
      throw Damage.of(
              new Path(failure.check().path()), failure.problem(), checks.get(failure.check()))
          .exception(output.root());
    }
  }

  /** The lists of all; nothing if one has none, and reading rows has to tell. */
  private List<DrawSet> draws(List<Wave> small) throws IOException {
    List<DrawSet> all = new ArrayList<>();
    for (Wave wave : small) {
      Optional<List<DrawSet>> draws = wave.draws(output.fs());
      if (draws.isEmpty()) {
        return List.of();
      }
      all.addAll(draws.get());
    }
    return all;
  }

  /** These, and what earlier compactions that were killed have left to remove. */
  private List<String> replaces(List<Wave> small) {
    return Stream.concat(small.stream(), waves.survey().replaced().stream())
        .map(Wave::writtenName)
        .toList();
  }

  /** Waves with files that do not belong to them are left alone: they would be lost. */
  private static boolean isSmall(Wave wave) {
    return wave.foreign().isEmpty()
        && wave.found().values().stream().anyMatch(bytes -> bytes < LARGE);
  }

  private static int files(List<Wave> waves) {
    return waves.stream().mapToInt(wave -> wave.found().size()).sum();
  }

  private static long bytes(Wave wave) {
    return wave.found().values().stream().mapToLong(Long::longValue).sum();
  }
}
