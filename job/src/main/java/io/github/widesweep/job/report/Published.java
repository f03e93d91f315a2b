package io.github.widesweep.job.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** The paper's own points, for sweeps that are named after its figures. */
final class Published {
  private static final String PREFIX = "figure-";

  private Published() {}

  /**
   * A published curve.
   *
   * @param label what was compressed, in the paper's words
   * @param delta error against width
   * @param metricDense R^2 or accuracy of dense networks
   * @param metricCompressed of compressed ones
   */
  record Curves(
      String label,
      List<Panel.Point> delta,
      List<Panel.Point> metricDense,
      List<Panel.Point> metricCompressed) {}

  /** The curves of the figure that a sweep is named after, {@code figure-1} to {@code figure-5}. */
  static List<Curves> of(String sweep) {
    if (!sweep.startsWith(PREFIX)) {
      return List.of();
    }
    String figure = sweep.substring(PREFIX.length());
    Map<String, Curves> curves = new LinkedHashMap<>();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setCommentMarker('#')
            .setHeader()
            .setSkipHeaderRecord(true)
            .get();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(Published.class.getResourceAsStream("published.csv")),
            StandardCharsets.UTF_8)) {
      for (CSVRecord point : format.parse(in)) {
        if (point.get("figure").equals(figure)) {
          String label = label(point.get("layer"), point.get("unit"));
          Curves curve =
              curves.computeIfAbsent(
                  label,
                  name ->
                      new Curves(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
          curve.delta().add(value(point, "delta"));
          curve.metricDense().add(value(point, "metric_dense"));
          curve.metricCompressed().add(value(point, "metric_compressed"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(curves.values());
  }

  private static String label(String layer, String unit) {
    return switch (unit) {
      case "filter-out" -> "output filters of " + layer;
      case "filter-in" -> "input filters of " + layer;
      default -> unit + "s of " + layer;
    };
  }

  private static Panel.Point value(CSVRecord point, String column) {
    return new Panel.Point(
        Double.parseDouble(point.get("width")),
        Interval.of(Double.parseDouble(point.get(column))),
        0);
  }
}
