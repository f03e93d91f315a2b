package io.github.widesweep.job.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * All that names a cell but its width, each field as it is written in a legend; empty where a field
 * makes no difference.
 *
 * @param fields texts by field
 */
record Settings(Map<Field, String> fields) {
  /** What tells cells apart, in the order of legends. */
  enum Field {
    LABEL,
    TARGET,
    UNIT,
    METHOD,
    PARAMETERS,
    CLASS,
    SCHEME,
    ALPHA,
    ORDERING,
    PROJECTIONS,
    CALIBRATION
  }

  /** Fields that say something where they are empty: no parameters, not refit. */
  private static final Set<Field> EMPTY_IS_A_VALUE = Set.of(Field.PARAMETERS, Field.CLASS);

  Settings {
    fields = Map.copyOf(fields);
  }

  static Settings of(Row row) {
    String target = row.getAs("target");
    Double keep = row.getAs("keep_probability");
    Integer levels = row.getAs("levels");
    Integer samples = row.getAs("calibration_samples");
    String scheme = row.<String>getAs("scheme");
    Map<Field, String> fields = new LinkedHashMap<>();
    fields.put(Field.LABEL, orEmpty(row.getAs("label")));
    fields.put(Field.TARGET, target);
    fields.put(Field.UNIT, row.<String>getAs("unit") + "s");
    fields.put(Field.METHOD, row.getAs("method"));
    fields.put(Field.PARAMETERS, orEmpty(row.getAs("parameters")));
    fields.put(Field.CLASS, row.<String>getAs("class").equals("refit") ? "refit" : "");
    fields.put(
        Field.SCHEME, scheme + (keep == null ? " k = " + levels : " p = " + shortened(keep)));
    Double alpha = row.getAs("alpha");
    fields.put(Field.ALPHA, alpha == null ? "" : "\u03b1 = " + alpha);
    // Scores of W layers do not change.
    fields.put(Field.ORDERING, target.contains("B") ? orEmpty(row.getAs("ordering")) : "");
    String projections = row.getAs("projections");
    fields.put(Field.PROJECTIONS, projections.equals("none") ? "" : "projections " + projections);
    fields.put(Field.CALIBRATION, samples == null ? "" : "calibrated on " + samples + " samples");
    return new Settings(fields);
  }

  /** A density of 0.3 asks for p = 0.2222222222222222. */
  private static double shortened(double keep) {
    return Math.rint(keep * 1e6) / 1e6;
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  String method() {
    return fields.get(Field.METHOD);
  }

  boolean isRefit() {
    return !fields.get(Field.CLASS).isEmpty();
  }

  /** What tells a method from others that did the same. */
  String methodLabel() {
    return label(Set.of(Field.METHOD, Field.PARAMETERS, Field.ORDERING));
  }

  /** The same but for the method: what methods that are compared have in common. */
  Settings withoutMethod() {
    Map<Field, String> rest = new LinkedHashMap<>(fields);
    for (Field field : List.of(Field.METHOD, Field.PARAMETERS, Field.CLASS, Field.ORDERING)) {
      rest.put(field, "");
    }
    return new Settings(rest);
  }

  String target() {
    return fields.get(Field.TARGET);
  }

  String unit() {
    return fields.get(Field.UNIT);
  }

  boolean isPruned() {
    return fields.get(Field.SCHEME).startsWith("prune");
  }

  /** The same but for how much is compressed: what a curve of error against sparsity holds fast. */
  Settings withoutAmount() {
    Map<Field, String> rest = new LinkedHashMap<>(fields);
    rest.put(Field.SCHEME, isPruned() ? "prune" : "quantize");
    rest.put(Field.ALPHA, "");
    return new Settings(rest);
  }

  /** The texts of some fields, in order. */
  String label(Set<Field> named) {
    return List.of(Field.values()).stream()
        .filter(named::contains)
        .map(fields::get)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** The fields in which settings differ; the target always. */
  static Set<Field> differing(List<Settings> all) {
    Set<Field> differing = new LinkedHashSet<>();
    for (Field field : Field.values()) {
      List<Settings> concerned = new ArrayList<>(all);
      concerned.removeIf(
          settings -> !EMPTY_IS_A_VALUE.contains(field) && settings.fields.get(field).isEmpty());
      boolean several = concerned.stream().map(s -> s.fields.get(field)).distinct().count() > 1;
      if (field == Field.TARGET || several) {
        differing.add(field);
      }
    }
    return differing;
  }

  /** What tells a group of settings from all others: what it has in common and all have not. */
  static String common(List<Settings> group, List<Settings> all) {
    Set<Field> named = new LinkedHashSet<>(differing(all));
    named.removeIf(field -> group.stream().map(s -> s.fields.get(field)).distinct().count() > 1);
    return group.get(0).label(named);
  }

  /** What settings have in common, as far as there is something to say. */
  static String common(List<Settings> all) {
    Set<Field> differing = differing(all);
    return List.of(Field.values()).stream()
        .filter(field -> !differing.contains(field))
        .map(
            field ->
                all.stream()
                    .map(settings -> settings.fields.get(field))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .map(text -> field == Field.ORDERING ? "B scores " + text : text)
                    .orElse(""))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
