package io.github.widesweep.sweep.run;

import java.util.List;

/** Rows as they are compared: what two computations of one run must share, to the bit. */
final class Rows {
  private Rows() {}

  static List<RunResult> withoutTimes(List<RunResult> rows) {
    return rows.stream().map(row -> untimed(row)).toList();
  }

  static RunResult untimed(RunResult row) {
    return new RunResult(
        row.key(),
        row.measured(),
        row.layers().stream().map(Rows::untimed).toList(),
        row.theory(),
        0,
        0,
        row.status(),
        row.error());
  }

  private static LayerResult untimed(LayerResult layer) {
    return new LayerResult(
        layer.layer(),
        layer.role(),
        layer.units(),
        layer.weights(),
        layer.nonzeros(),
        layer.distinctValues(),
        layer.psiStart(),
        layer.psi(),
        layer.psiRelative(),
        layer.psiExpected(),
        layer.psiBound(),
        0,
        layer.fallback());
  }
}
