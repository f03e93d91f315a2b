package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Ranking;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The greedy algorithm with scores computed anew after every fixed number of steps: the orderings
 * {@code refresh} and {@code static}.
 *
 * <p>Of most units it is enough to know that they are not in the batch, so a score is an interval.
 * Units of rows that changed are scored in single precision; intervals of other rows follow what
 * their gradients did. Those that reach the batch then are scored in single precision, and those
 * that still do exactly, before they are ordered.
 */
final class PeriodicSearch {
  private final Problem problem;
  private final LayerState state;
  private final Kernels kernels;
  private final Intervals intervals;
  private final BitSet offered;
  private final boolean[] changed;

  PeriodicSearch(Kernels first, LayerState state) {
    this.problem = state.problem;
    this.state = state;
    this.kernels = first.forPasses(state);
    this.intervals = new Intervals(kernels);
    this.offered = new BitSet(problem.units);
    this.changed = new boolean[problem.rows];
  }

  void run(int period, double[] uniforms, int[] order, double[] chosen) {
    for (int row = 0; row < problem.rows; row++) {
      intervals.take(row, offered);
    }
    for (int step = 0; step < order.length; step += period) {
      int batch = Math.min(period, order.length - step);
      if (step > 0) {
        renew();
      }
      int[] next = least(batch);
      for (int k = 0; k < batch; k++) {
        int unit = next[k];
        order[step + k] = unit;
        chosen[step + k] = intervals.scores[unit];
        offered.set(unit);
        if (state.apply(unit, problem.replacement.draw(state.weights[unit], uniforms[unit]))) {
          changed[unit / problem.inputs] = true;
        }
      }
    }
  }

  private void renew() {
    double before = kernels.gradientError();
    moveResidual();
    kernels.renew();
    double error = before + kernels.gradientError();
    for (int row = 0; row < problem.rows; row++) {
      if (changed[row]) {
        kernels.rescore(row, offered);
        intervals.take(row, offered);
        changed[row] = false;
      } else {
        intervals.move(row, error, offered);
      }
    }
  }

  private void moveResidual() {
    int[] rows = new int[problem.rows];
    int count = 0;
    for (int row = 0; row < problem.rows; row++) {
      if (changed[row]) {
        rows[count++] = row;
      }
    }
    state.residual.move(rows, count, state);
  }

  private int[] least(int batch) {
    int[] candidates = reaching(remaining(), batch);
    for (int unit : candidates) {
      intervals.refresh(unit);
    }
    candidates = reaching(candidates, batch);
    double[] exact = new double[candidates.length];
    double[] off = new double[candidates.length];
    int[] places = new int[candidates.length];
    for (int k = 0; k < candidates.length; k++) {
      int unit = candidates[k];
      intervals.takeExactly(unit);
      exact[k] = intervals.scores[unit];
      off[k] = intervals.margins[unit];
      places[k] = k;
    }
    int[] chosen = Ranking.least(places, exact, off, batch);
    for (int k = 0; k < chosen.length; k++) {
      chosen[k] = candidates[chosen[k]];
    }
    return chosen;
  }

  /** Of these units those that may be among so many least: all, if the others are not finite. */
  private int[] reaching(int[] units, int batch) {
    double[] scores = intervals.scores;
    double[] margins = intervals.margins;
    int[] finite = new int[units.length];
    int count = 0;
    for (int unit : units) {
      finite[count] = unit;
      count += scores[unit] + margins[unit] < Double.POSITIVE_INFINITY ? 1 : 0;
    }
    if (count <= batch) {
      return units;
    }
    double ceiling = Ranking.ceiling(Arrays.copyOf(finite, count), scores, margins, batch);
    int reaching = 0;
    for (int k = 0; k < count; k++) {
      int unit = finite[k];
      finite[reaching] = unit;
      reaching += scores[unit] - margins[unit] <= ceiling ? 1 : 0;
    }
    return Arrays.copyOf(finite, reaching);
  }

  private int[] remaining() {
    int[] units = new int[problem.units - offered.cardinality()];
    int count = 0;
    for (int u = offered.nextClearBit(0); u < problem.units; u = offered.nextClearBit(u + 1)) {
      units[count++] = u;
    }
    return units;
  }
}
