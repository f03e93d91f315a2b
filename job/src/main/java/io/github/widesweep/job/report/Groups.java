package io.github.widesweep.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which curves share a chart; the place within its group is a curve's style on every chart. */
final class Groups {
  private Groups() {}

  /**
   * All if they can be told apart, else those that agree in the first field that tells some apart,
   * and so on: small multiples of what differs least.
   */
  static List<List<Settings>> of(List<Settings> all) {
    if (all.size() <= Style.CURVES) {
      return List.of(all);
    }
    for (Settings.Field field : Settings.Field.values()) {
      Map<String, List<Settings>> parts =
          all.stream()
              .collect(
                  Collectors.groupingBy(
                      settings -> settings.fields().get(field),
                      LinkedHashMap::new,
                      Collectors.toList()));
      if (parts.size() > 1) {
        return parts.values().stream().flatMap(part -> of(part).stream()).toList();
      }
    }
    throw new IllegalArgumentException("settings are there twice: " + all);
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
