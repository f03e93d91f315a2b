package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which curves share a chart; the place within its group is a curve's style on every chart. */
final class Groups {
  private Groups() {}

  /** All if they can be told apart, else those of a target and unit, in parts. */
  static List<List<Settings>> of(List<Settings> all) {
    if (all.size() <= Style.CURVES) {
      return List.of(all);
    }
    List<List<Settings>> groups = new ArrayList<>();
    for (List<Settings> group : byTarget(all)) {
      for (int from = 0; from < group.size(); from += Style.CURVES) {
        groups.add(group.subList(from, Math.min(group.size(), from + Style.CURVES)));
      }
    }
    return groups;
  }

  /** Those of each target and unit, in the order given. */
  static List<List<Settings>> byTarget(List<Settings> all) {
    Map<String, List<Settings>> byTarget =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.target() + s.unit(), LinkedHashMap::new, Collectors.toList()));
    return List.copyOf(byTarget.values());
  }

  /** Styles of settings: their places within their groups. */
  static Map<Settings, Integer> styles(List<Settings> all) {
    Map<Settings, Integer> styles = new LinkedHashMap<>();
    for (List<Settings> group : of(all)) {
      for (int i = 0; i < group.size(); i++) {
        styles.put(group.get(i), i);
      }
    }
    return styles;
  }
}
