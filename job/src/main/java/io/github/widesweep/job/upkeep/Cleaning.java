package io.github.widesweep.job.upkeep;

import io.github.widesweep.job.store.Damage;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Survey;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.job.table.Summary;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.spec.OwnNetworks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds and removes what no committed row of an output needs. */
public final class Cleaning {
  /** Where Spark keeps tables of its own if it is not told otherwise. */
  private static final String WAREHOUSE = "spark-warehouse";

  /** Files that a killed driver may have left in the output's directory itself. */
  private static final String PROBE = ".probe-";

  private final Output output;
  private final List<Litter> found = new ArrayList<>();

  /**
   * Something that no committed row needs.
   *
   * @param path a file or a directory, relative to the output
   * @param what what it is
   * @param files files in it
   * @param bytes their bytes
   */
  public record Litter(String path, String what, long files, long bytes) {}

  private Cleaning(Output output) {
    this.output = output;
  }

  /** What there is; the caller holds the output's lease, so that nobody is writing. */
  public static List<Litter> find(SparkSession spark, Output output) {
    Cleaning cleaning = new Cleaning(output);
    try {
      for (Table<?> table : Tables.all()) {
        cleaning.waves(table);
      }
      cleaning.weights(spark);
      cleaning.root();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + output.root(), e);
    }
    return List.copyOf(cleaning.found);
  }

  /** Removes it. Killed at any moment, it leaves waves that count as they were. */
  public static void remove(Output output, List<Litter> litter) {
    try {
      for (Litter piece : litter) {
        Path path = output.resolve(piece.path());
        // First of all, so that a wave never counts with some of its files.
        output.fs().delete(new Path(path, Wave.MARK), false);
        output.fs().delete(path, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove what is not needed", e);
    }
  }

  private void waves(Table<?> table) throws IOException {
    Survey survey = output.waves(table).survey();
    for (Path path : survey.uncommitted()) {
      add(path, "a wave that was never committed");
    }
    for (Wave wave : survey.replaced()) {
      add(wave.path(), "a wave that was merged into another");
    }
    List<Wave> counting = survey.counting();
    if (table.equals(Summary.TABLE)) {
      for (Wave wave : counting.subList(0, Math.max(0, counting.size() - 1))) {
        add(wave.path(), "a summary that was computed anew");
      }
    }
    for (Wave wave : counting) {
      Path temporary = new Path(wave.path(), "_temporary");
      if (output.fs().exists(temporary)) {
        add(temporary, "files of tasks that were never committed");
      }
    }
  }

  private void weights(SparkSession spark) throws IOException {
    Path folder = output.weights("any").getParent();
    FileStatus[] files;
    try {
      files = output.fs().listStatus(folder);
    } catch (FileNotFoundException e) {
      return;
    }
    Set<String> needed =
        output
            .waves(Tables.NETWORKS)
            .read(spark, Tables.NETWORKS.schema())
            .where("file IS NOT NULL")
            .select("file")
            .distinct()
            .collectAsList()
            .stream()
            .map((Row row) -> row.getString(0))
            .collect(Collectors.toCollection(HashSet::new));
    needed.addAll(own());
    for (FileStatus file : files) {
      if (!needed.contains(Output.relative(file.getPath()))) {
        add(file.getPath(), "weights of no committed network");
      }
    }
  }

  /** Networks of the user's own, whose source may be gone before they are measured. */
  private List<String> own() {
    return Provenance.recorded(output).stream()
        .filter(invocation -> invocation.spec().network() instanceof OwnNetworks)
        .flatMap(invocation -> invocation.grid().networks().stream())
        .map(key -> Weights.own(output, key).file())
        .toList();
  }

  private void root() throws IOException {
    for (FileStatus entry : output.fs().listStatus(output.root())) {
      String name = entry.getPath().getName();
      if (name.equals(WAREHOUSE)) {
        add(entry.getPath(), "Spark's folder for tables of its own");
      } else if (name.startsWith(PROBE)) {
        add(entry.getPath(), "left by a driver that was killed");
      }
    }
  }

  private void add(Path path, String what) throws IOException {
    FileSystem fs = output.fs();
    ContentSummary size = fs.getContentSummary(path);
    found.add(
        new Litter(
            Damage.relative(output.root(), path), what, size.getFileCount(), size.getLength()));
  }
}
