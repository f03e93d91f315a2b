package io.github.widesweep.job.compare;

import io.github.widesweep.job.statistics.PairedMean;
import io.github.widesweep.job.statistics.Scale;
import io.github.widesweep.job.table.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Gathers the pairs of one group, network by network. */
final class Pairs {
  private final Measure measure;
  private final boolean betweenMethods;
  private final List<double[]> networks = new ArrayList<>();
  private long pairs;
  private double wins;
  private double largest;

  /**
   * @param measure what the values are
   * @param betweenMethods whether the sides are of different methods
   */
  Pairs(Measure measure, boolean betweenMethods) {
    this.measure = measure;
    this.betweenMethods = betweenMethods;
  }

  /**
   * Adds a network: its measured values by draw. Between methods, where one side has one draw and
   * the other several, as beside a method without randomness, it meets the mean over those.
   *
   * @return draws that found a counterpart, or -1 where a mean stands for all
   */
  List<Integer> add(SortedMap<Integer, Double> a, SortedMap<Integer, Double> b) {
    List<double[]> met = new ArrayList<>();
    List<Integer> draws = new ArrayList<>();
    boolean one = Math.min(a.size(), b.size()) == 1 && a.size() != b.size();
    if (betweenMethods && one) {
      met.add(new double[] {mean(a), mean(b)});
      draws.add(-1);
    } else {
      for (Map.Entry<Integer, Double> value : a.entrySet()) {
        if (b.containsKey(value.getKey())) {
          met.add(new double[] {value.getValue(), b.get(value.getKey())});
          draws.add(value.getKey());
        }
      }
    }
    if (!met.isEmpty()) {
      add(met);
    }
    return draws;
  }

  private static double mean(SortedMap<Integer, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private void add(List<double[]> met) {
    double[] sums = new double[4];
    for (double[] pair : met) {
      double a = pair[0];
      double b = pair[1];
      sums[0] += a;
      sums[1] += b;
      sums[2] += a - b;
      sums[3] += Math.log(a / b);
      boolean better = measure.better() == Measure.Better.LESS ? a < b : a > b;
      wins += better ? 1 : a == b ? 0.5 : 0;
      double greater = Math.max(Math.abs(a), Math.abs(b));
      largest = Math.max(largest, greater == 0 ? 0 : Math.abs(a - b) / greater);
    }
    pairs += met.size();
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= met.size();
    }
    networks.add(sums);
  }

  /** Largest relative difference of a pair. */
  double largest() {
    return largest;
  }

  boolean isEmpty() {
    return networks.isEmpty();
  }

  Comparison.Group group(Map<String, String> settings) {
    double[] ratios = column(3);
    boolean positive = measure.scale() == Scale.ERRORS && finite(ratios);
    return new Comparison.Group(
        settings,
        networks.size(),
        pairs,
        wins / pairs,
        average(column(0)),
        average(column(1)),
        PairedMean.of(column(2)),
        positive ? PairedMean.of(ratios) : null);
  }

  private double[] column(int i) {
    return networks.stream().mapToDouble(network -> network[i]).toArray();
  }

  private static double average(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }
}
