package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.obs.Tableau.Change;

/**
 * Exchanges of a kept weight for a dropped one while the refit loss falls: an audit of how far a
 * support is from a local optimum, and the way to one. Exchanges in a row come first, the best of
 * the row each time; then the cheapest weight of one row for the best of another, and again.
 *
 * <p>Each exchange lowers the loss by more than {@value #LEAST_GAIN} of what the layer loses with
 * all weights, so there is an end. Where it comes before the limit on exchanges, no exchange of two
 * weights of the layer lowers the loss by more than that.
 */
final class Exchanges {
  /** Above what rounding leaves of a loss. */
  static final double LEAST_GAIN = 1e-10;

  private final LeastSquares problem;
  private final int rows;
  private final int inputs;
  private final boolean[] kept;
  private final double least;
  private final Change[] out;
  private final Change[] in;
  private int left;

  private Exchanges(LeastSquares problem, boolean[] kept, int most) {
    this.problem = problem;
    this.rows = problem.rows();
    this.inputs = problem.inputs();
    this.kept = kept.clone();
    this.left = most;
    this.least = LEAST_GAIN * problem.loss(new double[kept.length]);
    this.out = new Change[rows];
    this.in = new Change[rows];
  }

  /**
   * The support after exchanges, of as many weights.
   *
   * @param kept rows x inputs; not changed
   * @param most how many exchanges at most, 0 for none
   */
  static boolean[] improve(LeastSquares problem, boolean[] kept, int most) {
    if (most == 0) {
      return kept;
    }
    Exchanges exchanges = new Exchanges(problem, kept, most);
    exchanges.run();
    return exchanges.kept;
  }

  private void run() {
    for (int i = 0; i < rows; i++) {
      settle(i);
    }
    while (left > 0) {
      int[] pair = bestPair();
      if (pair.length == 0) {
        return;
      }
      kept[out[pair[0]].out() * rows + pair[0]] = false;
      kept[in[pair[1]].in() * rows + pair[1]] = true;
      left--;
      settle(pair[0]);
      settle(pair[1]);
    }
  }

  /** Exchanges within a row until none is left that gains. */
  private void settle(int row) {
    boolean[] inputsKept = new boolean[inputs];
    for (int j = 0; j < inputs; j++) {
      inputsKept[j] = kept[j * rows + row];
    }
    Tableau tableau = new Tableau(problem, row, inputsKept);
    Change best = tableau.bestExchange();
    while (left > 0 && best.cost() < -least) {
      tableau.apply(best);
      left--;
      best = tableau.bestExchange();
    }
    for (int j = 0; j < inputs; j++) {
      kept[j * rows + row] = tableau.kept()[j];
    }
    out[row] = tableau.cheapestOut();
    in[row] = tableau.bestIn();
  }

  /** The row that gives a weight and the one that takes one; empty if none of them gain. */
  private int[] bestPair() {
    int first = takes(-1);
    int second = takes(first);
    double best = -least;
    int[] pair = {};
    for (int from = 0; from < rows; from++) {
      int to = from == first ? second : first;
      if (to >= 0 && out[from].cost() + in[to].cost() < best) {
        best = out[from].cost() + in[to].cost();
        pair = new int[] {from, to};
      }
    }
    return pair;
  }

  /** The row but this one that gains most by a weight; -1 if there is none. */
  private int takes(int except) {
    int best = -1;
    for (int i = 0; i < rows; i++) {
      if (i != except && (best < 0 || in[i].cost() < in[best].cost())) {
        best = i;
      }
    }
    return best;
  }
}
