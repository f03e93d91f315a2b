package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.obs.Tableau.Change;

/**
 * Exchanges of a kept weight for a dropped one while the refit loss falls: an audit of how far a
 * support is from a local optimum, and the way to one. Exchanges in a row come first, the best of
 * the row each time; then the cheapest weight of one row for the best of another, and again. Rows
 * may also have one support in common, of which inputs are exchanged with all their weights.
 *
 * <p>Each exchange lowers the loss by more than {@value #LEAST_GAIN} of what the layer loses with
 * all weights, so there is an end. Where it comes before the limit on exchanges, no exchange of two
 * weights of the layer lowers the loss by more than that.
 */
final class Exchanges {
  /** Above what rounding leaves of a loss. */
  static final double LEAST_GAIN = 1e-10;

  private final LeastSquares problem;

  /** How many rows each support is of, and how many supports there are. */
  private final int rows;

  private final int supports;
  private final boolean[] kept;
  private final double least;
  private final Change[] out;
  private final Change[] in;
  private int left;

  private Exchanges(LeastSquares problem, int supports, boolean[] kept, int most) {
    this.problem = problem;
    this.supports = supports;
    this.rows = problem.rows() / supports;
    this.kept = kept.clone();
    this.left = most;
    this.least = LEAST_GAIN * problem.loss(new double[problem.target().length]);
    this.out = new Change[supports];
    this.in = new Change[supports];
  }

  /**
   * The weights kept after exchanges, as many as before.
   *
   * @param kept rows x inputs; not changed
   * @param most how many exchanges at most, 0 for none
   */
  static boolean[] ofWeights(LeastSquares problem, boolean[] kept, int most) {
    return new Exchanges(problem, problem.rows(), kept, most).run();
  }

  /**
   * The inputs kept after exchanges, as many as before.
   *
   * @param kept by input; not changed
   * @param most how many exchanges at most, 0 for none
   */
  static boolean[] ofInputs(LeastSquares problem, boolean[] kept, int most) {
    return new Exchanges(problem, 1, kept, most).run();
  }

  private boolean[] run() {
    for (int i = 0; i < supports && left > 0; i++) {
      settle(i);
    }
    while (left > 0) {
      int[] pair = bestPair();
      if (pair.length == 0) {
        break;
      }
      kept[out[pair[0]].out() * supports + pair[0]] = false;
      kept[in[pair[1]].in() * supports + pair[1]] = true;
      left--;
      settle(pair[0]);
      settle(pair[1]);
    }
    return kept;
  }

  /** Exchanges within a support until none is left that gains. */
  private void settle(int support) {
    boolean[] inputs = new boolean[problem.inputs()];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = kept[j * supports + support];
    }
    Tableau tableau = new Tableau(problem, support * rows, rows, inputs);
    Change best = tableau.bestExchange();
    while (left > 0 && best.cost() < -least) {
      tableau.apply(best);
      left--;
      best = tableau.bestExchange();
    }
    for (int j = 0; j < inputs.length; j++) {
      kept[j * supports + support] = tableau.kept()[j];
    }
    out[support] = tableau.cheapestOut();
    in[support] = tableau.bestIn();
  }

  /** The support that gives an input and the one that takes one; empty if no two gain. */
  private int[] bestPair() {
    int first = takes(-1);
    int second = takes(first);
    double best = -least;
    int[] pair = {};
    for (int from = 0; from < supports; from++) {
      int to = from == first ? second : first;
      if (to >= 0 && out[from].cost() + in[to].cost() < best) {
        best = out[from].cost() + in[to].cost();
        pair = new int[] {from, to};
      }
    }
    return pair;
  }

  /** The support but this one that gains most by an input; -1 if there is none. */
  private int takes(int except) {
    int best = -1;
    for (int i = 0; i < supports; i++) {
      if (i != except && (best < 0 || in[i].cost() < in[best].cost())) {
        best = i;
      }
    }
    return best;
  }
}
