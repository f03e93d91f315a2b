package io.github.widesweep.job.solve;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.sweep.grid.Cell;
import io.github.widesweep.sweep.grid.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cells of a grid that differ in the unknown alone, ascending.
 *
 * @param settings what they have in common, by the names of columns
 * @param cells the cells
 * @param values the unknown's values in them
 */
record Line(Map<String, String> settings, List<Cell> cells, List<Double> values) {
  /** All lines of a grid, in the order of their first cells. */
  static List<Line> of(Grid grid, Unknown unknown) {
    Map<Map<String, String>, List<Cell>> lines = new LinkedHashMap<>();
    for (Cell cell : grid.cells()) {
      if (unknown.of(cell).isPresent()) {
        lines.computeIfAbsent(settings(cell, unknown), key -> new ArrayList<>()).add(cell);
      }
    }
    List<Line> all = new ArrayList<>();
    lines.forEach(
        (settings, cells) -> {
          cells.sort(Comparator.comparingDouble(cell -> unknown.of(cell).getAsDouble()));
          List<Double> values = cells.stream().map(c -> unknown.of(c).getAsDouble()).toList();
          all.add(new Line(settings, List.copyOf(cells), values));
        });
    return List.copyOf(all);
  }

  private static Map<String, String> settings(Cell cell, Unknown unknown) {
    CompressionSpec how = cell.compression();
    Map<String, String> settings = new LinkedHashMap<>();
    if (unknown != Unknown.WIDTH) {
      settings.put("width", String.valueOf(cell.width()));
    }
    settings.put("target", how.target().toString());
    settings.put("unit", how.unit().name().toLowerCase(Locale.ROOT));
    settings.put("method", how.method().name());
    for (Method.Parameter parameter : how.method().parameters()) {
      settings.put(parameter.name(), String.valueOf(parameter.value()));
    }
    if (unknown == Unknown.WIDTH) {
      if (how.scheme() instanceof Scheme.Prune prune) {
        settings.put("density", String.valueOf(Unknown.density(how).getAsDouble()));
        settings.put("keep_probability", String.valueOf(prune.keepProbability()));
      } else {
        settings.put("levels", String.valueOf(((Scheme.Quantize) how.scheme()).levels()));
      }
    }
    return settings;
  }
}
