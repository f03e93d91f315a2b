package io.github.widesweep.job.statistics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Two hundred trained networks of each of 30 cells of two real sweeps, four significant digits:
 * populations to draw from. {@code network_means.md} beside the file says how it was made.
 *
 * @param cell dataset, width, target, method and scheme
 * @param psi of each network, means over draws
 * @param metric metric_compressed, the same
 * @param deltaLogits of each network its draws
 */
public record NetworkMeans(String cell, double[] psi, double[] metric, double[][] deltaLogits) {
  private static final int CELL_COLUMNS = 5;

  /** Means over draws. */
  public double[] deltaLogitsMeans() {
    return Arrays.stream(deltaLogits)
        .mapToDouble(draws -> Arrays.stream(draws).average().orElseThrow())
        .toArray();
  }

  public static List<NetworkMeans> read() {
    Map<String, List<String[]>> cells = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(NetworkMeans.class.getResourceAsStream("network_means.csv.gz")),
                StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", -1);
        String cell = String.join(" ", Arrays.copyOf(fields, CELL_COLUMNS));
        cells.computeIfAbsent(cell, name -> new ArrayList<>()).add(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<NetworkMeans> read = new ArrayList<>();
    cells.forEach(
        (cell, rows) ->
            read.add(
                new NetworkMeans(
                    cell,
                    rows.stream().mapToDouble(row -> Double.parseDouble(row[6])).toArray(),
                    rows.stream().mapToDouble(row -> Double.parseDouble(row[7])).toArray(),
                    rows.stream().map(row -> numbers(row[8])).toArray(double[][]::new))));
    return read;
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
