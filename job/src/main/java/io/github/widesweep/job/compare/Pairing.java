package io.github.widesweep.job.compare;

import io.github.widesweep.UserException;
import io.github.widesweep.job.table.Summary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which runs of two sides belong together: those of the same network and draw that agree in every
 * column that the sides share values of. Columns of which they have no value in common, or one and
 * the same, are what is compared.
 *
 * @param keys columns that pairs agree in
 * @param compared columns that differ between the sides, with the values of either
 */
record Pairing(List<String> keys, Map<String, List<Set<String>>> compared) {
  static Pairing of(Side a, Side b) {
    List<String> keys =
        Summary.CELL.stream()
            .filter(
                column -> {
                  Set<String> common = new HashSet<>(a.values(column));
                  common.retainAll(b.values(column));
                  boolean one = a.values(column).size() == 1 && b.values(column).size() == 1;
                  return !common.isEmpty() && !one;
                })
            .toList();
    Map<String, List<Set<String>>> compared = new LinkedHashMap<>();
    for (String column : Summary.CELL) {
      if (!keys.contains(column) && !a.values(column).equals(b.values(column))) {
        compared.put(column, List.of(a.values(column), b.values(column)));
      }
    }
    requireOne(a, keys);
    requireOne(b, keys);
    return new Pairing(keys, compared);
  }

  /** A run must not have two counterparts. */
  private static void requireOne(Side side, List<String> keys) {
    Map<Map<String, String>, List<Map<String, String>>> groups =
        side.cells().stream()
            .collect(
                Collectors.groupingBy(
                    cell -> keys.stream().collect(Collectors.toMap(key -> key, cell::get))));
    for (List<Map<String, String>> group : groups.values()) {
      if (group.size() > 1) {
        String column =
            Summary.CELL.stream()
                .filter(name -> group.stream().map(cell -> cell.get(name)).distinct().count() > 1)
                .findFirst()
                .orElseThrow();
        throw new UserException(
            "%s: leaves runs with %s %s, of which the other side has none to tell them apart by;"
                    .formatted(
                        side.name(),
                        column,
                        group.stream()
                            .map(cell -> cell.get(column))
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(" and ")))
                + " expected a condition that names one");
      }
    }
  }
}
