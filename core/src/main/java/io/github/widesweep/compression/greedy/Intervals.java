package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What the scores of a search in passes lie within. An interval holds {@link Kernels#exact} with
 * its margin, as of the last pass, and is narrowed only where that matters.
 */
final class Intervals {
  /** By unit: the middle. */
  final double[] scores;

  /** By unit: how far the ends are from it. */
  final double[] margins;

  private final Problem problem;
  private final LayerState state;
  private final Kernels kernels;

  /** By unit: the expected change that {@link #scores} is the score of. */
  private final double[] values;

  /** By unit: what {@link #margins} is when it is scored now. */
  private final double[] least;

  /** By unit: whether it was scored in an earlier pass. */
  private final boolean[] old;

  Intervals(Kernels kernels) {
    this.problem = kernels.problem;
    this.state = kernels.state;
    this.kernels = kernels;
    this.scores = new double[problem.units];
    this.margins = new double[problem.units];
    this.values = new double[problem.units];
    this.least = new double[problem.units];
    this.old = new boolean[problem.units];
  }

  /** Takes the scores of a row that the kernels have just made. */
  void take(int row, BitSet offered) {
    kernels.margins(row, least);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      if (!offered.get(unit)) {
        take(unit, kernels.value[unit]);
      }
    }
  }

  private void take(int unit, double value) {
    set(unit, value, least[unit] + 4 * Rounding.UNIT * Math.abs(value));
    if (!(margins[unit] < Double.POSITIVE_INFINITY)) {
      takeExactly(unit);
    }
  }

  private void set(int unit, double value, double margin) {
    values[unit] = value;
    scores[unit] = problem.score.of(value);
    margins[unit] = margin;
    old[unit] = false;
  }

  /** Scores a unit in double precision. */
  void takeExactly(int unit) {
    double value = kernels.exact(unit);
    set(unit, value, kernels.exactMargin);
  }

  /** Scores a unit anew if it was scored in an earlier pass. */
  void refresh(int unit) {
    if (old[unit]) {
      take(unit, kernels.quadratic[unit] + kernels.linear(unit));
    }
  }

  /**
   * Has the intervals of a row that has not changed follow its gradients g. A linear term {@code
   * (2/S) sum g m} moves by {@code (2/S) sum m} times the middle of all changes of g, and by at
   * most {@code (2/S) sum |m|} times what is farthest from the middle.
   *
   * @param error what computed gradients are off by, then and now, for each unit of {@code |v|}
   */
  void move(int row, double error, BitSet offered) {
    double factor = 2.0 / problem.samples;
    double norm = problem.norms[row];
    double middle = factor * kernels.move(row);
    double most = factor * (kernels.moveReach(row) + norm * error) * (1 + 1e-12);
    double size = factor * norm * state.residual.size * (1 + 1e-12);
    kernels.margins(row, least);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      double mass = kernels.mass[unit];
      double slack = kernels.slack[unit];
      values[unit] += middle * mass;
      scores[unit] = problem.score.of(values[unit]);
      // The mass is an upper end: what it is too large by is at most four times doubt, and slack.
      margins[unit] +=
          most * mass
              + (most + size) * slack
              + Math.abs(middle) * (4 * kernels.doubt[unit] + slack)
              + 4 * Rounding.UNIT * Math.abs(values[unit]);
      if (!(margins[unit] < Double.POSITIVE_INFINITY) && !offered.get(unit)) {
        takeExactly(unit);
      }
    }
    Arrays.fill(old, row * problem.inputs, (row + 1) * problem.inputs, true);
  }
}
