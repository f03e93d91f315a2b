package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.RoutedBlas;
import java.util.BitSet;

/**
 * Algorithm 1 for a B layer as written: every step takes the unit whose score is least as things
 * are then.
 *
 * <p>Units near the least score are <i>hot</i>: their value follows every step, with a margin. All
 * others are <i>cold</i>: a lower bound on their score is lowered by what a step can do at most,
 * and a unit whose bound falls to the least score is looked at again. Which units are hot is a
 * matter of speed alone. In the end the few whose interval reaches the least score are evaluated
 * exactly.
 */
final class ExactSearch {
  /**
   * A unit looked at again becomes hot if it would come back within so many steps: as many as
   * following it may take to cost as much as looking at it.
   */
  private static final double LIFE = 4;

  /** How many times as long a hot unit would stay away that becomes cold. */
  private static final double LONGER = 2;

  private static final double FORGET = 1.0 / 32;

  private final RoutedBlas blas = LinearAlgebra.blas();
  private final Problem problem;
  private final LayerState state;
  private final Kernels kernels;
  private final double life;
  final ColdUnits cold;
  private final BitSet offered;

  final HotUnits hot;
  final IdleUnits idle;

  /** By unit: the mean over columns of {@link Kernels#spread}, both directions. */
  private final float[] meanSpread;

  /** By unit: {@link Kernels#margin} at these sizes. */
  private final double[] margins;

  /** By row: what {@link #meanSpread} has lately been multiplied with at a step. */
  private final double[] pace;

  private int steps;

  private final double[] products;
  private final double[] factors;
  private final float[] upward;
  private final float[] downward;
  private final double[] followSize;
  private final double[] followSlack;
  private final float[] up;
  private final float[] down;
  private final float[] classWeights;

  /** Sizes up to which margins of hot and cold units hold. */
  private double sizeAhead;

  private double errorAhead;

  /** No score's upper end lies below. */
  double ceiling = Double.POSITIVE_INFINITY;

  private final int[] finalists;
  private final double[] finalScores;
  private final double[] finalMargins;

  ExactSearch(Start start, LayerState state) {
    this.problem = state.problem;
    this.state = state;
    Kernels first = start.kernels();
    this.kernels =
        first.forDraw(
            state,
            first.follows()
                ? Gradients.ofResidual(state)
                : new FollowedGradients(state, first.gradients));
    this.life = kernels.follows() ? LIFE : 1;
    this.cold = new ColdUnits(start.cold());
    this.meanSpread = start.meanSpread().clone();
    this.margins = new double[problem.units];
    this.offered = new BitSet(problem.units);
    this.hot = new HotUnits(problem.units);
    this.idle = new IdleUnits(problem, kernels);
    this.pace = new double[problem.rows];
    this.products = new double[problem.rows];
    this.factors = new double[problem.rows];
    this.upward = new float[problem.rows];
    this.downward = new float[problem.rows];
    this.followSize = new double[problem.rows];
    this.followSlack = new double[problem.rows];
    this.up = new float[kernels.classes()];
    this.down = new float[kernels.classes()];
    this.classWeights = classWeights(problem, kernels);
    this.finalists = new int[problem.units];
    this.finalScores = new double[problem.units];
    this.finalMargins = new double[problem.units];
    this.sizeAhead = start.sizeAhead();
    this.errorAhead = start.errorAhead();
    measureMargins(0, problem.units);
  }

  /**
   * What every draw starts from.
   *
   * @param cold all units, bounded by their first scores
   */
  record Start(
      Kernels kernels, ColdUnits cold, float[] meanSpread, double sizeAhead, double errorAhead) {
    static Start of(Kernels kernels, LayerState state, int steps) {
      Problem problem = state.problem;
      double sizeAhead = state.residual.size;
      for (int row = 0; row < problem.rows; row++) {
        sizeAhead = Math.max(sizeAhead, 4 * problem.norms[row] * (1 + state.largest[row]));
      }
      double errorAhead = 8.0 * Rounding.UNIT * (steps + 64.0) * sizeAhead;
      ColdUnits cold = new ColdUnits(problem, kernels.classes());
      float[] meanSpread = new float[problem.units];
      float[] up = new float[kernels.classes()];
      float[] down = new float[kernels.classes()];
      float[] weights = classWeights(problem, kernels);
      for (int unit = 0; unit < problem.units; unit++) {
        kernels.spread(unit, up, down);
        meanSpread[unit] = mean(up, down, weights);
        cold.noteMoves(unit, up, down);
        if ((unit + 1) % problem.inputs == 0) {
          cold.setMoves(unit / problem.inputs);
        }
      }
      for (int unit = 0; unit < problem.units; unit++) {
        cold.put(
            unit,
            kernels.value[unit],
            kernels.singleError(unit) + kernels.margin(unit, sizeAhead, errorAhead));
      }
      return new Start(kernels, cold, meanSpread, sizeAhead, errorAhead);
    }
  }

