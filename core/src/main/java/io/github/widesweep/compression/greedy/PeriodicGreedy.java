package io.github.widesweep.compression.greedy;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The greedy algorithm for a B layer with scores computed anew after every fixed number of steps:
 * the orderings {@code refresh} and {@code static}.
 */
final class PeriodicGreedy {
  private PeriodicGreedy() {}

  /**
   * Offers {@code state.steps()} units.
   *
   * @param period steps between two computations of the scores, at least 1
   */
  static BlockWeights.Drawn run(BlockState state, int period) {
    int units = state.units();
    int steps = state.steps();
    int[] order = new int[steps];
    double[] scores = new double[steps];
    BitSet offered = new BitSet(units);
    BlockScores current = BlockScores.ofSize(units);
    for (int step = 0; step < steps; step += period) {
      if (step > 0) {
        state.computeGradients();
      }
      scoreAll(state, offered, current);
      int[] remaining = IntStream.range(0, units).filter(u -> !offered.get(u)).toArray();
      int batch = Math.min(period, steps - step);
      int[] least = Ranking.least(remaining, current.scores(), current.sizes(), batch);
      for (int i = 0; i < batch; i++) {
        order[step + i] = least[i];
        scores[step + i] = current.score(least[i]);
        offered.set(least[i]);
        if (state.apply(least[i]) > 0) {
          state.moveResidual(least[i] / state.inputs());
        }
      }
    }
    return new BlockWeights.Drawn(state.layer().weights(), order, scores);
  }

  private static void scoreAll(BlockState state, BitSet offered, BlockScores scores) {
    for (int row = 0; row < state.rows(); row++) {
      for (int column = 0; column < state.inputs(); column++) {
        if (!offered.get(row * state.inputs() + column)) {
          state.score(row, column, scores);
        }
      }
    }
  }
}
