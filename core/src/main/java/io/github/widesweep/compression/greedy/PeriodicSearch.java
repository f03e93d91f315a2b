package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Ranking;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The greedy algorithm with scores computed anew after every fixed number of steps: the orderings
 * {@code refresh} and {@code static}.
 *
 * <p>Only units of rows that changed are scored from their pre-activations. Others get their linear
 * term anew from the shifts kept in single precision, with a margin; those whose interval reaches
 * the batch are evaluated exactly before they are ordered.
 */
final class PeriodicSearch {
  private final Problem problem;
  private final LayerState state;
  private final StaleGradients gradients;
  private final Kernels kernels;
  private final BitSet offered;
  private final boolean[] changed;
  private final double[] scores;
  private final double[] margins;

  PeriodicSearch(Kernels first, LayerState state) {
    this.problem = state.problem;
    this.state = state;
    this.gradients = new StaleGradients(state);
    this.kernels = first.forDraw(state, gradients);
    this.offered = new BitSet(problem.units);
    this.changed = new boolean[problem.rows];
    this.scores = new double[problem.units];
    this.margins = new double[problem.units];
  }

  void run(int period, double[] uniforms, int[] order, double[] chosen) {
    for (int step = 0; step < order.length; step += period) {
      int batch = Math.min(period, order.length - step);
      if (step > 0) {
        moveResidual();
        gradients.renew();
      }
      score(step == 0);
      int[] least = least(batch);
      for (int k = 0; k < batch; k++) {
        int unit = least[k];
        order[step + k] = unit;
        chosen[step + k] = scores[unit];
        offered.set(unit);
        if (state.apply(unit, problem.replacement.draw(state.weights[unit], uniforms[unit]))) {
          changed[unit / problem.inputs] = true;
        }
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

  private void score(boolean first) {
    for (int row = 0; row < problem.rows; row++) {
      boolean anew = changed[row];
      if (anew) {
        kernels.rescore(row, offered);
        changed[row] = false;
      }
      for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
        if (!offered.get(unit)) {
          boolean known = anew || first;
          double value =
              known ? kernels.value[unit] : kernels.quadratic[unit] + kernels.linear(unit);
          scores[unit] = problem.score.of(value);
          margins[unit] =
              kernels.margin(unit, state.residual.size, state.residual.error)
                  + kernels.singleError(unit)
                  + 4 * Rounding.UNIT * Math.abs(value);
          if (!(margins[unit] < Double.POSITIVE_INFINITY)) {
            scores[unit] = problem.score.of(kernels.exact(unit));
            margins[unit] = kernels.exactMargin;
          }
        }
      }
    }
  }

  private int[] least(int batch) {
    int[] remaining = remaining();
    int[] finite =
        Arrays.stream(remaining)
            .filter(u -> scores[u] + margins[u] < Double.POSITIVE_INFINITY)
            .toArray();
    if (finite.length > batch) {
      double ceiling = Ranking.ceiling(finite, scores, margins, batch);
      int[] candidates =
          Arrays.stream(finite).filter(u -> scores[u] - margins[u] <= ceiling).toArray();
      for (int unit : candidates) {
        scores[unit] = problem.score.of(kernels.exact(unit));
        margins[unit] = kernels.exactMargin;
      }
      return Ranking.least(candidates, scores, margins, batch);
    }
    for (int unit : finite) {
      scores[unit] = problem.score.of(kernels.exact(unit));
      margins[unit] = kernels.exactMargin;
    }
    return Ranking.least(remaining, scores, margins, batch);
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
