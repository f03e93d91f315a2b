package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Scheme;

/**
 * A {@link ColumnSweep} that takes every weight to the nearest level, halves away from 0. The
 * levels are those of the random rounding, {@code i M / k} for {@code |i| <= k} with {@code M} the
 * largest absolute dense weight: a weight that the sweep has moved beyond them takes the last. A
 * weight's score is what its rounding costs, the columns to its right being solved for.
 */
final class NearestLevels implements ColumnSweep.Rule {
  private final LeastSquares squares;
  private final double[] root;
  private final double[] first;
  private final Replacement levels;
  private final int[] order;
  private final double[] scores;

  private NearestLevels(LeastSquares squares, double[] root, double[] first, Scheme scheme) {
    this.squares = squares;
    this.root = root;
    this.first = first;
    this.levels = Replacement.of(scheme, squares.layer().maxAbsWeight());
    this.order = new int[squares.rows() * squares.inputs()];
    this.scores = new double[order.length];
  }

  /**
   * The outcome of a sweep.
   *
   * @param first what to round in place of the first column
   */
  static LayerOutcome sweep(
      LayerProblem problem, LeastSquares squares, double[] first, int block, Scheme scheme) {
    double[] root = ColumnSweep.sharedRoot(problem, squares);
    NearestLevels rule = new NearestLevels(squares, root, first, scheme);
    double[] weights = ColumnSweep.run(squares, root, block, rule);
    return LayerOutcome.of(squares.layer(), weights, rule.order, rule.scores, squares.fallback());
  }

  @Override
  public void open(int from, int to, double[] weights) {}

  @Override
  public double settle(int entry, double weight) {
    int rows = squares.rows();
    int inputs = squares.inputs();
    double asked = entry < rows ? first[entry] : weight;
    double level = levels.probability(asked) >= 0.5 ? levels.high(asked) : levels.low(asked);
    double moved = (weight - level) / root[entry / rows * (inputs + 1)];
    order[entry] = entry % rows * inputs + entry / rows;
    scores[entry] = moved * moved;
    return level;
  }
}
