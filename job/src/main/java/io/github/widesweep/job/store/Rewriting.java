package io.github.widesweep.job.store;

import io.github.widesweep.job.table.RunOrigin;
import io.github.widesweep.job.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Puts one wave in the place of several. The new wave names those that it replaces; from the moment
 * of its commit they count no more, and are removed after it. So rows count once whenever it is
 * killed, and {@code clean} removes what is left.
 *
 * @param spark the session
 * @param output whose lease the caller holds
 * @param table the table
 */
public record Rewriting(SparkSession spark, Output output, Table<?> table) {
  /** How long files are to become. */
  private static final long TARGET = 64L << 20;

  /**
   * Writes rows of some waves, commits them, and removes the waves.
   *
   * @param old the waves
   * @param change what becomes of their rows
   * @param count how many rows there are to be then
   * @param draws what the rows of runs are then, {@link #draws}; nothing where it is not known
   * @return the files of the new wave
   */
  public List<Manifest.File> replace(
      List<Wave> old,
      UnaryOperator<Dataset<Row>> change,
      long count,
      Waves.Origin origin,
      List<DrawSet> draws)
      throws IOException {
    requireAsWritten(old);
    Waves waves = output.waves(table);
    Dataset<Row> rows = change.apply(Waves.read(spark, RunOrigin.stored(table), old));
    long bytes = old.stream().mapToLong(Wave::bytes).sum();
    String name = Waves.newName();
    List<Manifest.File> files = waves.stage(rows.repartition((int) (1 + bytes / TARGET)), name);
    long written = files.stream().mapToLong(Manifest.File::rows).sum();
    if (written != count) {
      throw new IllegalStateException(
          "%s: %,d rows were written again, expected %,d".formatted(table.name(), written, count));
    }
    waves.commit(name, origin, replaced(waves, old), files, draws);
    for (Wave wave : old) {
      waves.remove(wave.path());
    }
    return files;
  }

  /** Number of rows of some waves. */
  public long count(List<Wave> waves) {
    return Waves.read(spark, table.schema(), waves).count();
  }

  /** The lists of draws of all waves; empty if one has none, and reading rows has to tell. */
  public Optional<List<DrawSet>> draws(List<Wave> waves) throws IOException {
    List<DrawSet> all = new ArrayList<>();
    for (Wave wave : waves) {
      Optional<List<DrawSet>> draws = wave.draws(output.fs());
      if (draws.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(draws.get());
    }
    return Optional.of(all);
  }

  /** Digests of files are checked a last time: the new wave's say nothing of the old files. */
  private void requireAsWritten(List<Wave> old) {
    Map<FileCheck, Path> checks = new HashMap<>();
    old.forEach(wave -> wave.checks().forEach(check -> checks.put(check, wave.path())));
    for (FileCheck.Failure failure : FileCheck.failures(spark, List.copyOf(checks.keySet()))) {
      throw Damage.of(
              new Path(failure.check().path()), failure.problem(), checks.get(failure.check()))
          .exception(output.root());
    }
  }

  /** These, and what earlier calls that were killed have left to remove. */
  private static List<String> replaced(Waves waves, List<Wave> old) {
    return Stream.concat(old.stream(), waves.survey().replaced().stream())
        .map(Wave::writtenName)
        .toList();
  }
}
