package io.github.widesweep.job.upkeep;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring_index;

import io.github.widesweep.job.store.Damage;
import io.github.widesweep.job.store.FileCheck;
import io.github.widesweep.job.store.Origins;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.Survey;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds everything in an output that is not as it was written, or that is there twice. Every byte
 * of tables and weights is read once, on the executors.
 */
final class Inspection {
  private final SparkSession spark;
  private final Output output;
  private final Map<Table<?>, Survey> surveys = new HashMap<>();
  private final List<Damage> damages = new ArrayList<>();
  private int withoutManifest;

  /**
   * What was found.
   *
   * @param damages what is wrong
   * @param withoutManifest waves of older versions, of which nobody knows what they were like
   */
  record Findings(List<Damage> damages, int withoutManifest) {}

  private Inspection(SparkSession spark, Output output) {
    this.spark = spark;
    this.output = output;
  }

  static Findings of(SparkSession spark, Output output) {
    Inspection inspection = new Inspection(spark, output);
    try {
      inspection.files();
      inspection.origins();
      inspection.weights();
      inspection.doubled(Tables.RUNS, "run_id");
      inspection.doubled(Tables.NETWORKS, "network_id");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + output.root(), e);
    }
    return new Findings(List.copyOf(inspection.damages), inspection.withoutManifest);
  }

  private void files() throws IOException {
    Map<FileCheck, Path> checks = new HashMap<>();
    for (Table<?> table : Tables.all()) {
      Survey survey = output.waves(table).survey();
      surveys.put(table, survey);
      for (Path other : survey.others()) {
        add(other, "does not belong there", other);
      }
      for (Wave copy : survey.copies()) {
        add(copy.path(), "is a copy of another wave: its rows do not count", copy.path());
      }
      for (Wave wave : survey.counting()) {
        damages.addAll(wave.damages());
        for (Path file : wave.foreign()) {
          add(file, "does not belong to its wave: its rows do not count", file);
        }
        if (wave.damages().isEmpty()) {
          wave.checks().forEach(check -> checks.put(check, wave.path()));
        }
        withoutManifest += wave.manifest().isEmpty() && wave.damages().isEmpty() ? 1 : 0;
      }
    }
    for (FileCheck.Failure failure : FileCheck.failures(spark, List.copyOf(checks.keySet()))) {
      add(new Path(failure.check().path()), failure.problem(), checks.get(failure.check()));
    }
  }

  private void add(Path file, String problem, Path aside) {
    damages.add(Damage.of(file, problem, aside));
  }

  /** Waves of a table that count and in which nothing was found so far. */
  private List<Wave> sound(Table<?> table) {
    Set<Path> aside =
        damages.stream().flatMap(damage -> damage.aside().stream()).collect(Collectors.toSet());
    return surveys.get(table).counting().stream()
        .filter(wave -> !aside.contains(wave.path()))
        .toList();
  }

  private Dataset<Row> rows(Table<?> table) {
    return Waves.read(spark, table.schema(), sound(table));
  }

  /** Rows of another sweep, or of nobody knows which. */
  private void origins() {
    Origins origins =
        Origins.of(Provenance.recorded(output, sound(Tables.PROVENANCE)), sound(Tables.RUNS));
    if (origins.isEmpty()) {
      Path provenance = output.waves(Tables.PROVENANCE).directory();
      damages.add(new Damage(provenance, "holds no invocation that can be read", Optional.empty()));
    }
    for (Table<?> table : List.of(Tables.NETWORKS, Tables.RUNS)) {
      for (Wave wave : sound(table)) {
        if (!origins.include(wave)) {
          add(wave.path(), Origins.UNKNOWN, wave.path());
        }
      }
    }
  }

  private void weights() {
    Map<FileCheck, Path> checks = new HashMap<>();
    for (Row row :
        rows(Tables.NETWORKS).where("file IS NOT NULL").select("file", "sha256").collectAsList()) {
      Path file = output.resolve(row.getString(0));
      checks.put(new FileCheck(file.toString(), row.getString(1)), file);
    }
    for (FileCheck.Failure failure : FileCheck.failures(spark, List.copyOf(checks.keySet()))) {
      Path file = checks.get(failure.check());
      damages.add(
          failure.isMissing()
              ? new Damage(file, failure.problem(), Optional.empty())
              : Damage.of(file, failure.problem(), file));
    }
  }

  /** Rows with the same name: the waves that are not the first with one are in the way. */
  private void doubled(Table<?> table, String id) {
    Map<String, Path> waves =
        sound(table).stream().collect(Collectors.toMap(Wave::encodedName, Wave::path));
    if (waves.isEmpty()) {
      return;
    }
    // table/wave/file or table/wave/folder/file.
    Column wave =
        element_at(
            split(substring_index(col("_metadata.file_path"), "/" + table.name() + "/", -1), "/"),
            1);
    List<Row> found =
        rows(table)
            .select(col(id), wave.as("wave"))
            .groupBy(id)
            .agg(array_sort(collect_list("wave")).as("waves"))
            .where(size(col("waves")).gt(lit(1)))
            // The first keeps its row, unless it has it twice itself.
            .select(
                explode(array_distinct(slice(col("waves"), lit(2), size(col("waves"))))).as("wave"))
            .groupBy("wave")
            .count()
            .orderBy("wave")
            .collectAsList();
    for (Row row : found) {
      Path path = waves.get(row.getString(0));
      add(path, "holds %,d rows that are there already".formatted(row.getLong(1)), path);
    }
  }
}
