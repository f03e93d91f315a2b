package io.github.widesweep.job.compare;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;

import io.github.widesweep.sweep.spec.SpecReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What differs between two outputs beside their numbers.
 *
 * @param name a path of the spec, or a column of {@code provenance}
 * @param a what it is in the first output; several values of several invocations in one text
 * @param b what it is in the second
 */
public record SweepDifference(String name, String a, String b) {
  private static final String NOTHING = "nothing";
  private static final String BLAS = "blas";
  private static final List<String> COLUMNS =
      List.of("widesweep_version", "git_commit", "spark_version", "java_version", "os");

  /** Compares two tables {@code provenance}: the latest specs, and what invocations ran on. */
  public static List<SweepDifference> of(Dataset<Row> a, Dataset<Row> b) {
    List<SweepDifference> differences = new ArrayList<>();
    add(differences, spec(a), spec(b));
    add(differences, machines(a), machines(b));
    return List.copyOf(differences);
  }

  private static void add(
      List<SweepDifference> differences, Map<String, String> a, Map<String, String> b) {
    Set<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    for (String name : names) {
      String there = a.getOrDefault(name, NOTHING);
      String here = b.getOrDefault(name, NOTHING);
      if (!there.equals(here)) {
        differences.add(new SweepDifference(name, there, here));
      }
    }
  }

  /** All that gives rows their meaning, by path, and how many networks and draws there are. */
  private static Map<String, String> spec(Dataset<Row> provenance) {
    Row latest =
        provenance
            .orderBy(col("start").desc(), col("invocation_id").desc())
            .select("resolved_spec", "invocation_id")
            .first();
    return SpecReader.parseResolved(latest.getString(0), "resolved spec of " + latest.getString(1))
        .coordinates();
  }

  private static Map<String, String> machines(Dataset<Row> provenance) {
    Map<String, String> machines = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      machines.put(column, values(provenance.select(col(column)).where(col(column).isNotNull())));
    }
    machines.put(
        BLAS,
        values(
            provenance
                .where("size(blas) > 0")
                .select(array_join(array_sort(col(BLAS)), ", ").as(BLAS))));
    return machines;
  }

  private static String values(Dataset<Row> column) {
    Set<String> values = new TreeSet<>();
    column.distinct().collectAsList().forEach(row -> values.add(row.getString(0)));
    return String.join("; ", values);
  }
}
