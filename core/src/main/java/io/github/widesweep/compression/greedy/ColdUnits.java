package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.Arrays;

/**
 * Lower bounds, in single precision, on the scores of the units that are not followed step by step.
 *
 * <p>The linear term of unit (k, j) moves by {@code (2/S) (v_k . v_i) sum_s m d}, whose sum lies
 * between {@code -size B-} and {@code size B+} ({@link Kernels#spread}). Kept are moves towards 0
 * only: for a positive score {@code B-} where the factor is positive and {@code B+} where it is
 * negative, the other way round for a negative score. A score that crosses 0 has a bound below 0
 * before; one that is below 0, as {@link Score#SIGNED} may be, has none.
 *
 * <p>Rounding: a bound {@code l >= 0} becomes {@code fl(fl(l (1 - 2^-22)) - move)}. The first
 * product takes at least {@code l (2^-22 - 2^-24)} off, the difference rounds by at most {@code l
 * 2^-24}, the product {@code move} by {@code 2^-24 move}, which the 2^-20 in {@link Rounding#up} is
 * there for, or by {@code 2^-148} where they vanish: less than {@code l 2^-24} for any {@code l}
 * above {@link #LEAST}. So no bound is ever too high while it is above {@link #LEAST}; others, and
 * NaN, are looked at in every search.
 */
final class ColdUnits {
  /** Bounds up to this are as good as none. */
  static final float LEAST = 1e-30f;

  private static final float SHRINK = 1 - 0x1p-22f;

  private final Score score;
  private final int rows;
  private final int inputs;

  /** Infinite for units that are not cold. */
  private final float[] lower;

  /** By class: moves towards 0 where the factor is positive, then where it is negative. */
  private final float[][] toward;

  private final boolean[] positive;

  /** Moves of one row, class by class. */
  private final float[] moves;

  /** Rows where a bound may be at the ceiling. */
  private final int[] suspects;

  private int suspectCount;

  ColdUnits(Problem problem, int classes) {
    this.score = problem.score;
    this.rows = problem.rows;
    this.inputs = problem.inputs;
    this.lower = new float[problem.units];
    this.toward = new float[2 * classes][problem.units];
    this.positive = new boolean[problem.units];
    this.moves = new float[2 * classes * inputs];
    this.suspects = new int[rows];
    Arrays.fill(lower, Float.POSITIVE_INFINITY);
    suspectAll();
  }

  ColdUnits(ColdUnits other) {
    this.score = other.score;
    this.rows = other.rows;
    this.inputs = other.inputs;
    this.lower = other.lower.clone();
    this.toward = new float[other.toward.length][];
    Arrays.setAll(toward, c -> other.toward[c].clone());
    this.positive = other.positive.clone();
    this.moves = new float[other.moves.length];
    this.suspects = new int[rows];
    suspectAll();
  }

  /** Takes note of a unit's moves, up and down by class, for {@link #setMoves}. */
  void noteMoves(int unit, float[] up, float[] down) {
    float[] whenUp = positive[unit] ? down : up;
    float[] whenDown = positive[unit] ? up : down;
    int at = unit % inputs;
    for (int c = 0; c < up.length; c++) {
      moves[at] = whenUp[c];
      moves[at + inputs] = whenDown[c];
      at += 2 * inputs;
    }
  }

  /** Takes the moves noted in place of a row's before; all its cold units' must have been. */
  void setMoves(int row) {
    for (int c = 0; c < toward.length; c++) {
      System.arraycopy(moves, c * inputs, toward[c], row * inputs, inputs);
    }
  }

  /**
   * Makes a unit cold.
   *
   * @param value its linear + quadratic, give or take {@code margin}
   */
  void put(int unit, double value, double margin) {
    if (positive[unit] != value > 0) {
      positive[unit] = value > 0;
      for (int c = 0; c < toward.length; c += 2) {
        float move = toward[c][unit];
        toward[c][unit] = toward[c + 1][unit];
        toward[c + 1][unit] = move;
      }
    }
    lower[unit] =
        Math.min(Float.MAX_VALUE, Rounding.down((score.of(value) - margin) * (1 - 1e-12)));
  }

  void remove(int unit) {
    lower[unit] = Float.POSITIVE_INFINITY;
  }

  /** Has every bound taken anew. */
  void forgetBounds() {
    for (int unit = 0; unit < lower.length; unit++) {
      if (lower[unit] < Float.POSITIVE_INFINITY) {
        lower[unit] = 0;
      }
    }
    suspectAll();
  }

  /** Has every row searched the next time. */
  void suspectAll() {
    Arrays.setAll(suspects, row -> row);
    suspectCount = rows;
  }

  /** How many rows {@link #suspect} tells: no bound in any other is at the ceiling. */
  int suspects() {
    return suspectCount;
  }

  int suspect(int place) {
    return suspects[place];
  }

  /**
   * The first unit from {@code from} to before {@code end} whose bound is not above the ceiling, or
   * {@code end}.
   */
  int next(int from, int end, float ceiling) {
    return Lanes.BEST.next(lower, from, end, ceiling);
  }

  /**
   * Lowers all bounds after a step and finds the rows where one is not above the ceiling.
   *
   * @param inputClass of the step's column
   * @param upward by row, at least the positive part of {@code (2/S) (v_k . v_i) size}, with the
   *     sign of the step; 0 where it surely has none
   * @param downward by row, at least the negative part
   */
  void move(int inputClass, float[] upward, float[] downward, float ceiling) {
    float[] whenUp = toward[2 * inputClass];
    float[] whenDown = toward[2 * inputClass + 1];
    suspectCount = 0;
    for (int row = 0; row < rows; row++) {
      int from = row * inputs;
      int end = from + inputs;
      boolean above = true;
      if (upward[row] != 0) {
        above = Lanes.BEST.lower(lower, whenUp, from, end, SHRINK, upward[row], ceiling);
      }
      if (downward[row] != 0 || upward[row] == 0) {
        above = Lanes.BEST.lower(lower, whenDown, from, end, SHRINK, downward[row], ceiling);
      }
      suspects[suspectCount] = row;
      suspectCount += above ? 0 : 1;
    }
  }
}
