package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;

/**
 * The cost of this room's plans with {@code n} inputs and {@code r} rows, terms of lower order left
 * out. What plans of one problem share is counted for each: the first to come computes it. Draws
 * compute nothing.
 */
final class ObsCost {
  private static final int DOUBLE = 8;

  /** Iterations and factorisations of {@link Admm} on trained layers, about. */
  private static final double ITERATIONS = 100;

  private ObsCost() {}

  private static double inputs(ProblemShape problem) {
    return problem.layer().inputs().size();
  }

  private static double rows(ProblemShape problem) {
    return problem.layer().outputs().size();
  }

  /** {@link LeastSquares}: moments, their factor, and what rows differ by behind a compression. */
  private static Work leastSquares(ProblemShape problem) {
    double n = inputs(problem);
    return Work.of(Kind.FLOP, n * n * problem.samples() + n * n * n / 3)
        .and(Kind.ENTRY, 5 * n * n + n * problem.samples());
  }

  /** The cost of a method that is a sweep: the problem, its root, weights and their errors. */
  static MethodCost sweep(ProblemShape problem, double offered, Work plan) {
    double n = inputs(problem);
    double peak = DOUBLE * (shared(problem) + 4 * n * n + 5.0 * problem.units());
    return MethodCost.planned(plan, keptBytes(problem, offered), peak);
  }

  /** {@link ColumnSweep}, its root and the block's own updates, which are no matrix products. */
  static Work sweep(ProblemShape problem) {
    double n = inputs(problem);
    double r = rows(problem);
    return leastSquares(problem)
        .and(Kind.FLOP, 4.0 / 3 * n * n * n + r * n * n)
        .and(Kind.ENTRY, 64 * r * n + 4 * n * n);
  }

  /**
   * {@link RemovalTrace#ofWeights}: a third of a cube and 16 pending columns a step, in every row.
   */
  static Work trace(ProblemShape problem) {
    double n = inputs(problem);
    double r = rows(problem);
    return leastSquares(problem)
        .and(Kind.FLOP, 2 * n * n * n + r * n * n * n / 3)
        .and(Kind.ENTRY, r * n * n * 16)
        .plus(Work.sort(r * n));
  }

  /** {@link RemovalTrace#ofInputs}: the same once, with weights of all rows to move. */
  static Work inputTrace(ProblemShape problem) {
    double n = inputs(problem);
    double r = rows(problem);
    return leastSquares(problem)
        .and(Kind.FLOP, 2 * n * n * n + n * n * n / 3)
        .and(Kind.ENTRY, n * n * (16 + r));
  }

  /** {@link Admm}: two triangular solves an iteration and a factorisation every third. */
  static Work admm(ProblemShape problem) {
    double n = inputs(problem);
    double r = rows(problem);
    return leastSquares(problem)
        .and(Kind.FLOP, ITERATIONS * (2 * r * n * n + n * n * n / 9))
        .and(Kind.ENTRY, ITERATIONS * 8 * r * n)
        .plus(Work.sort(r * n).times(ITERATIONS));
  }

  /** {@link LeastSquares#refit}: a factorisation a row. */
  static Work refit(ProblemShape problem, Method method) {
    double n = inputs(problem);
    double p = ((Scheme.Prune) problem.scheme()).keepProbability();
    double kept = n * (1 - method.offered() * (1 - p));
    return Work.of(Kind.FLOP, rows(problem) * kept * kept * kept / 3)
        .and(Kind.ENTRY, rows(problem) * kept * n);
  }

  /**
   * {@link Exchanges}: a tableau a row, and of each exchange two pivots and a look at all pairs.
   * How many there are depends on the mask: a tenth of the weights is taken for the most.
   */
  static Work swaps(ProblemShape problem, int most) {
    if (most == 0) {
      return Work.NONE;
    }
    double n = inputs(problem);
    double r = rows(problem);
    double exchanges = Math.min(most, 0.1 * r * n);
    return Work.of(Kind.FLOP, r * n * n * n).and(Kind.ENTRY, 3 * n * n * (r + exchanges));
  }

  /** {@link Exchanges#ofInputs}, taken for a tenth of the inputs at most. */
  static Work inputSwaps(ProblemShape problem, int most) {
    if (most == 0) {
      return Work.NONE;
    }
    double n = inputs(problem);
    double r = rows(problem);
    return Work.of(Kind.FLOP, n * n * n)
        .and(Kind.ENTRY, (n + r) * n * (1 + 2 * Math.min(most, 0.1 * n)))
        .and(Kind.ENTRY, r * n * n / 4 * Math.min(most, 0.1 * n));
  }

  /** What a plan keeps: the layer, and order and scores of the weights that changed. */
  static double keptBytes(ProblemShape problem, double offered) {
    double changed = offered * problem.units();
    return (double) problem.layer().weights() * DOUBLE + changed * (4 + DOUBLE);
  }

  /** The shared problem, inverses, a tableau and its parts, and what is there for every weight. */
  static double supportBytes(ProblemShape problem, int swaps) {
    double n = inputs(problem);
    double squares = swaps == 0 ? 3 : 5;
    double weights = problem.layer().weights();
    return DOUBLE * (shared(problem) + squares * n * n + 12 * weights);
  }

  private static double shared(ProblemShape problem) {
    return LeastSquares.numbers(inputs(problem), rows(problem));
  }
}
