package io.github.widesweep.job.report;

import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Sorts what tables and views say into sections. */
final class Sections {
  private final SweepSpec spec;
  private final List<Row> summary;
  private final List<Row> exponents;
  private final List<Row> frontiers;
  private final List<Row> bounds;
  private final List<Row> paired;
  private final List<Row> tightness;

  /**
   * Reads the views.
   *
   * @param summary all rows of the table {@code summary}
   */
  Sections(SparkSession spark, SweepSpec spec, List<Row> summary) {
    this.spec = spec;
    this.summary = summary;
    exponents =
        spark
            .sql("SELECT * FROM decay_exponent WHERE delta_logits_exponent IS NOT NULL")
            .collectAsList();
    frontiers = spark.sql("SELECT * FROM frontier WHERE width IS NOT NULL").collectAsList();
    bounds =
        spark
            .sql("SELECT * FROM bound_check WHERE method = 'greedy' AND NOT refit")
            .collectAsList();
    paired = spark.sql("SELECT * FROM paired").collectAsList();
    tightness =
        spark
            .sql(
                "SELECT * FROM tightness WHERE method IN ('greedy', 'greedy-signed', 'walk') AND"
                    + " NOT refit ORDER BY width")
            .collectAsList();
  }

  /** A section per dataset and architecture that has a run that is ok. */
  List<Section> all() {
    Map<List<String>, List<Row>> families = new LinkedHashMap<>();
    for (Row row : summary) {
      if (row.<Long>getAs("runs") > 0) {
        families.computeIfAbsent(family(row), key -> new ArrayList<>()).add(row);
      }
    }
    List<Section> sections = new ArrayList<>();
    families.forEach((family, rows) -> sections.add(section(family, rows)));
    return sections;
  }

  private Section section(List<String> family, List<Row> rows) {
    List<Cell> cells = rows.stream().map(Cell::of).toList();
    List<SparsityPanels.Frontier> lines =
        of(family, frontiers).stream()
            .map(
                row ->
                    new SparsityPanels.Frontier(
                        Settings.of(row), row.getAs("error"), row.getAs("width")))
            .toList();
    List<MethodPanels.Pair> pairs =
        of(family, paired).stream()
            .map(
                row ->
                    new MethodPanels.Pair(
                        Settings.of(row),
                        row.getAs("width"),
                        row.getAs("networks"),
                        Interval.of(row, "decades", "decades"),
                        Interval.of(row, "metric_difference", "metric_difference")))
            .toList();
    List<Panel> panels = new ArrayList<>(new MethodPanels(cells, pairs, spec.data().task()).all());
    if (panels.isEmpty()) {
      panels.addAll(
          new Panels(cells, spec.data().task(), Published.of(spec.name())).againstWidth());
      panels.addAll(new SparsityPanels(cells, spec.data().task(), lines).all());
    }
    // Without targets there is no metric.
    panels.removeIf(panel -> panel.numbers().isEmpty());
    return new Section(
        family.get(0),
        family.get(1),
        Settings.common(cells.stream().map(Cell::settings).distinct().toList()),
        panels,
        of(family, exponents),
        bounds(cells, of(family, bounds)),
        distances(cells, of(family, tightness)));
  }

  /** The distances in the order of the cells. */
  private static List<TightnessCell> distances(List<Cell> cells, List<Row> rows) {
    List<Settings> order = cells.stream().map(Cell::settings).distinct().toList();
    return rows.stream()
        .map(TightnessCell::of)
        .sorted(Comparator.comparingInt(cell -> order.indexOf(cell.settings())))
        .toList();
  }

  /** The bounds in the order of the cells; rows that the summary does not know yet are left out. */
  private static List<BoundCell> bounds(List<Cell> cells, List<Row> rows) {
    Map<List<Object>, Row> byCell = new LinkedHashMap<>();
    rows.forEach(row -> byCell.put(List.of(Settings.of(row), row.<Integer>getAs("width")), row));
    return cells.stream()
        .filter(cell -> byCell.containsKey(List.of(cell.settings(), cell.width())))
        .map(cell -> BoundCell.of(byCell.get(List.of(cell.settings(), cell.width())), cell))
        .toList();
  }

  private static List<Row> of(List<String> family, List<Row> rows) {
    return rows.stream().filter(row -> family(row).equals(family)).toList();
  }

  private static List<String> family(Row row) {
    return List.of(row.getAs("dataset"), row.getAs("architecture"));
  }
}
