package io.github.widesweep.compression.greedy;

import java.util.BitSet;

/**
 * Algorithm 1 for a B layer as written: every step takes the unit whose score is least as things
 * are then.
 *
 * <p>Scoring everything at every step would cost steps x units x samples. But a step in row i
 * leaves another row k's scores alone except for {@code linear}, which moves by at most {@code
 * sensitivity |g_k now - g_k then|}, and {@code g_k} moves by at most {@code |v_k . v_i| |change of
 * phi(a_i)|} at each step. Summing those gives each row a <i>drift</i>, and each unit a lower bound
 * on its score now from its score then. Only units whose bound lies below the best score found are
 * scored anew, from their mean shifts, which {@link MeanShifts} keeps; the choice is the same as
 * with all of them scored.
 */
final class ExactGreedy {
  private final BlockState state;
  private final int inputs;
  private final BitSet offered;
  private final BlockScores scores;

  /** By row: total distance that {@code g_k} can have moved since the start. */
  private final double[] drift;

  /** By unit: its row's drift when it was last scored. */
  private final double[] scoredAt;

  /** By row: a lower bound on all its units' scores when the row's drift was {@link #boundAt}. */
  private final double[] bound;

  private final double[] boundAt;
  private final double[] largestSensitivity;
  private final MeanShifts shifts;

  private int best;
  private double bestScore;
  private double bestSize;

  private ExactGreedy(BlockState state, MeanShifts shifts) {
    this.state = state;
    this.shifts = shifts;
    this.inputs = state.inputs();
    this.offered = new BitSet(state.units());
    this.scores = BlockScores.ofSize(state.units());
    this.scoredAt = new double[state.units()];
    this.drift = new double[state.rows()];
    this.bound = new double[state.rows()];
    this.boundAt = new double[state.rows()];
    this.largestSensitivity = new double[state.rows()];
  }

  /** Offers {@code state.steps()} units. */
  static BlockWeights.Drawn run(BlockState state) {
    return run(state, new MeanShifts(state.units(), state.samples()));
  }

  /** The same with room for mean shifts of another size: it costs time, and changes nothing. */
  static BlockWeights.Drawn run(BlockState state, MeanShifts shifts) {
    return new ExactGreedy(state, shifts).run();
  }

  private BlockWeights.Drawn run() {
    int[] order = new int[state.steps()];
    double[] chosenScores = new double[order.length];
    for (int row = 0; row < state.rows(); row++) {
      scoreRow(row);
    }
    for (int step = 0; step < order.length; step++) {
      findBest();
      order[step] = best;
      chosenScores[step] = bestScore;
      offered.set(best);
      shifts.drop(best);
      double moved = state.apply(best);
      if (moved > 0) {
        state.moveGradients(best / inputs);
        for (int row = 0; row < drift.length; row++) {
          drift[row] += moved * state.coupling(row);
        }
      }
      scoreRow(best / inputs);
    }
    return new BlockWeights.Drawn(state.layer().weights(), order, chosenScores);
  }

  /** Scores every unit left in a row, whose pre-activations have changed. */
  private void scoreRow(int row) {
    for (int column = 0; column < inputs; column++) {
      int unit = row * inputs + column;
      if (!offered.get(unit)) {
        state.score(row, column, scores, shifts);
        scoredAt[unit] = drift[row];
      }
    }
    boundRow(row);
  }

  private void boundRow(int row) {
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int unit = row * inputs; unit < (row + 1) * inputs; unit++) {
      if (!offered.get(unit)) {
        least = Math.min(least, lowerBound(row, unit));
        largest = Math.max(largest, scores.sensitivity()[unit]);
      }
    }
    bound[row] = least;
    boundAt[row] = drift[row];
    largestSensitivity[row] = largest;
  }

  /**
   * What a unit's score is at least, less the tolerance within which it would tie; NaN, which is
   * above nothing, where scores overflow.
   */
  private double lowerBound(int row, int unit) {
    double moved = scores.sensitivity()[unit] * (drift[row] - scoredAt[unit]);
    return scores.score(unit) - moved - Ranking.TIE * (scores.size(unit) + moved);
  }

  /** The unit of least score; among ties, of least index. */
  private void findBest() {
    best = -1;
    bestScore = Double.POSITIVE_INFINITY;
    bestSize = 0;
    // The row of least bound first: the sooner a small score is found, the fewer need computing.
    int first = 0;
    for (int row = 1; row < state.rows(); row++) {
      if (rowBound(row) < rowBound(first)) {
        first = row;
      }
    }
    searchRow(first);
    for (int row = 0; row < state.rows(); row++) {
      if (row != first && !(rowBound(row) > ceiling())) {
        searchRow(row);
      }
    }
  }

  private double rowBound(int row) {
    return bound[row] - largestSensitivity[row] * (1 + Ranking.TIE) * (drift[row] - boundAt[row]);
  }

  private double ceiling() {
    return bestScore + Ranking.TIE * bestSize;
  }

  private void searchRow(int row) {
    for (int unit = row * inputs; unit < (row + 1) * inputs; unit++) {
      if (!offered.get(unit) && !(lowerBound(row, unit) > ceiling())) {
        if (scoredAt[unit] != drift[row]) {
          state.rescore(row, unit - row * inputs, scores, shifts);
          scoredAt[unit] = drift[row];
        }
        consider(unit);
      }
    }
    boundRow(row);
  }

  private void consider(int unit) {
    double score = scores.score(unit);
    double size = scores.size(unit);
    boolean first = best < 0;
    boolean tie = !first && Ranking.tie(score, size, bestScore, bestSize);
    if (first || (tie ? unit < best : score < bestScore)) {
      best = unit;
      bestScore = score;
      bestSize = size;
    }
  }
}
