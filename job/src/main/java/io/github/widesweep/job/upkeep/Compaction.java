package io.github.widesweep.job.upkeep;

import io.github.widesweep.job.store.Manifest;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Rewriting;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Merges waves of small files into one wave of large files, see {@link Rewriting}. */
public final class Compaction {
  /** A file as long as this is not touched any more. */
  private static final long LARGE = 32L << 20;

  private final SparkSession spark;
  private final Output output;
  private final Table<?> table;

  private Compaction(SparkSession spark, Output output, Table<?> table) {
    this.spark = spark;
    this.output = output;
    this.table = table;
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
    Rewriting rewriting = new Rewriting(spark, output, table);
    try {
      List<Manifest.File> files =
          rewriting.replace(
              small,
              rows -> rows,
              rewriting.count(small),
              new Waves.Origin(Waves.newName(), fingerprint),
              rewriting.draws(small).orElse(List.of()));
      return new Merged(
          table.name(),
          small.size(),
          files(small),
          files.size(),
          small.stream().mapToLong(Wave::bytes).sum(),
          files.stream().mapToLong(Manifest.File::bytes).sum(),
          files.stream().mapToLong(Manifest.File::rows).sum());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot merge waves of " + table.name(), e);
    }
  }

  /** Waves with files that do not belong to them are left alone: they would be lost. */
  private static boolean isSmall(Wave wave) {
    return wave.foreign().isEmpty()
        && wave.found().values().stream().anyMatch(bytes -> bytes < LARGE);
  }

  private static int files(List<Wave> waves) {
    return waves.stream().mapToInt(wave -> wave.found().size()).sum();
  }
}