  private static float[] classWeights(Problem problem, Kernels kernels) {
    float[] weights = new float[kernels.classes()];
    for (int j = 0; j < problem.inputs; j++) {
      weights[kernels.classOf(j)] += 0.5f / problem.inputs;
    }
    return weights;
  }

  private static float mean(float[] up, float[] down, float[] weights) {
    // Four sums do not wait for each other.
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int c = 0;
    for (; c < weights.length - 1; c += 2) {
      sum0 += weights[c] * up[c];
      sum1 += weights[c] * down[c];
      sum2 += weights[c + 1] * up[c + 1];
      sum3 += weights[c + 1] * down[c + 1];
    }
    for (; c < weights.length; c++) {
      sum0 += weights[c] * (up[c] + down[c]);
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  /** Offers so many units; order and scores are written from the start of the arrays. */
  void run(double[] uniforms, int[] order, double[] scores) {
    for (int step = 0; step < order.length; step++) {
      int best = choose();
      order[step] = finalists[best];
      scores[step] = finalScores[best];
      offer(order[step], uniforms[order[step]]);
    }
  }

  /** The place among the finalists of the unit to take. */
  private int choose() {
    for (int unit = idle.first(); unit >= 0 && !hot.contains(unit); unit = idle.first()) {
      look(unit);
    }
    for (int k = 0; k < cold.suspects(); k++) {
      int from = cold.suspect(k) * problem.inputs;
      int end = from + problem.inputs;
      for (int unit = cold.next(from, end, floatCeiling());
          unit < end;
          unit = cold.next(unit + 1, end, floatCeiling())) {
        if (!offered.get(unit) && !hot.contains(unit)) {
          look(unit);
        }
      }
    }
    int count = 0;
    for (int h = 0; h < hot.count; h++) {
      if (!(problem.score.of(hot.values[h]) - hot.margins[h] > ceiling)) {
        int unit = hot.units[h];
        finalists[count] = unit;
        finalScores[count] = problem.score.of(kernels.exact(unit));
        finalMargins[count] = kernels.exactMargin;
        count++;
      }
    }
    return Ranking.first(finalists, finalScores, finalMargins, count);
  }

  private float floatCeiling() {
    return Math.max(ColdUnits.LEAST, Math.nextUp((float) ceiling));
  }

  private void lowerCeiling(double value, double margin) {
    double upper = problem.score.of(value) + margin;
    if (upper < ceiling) {
      ceiling = upper;
    }
  }

  /** Looks at a cold unit again. */
  private void look(int unit) {
    double value = kernels.quadratic[unit] + kernels.linear(unit);
    put(unit, value, marginOf(unit, value));
  }

  /** That of a value just taken. */
  private double marginOf(int unit, double value) {
    return kernels.singleError(unit) + margins[unit] + 4 * Rounding.UNIT * Math.abs(value);
  }

  /** Whether a cold unit of this value would stay above the ceiling for so many steps or so. */
  private boolean isFar(int unit, double value, double margin, double steps) {
    double room = problem.score.of(value) - margin - ceiling;
    return room > steps * pace[unit / problem.inputs] * meanSpread[unit]
        && isBounded(value, margin);
  }

  /** Makes a unit hot or cold that is neither, unless it is idle and waits. */
  private void put(int unit, double value, double margin) {
    if (!(value == 0 && margin < Double.POSITIVE_INFINITY)) {
      // If it was idle, its row has overflowed.
      idle.remove(unit);
    } else if (idle.waits(unit)) {
      cold.remove(unit);
      return;
    }
    lowerCeiling(value, margin);
    if (isFar(unit, value, margin, life)) {
      cold.put(unit, value, margin);
    } else {
      cold.remove(unit);
      hot.add(unit, value, margin);
    }
  }

  /** Whether a cold unit of this value would have a bound: not below 0. */
  private boolean isBounded(double value, double margin) {
    return problem.score.of(value) > margin;
  }

  private void offer(int unit, double uniform) {
    hot.remove(unit);
    idle.remove(unit);
    offered.set(unit);
    if (!state.apply(unit, problem.replacement.draw(state.weights[unit], uniform))) {
      measureCeiling();
      return;
    }
    int row = unit / problem.inputs;
    steps++;
    state.settle(row);
    measureCoupling(row);
    kernels.follow(row, products);
    follow(row);
    rescore(row);
    cold.move(kernels.classOf(unit % problem.inputs), upward, downward, floatCeiling());
    if (state.residual.size > sizeAhead || state.residual.error > errorAhead) {
      renew();
    }
  }

  /**
   * By row k: {@code (2/S) v_k . v_i}, whose rounding is at most {@code (outputs + 4) UNIT |v_k|
   * |v_i|}.
   */
  private void measureCoupling(int row) {
    Problem p = problem;
    blas.dgemv(
        "T",
        p.outputs,
        p.rows,
        1.0,
        p.next,
        0,
        p.outputs,
        p.next,
        row * p.outputs,
        1,
        0.0,
        products,
        0,
        1);
    double mean = 2.0 / p.samples;
    double rounding = (p.outputs + 4) * Rounding.UNIT * p.norms[row];
    double size = mean * kernels.stepSize();
    double sign = state.step < 0 ? -1 : 1;
    double change = mean * state.largestChange;
    double forget = Math.max(FORGET, 1.0 / steps);
    for (int k = 0; k < p.rows; k++) {
      double product = products[k];
      double slack = rounding * p.norms[k];
      double signed = sign * product;
      factors[k] = mean * product;
      float most = Rounding.up(size * (Math.abs(signed) + slack));
      upward[k] = signed <= -slack ? 0 : most;
      downward[k] = signed >= slack ? 0 : most;
      followSize[k] = change * Math.abs(product);
      followSlack[k] = change * 2 * slack;
      pace[k] += forget * (size * Math.abs(product) - pace[k]);
    }
    // Its bounds are taken anew.
    upward[row] = 0;
    downward[row] = 0;
  }

  private void follow(int moved) {
    boolean follows = kernels.follows();
    double before = ceiling;
    ceiling = Double.POSITIVE_INFINITY;
    // From the last, since the last takes the place of one that leaves.
    for (int h = hot.count - 1; h >= 0; h--) {
      int unit = hot.units[h];
      int row = unit / problem.inputs;
      if (row == moved) {
        continue;
      }
      double value = hot.values[h];
      double margin = hot.margins[h];
      if (follows && margin < Double.POSITIVE_INFINITY) {
        value += factors[row] * kernels.follow(unit);
        margin +=
            followSize[row] * kernels.doubt[unit]
                + followSlack[row] * kernels.mass[unit]
                + 4 * Rounding.UNIT * Math.abs(value);
      } else {
        value = kernels.quadratic[unit] + kernels.linear(unit);
        margin = marginOf(unit, value);
      }
      hot.values[h] = value;
      hot.margins[h] = margin;
      lowerCeiling(value, margin);
      double room = problem.score.of(value) - margin - before;
      if (room > LONGER * life * pace[row] * meanSpread[unit] && isBounded(value, margin)) {
        hot.remove(unit);
        cold.put(unit, value, margin);
      }
    }
  }

  private void rescore(int row) {
    kernels.rescore(row, offered);
    measureMargins(row * problem.inputs, (row + 1) * problem.inputs);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      if (offered.get(unit)) {
        continue;
      }
      kernels.spread(unit, up, down);
      meanSpread[unit] = mean(up, down, classWeights);
      cold.noteMoves(unit, up, down);
      hot.remove(unit);
    }
    cold.setMoves(row);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      if (!offered.get(unit)) {
        double value = kernels.value[unit];
        put(unit, value, marginOf(unit, value));
      }
    }
  }

  private void measureMargins(int from, int to) {
    for (int unit = from; unit < to; unit++) {
      margins[unit] = kernels.margin(unit, sizeAhead, errorAhead);
    }
  }

  /** Margins for a residual of greater size or error: all bounds are taken anew. */
  private void renew() {
    sizeAhead = Math.max(sizeAhead, 4 * state.residual.size);
    errorAhead = Math.max(errorAhead, 4 * state.residual.error);
    measureMargins(0, problem.units);
    cold.forgetBounds();
    for (int h = 0; h < hot.count; h++) {
      int unit = hot.units[h];
      hot.values[h] = kernels.quadratic[unit] + kernels.linear(unit);
      hot.margins[h] = marginOf(unit, hot.values[h]);
    }
    measureCeiling();
  }

  /** From the hot units alone; every row is searched next. */
  private void measureCeiling() {
    ceiling = Double.POSITIVE_INFINITY;
    for (int h = 0; h < hot.count; h++) {
      lowerCeiling(hot.values[h], hot.margins[h]);
    }
    cold.suspectAll();
  }
}
