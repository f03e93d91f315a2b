package io.github.widesweep.job.bench;

import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;

/**
 * What {@code bench} measures: compressions of a network 64-w-40-10 (ReLU, softmax) trained on
 * Digits for three epochs. The works of a width share their network.
 */
public enum BenchWork {
  /** The first row, from which each of the next differs in one thing. */
  W2_PRUNE("W2 prune", "W2", "weight", "{prune: [0.3]}", "exact", ""),
  W2_CALIBRATION(
      "W2 prune, calibration_error",
      "W2",
      "weight",
      "{prune: [0.3]}",
      "exact",
      "calibration_error"),
  W2_QUANTIZE("W2 quantize", "W2", "weight", "{quantize: [4]}", "exact", ""),
  W1_PRUNE("W1 prune", "W1", "weight", "{prune: [0.3]}", "exact", ""),
  B1_ROWS("B1 rows", "B1", "neuron", "{prune: [0.3]}", "exact", ""),
  B1_EXACT("B1 exact", "B1", "weight", "{prune: [0.3]}", "exact", ""),
  B1_REFRESH("B1 refresh 0.01", "B1", "weight", "{prune: [0.3]}", "{refresh: 0.01}", "");

  /** Of which a second has many. */
  public static final List<BenchWork> FAST =
      List.of(W2_PRUNE, W2_CALIBRATION, W2_QUANTIZE, W1_PRUNE, B1_ROWS);

  /** Of which one may take seconds. */
  public static final List<BenchWork> SLOW = List.of(B1_EXACT, B1_REFRESH);

  private static final String SPEC =
      """
      name: bench
      seed: 2026
      data: {source: digits}
      network: {hidden: [width, 40], activation: relu}
      training: {epochs: 3}
      grid:
        widths: [%d]
        networks: 1
        draws: 1
        targets: [%s]
        units: [%s]
        schemes: %s
        alphas: [0.9]
        orderings: [%s]
      measure: [%s]
      """;

  private final String label;
  private final String target;
  private final String unit;
  private final String scheme;
  private final String ordering;
  private final String measure;

  BenchWork(
      String label, String target, String unit, String scheme, String ordering, String measure) {
    this.label = label;
    this.target = target;
    this.unit = unit;
    this.scheme = scheme;
    this.ordering = ordering;
    this.measure = measure;
  }

  /** Its name in the table. */
  public String label() {
    return label;
  }

  /** A sweep of one cell and one network. */
  public SweepSpec spec(int width) {
    return SpecReader.parse(
        SPEC.formatted(width, target, unit, scheme, ordering, measure), "bench");
  }
}
