package io.github.widesweep.job.table;

import io.github.widesweep.job.Versions;
import io.github.widesweep.job.statistics.SqlFunctions;
import io.github.widesweep.sweep.run.Status;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Queries over the tables that ship with the program, under names of their own. */
public final class Views {
  /** The views, each a {@code .sql} resource that creates it; later ones may use earlier ones. */
  public static final List<String> NAMES =
      List.of(
          "error_by_width",
          "decay_exponent",
          "frontier",
          "least_width",
          "failures",
          "network_draw_variance",
          "bound_check",
          "tightness",
          "best_draw",
          "leaderboard",
          "paired");

  private static final Pattern READ = Pattern.compile("\\b(?:FROM|JOIN)\\s+(\\w+)");

  private Views() {}

  /**
   * Registers those among some names, and the functions that they call; the tables that they read
   * must be registered.
   */
  public static void register(SparkSession spark, Set<String> names) {
    SqlFunctions.register(spark);
    NAMES.stream().filter(names::contains).forEach(view -> spark.sql(sql(view)));
  }

  /** Names, and those of what the views among them read. */
  public static Set<String> withWhatTheyRead(Collection<String> names) {
    Set<String> all = new HashSet<>(names);
    for (int i = NAMES.size() - 1; i >= 0; i--) {
      if (all.contains(NAMES.get(i))) {
        READ.matcher(sql(NAMES.get(i))).results().forEach(read -> all.add(read.group(1)));
      }
    }
    return all;
  }

  /**
   * The statement that creates a view. SQL has no include: {@code ${cell_columns}} stands for the
   * columns of a cell with their comments, {@code ${cell}} for their names, {@code ${measured}} for
   * the condition that a run is ok or a fallback.
   */
  static String sql(String view) {
    List<String> columns =
        Versions.resource(Views.class, "views/cell_columns.sql")
            .lines()
            .filter(line -> !line.startsWith("--"))
            .map(String::strip)
            .toList();
    String names =
        columns.stream()
            .map(column -> column.substring(0, column.indexOf(' ')))
            .collect(Collectors.joining(", "));
    return Versions.resource(Views.class, "views/" + view + ".sql")
        .replace("${cell_columns}", String.join("\n  ", columns))
        .replace("${cell}", names)
        .replace("${measured}", measured());
  }

  /** The condition that all numbers of a run are there and finite. */
  static String measured() {
    return Arrays.stream(Status.values())
        .filter(Status::isMeasured)
        .map(status -> "'" + Tables.name(status) + "'")
        .collect(Collectors.joining(", ", "status IN (", ")"));
  }
}
