package io.github.widesweep.compression.greedy;

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
 * 2^-24}, sum and products of {@code move} by {@code 2^-22 move}, which the 2^-20 in {@link
 * Rounding#up} is there for, or by {@code 2^-148} where they vanish: less than {@code l 2^-24} for
 * any {@code l} above {@link #LEAST}. So no bound is ever too high while it is above {@link
 * #LEAST}; others, and NaN, are looked at in every search.
 */
final class ColdUnits {
  /** Bounds up to this are as good as none. */
  static final float LEAST = 1e-30f;

  private static final float SHRINK = 1 - 0x1p-22f;

  private final Score score;
  private final int rows;
  private final int inputs;

  /** By column, then row; infinite for units that are not cold. */
  private final float[][] lower;

  /** By class: moves towards 0 where the factor is positive, then where it is negative. */
  private final float[][][] toward;

  private final boolean[][] positive;

  ColdUnits(Problem problem, int classes) {
    this.score = problem.score;
    this.rows = problem.rows;
    this.inputs = problem.inputs;
    this.lower = new float[inputs][rows];
    this.toward = new float[2 * classes][inputs][rows];
    this.positive = new boolean[inputs][rows];
    for (float[] column : lower) {
      Arrays.fill(column, Float.POSITIVE_INFINITY);
    }
  }

  ColdUnits(ColdUnits other) {
    this.score = other.score;
    this.rows = other.rows;
    this.inputs = other.inputs;
    this.lower = copy(other.lower);
    this.toward = new float[other.toward.length][][];
    for (int c = 0; c < toward.length; c++) {
      toward[c] = copy(other.toward[c]);
    }
    this.positive = new boolean[inputs][];
    for (int j = 0; j < inputs; j++) {
      positive[j] = other.positive[j].clone();
    }
  }

  private static float[][] copy(float[][] values) {
    float[][] copied = new float[values.length][];
    for (int j = 0; j < values.length; j++) {
      copied[j] = values[j].clone();
    }
    return copied;
  }

  /** Takes a unit's moves, up and down by class, in place of those before. */
  void setSpread(int unit, float[] upDown) {
    int column = unit % inputs;
    int row = unit / inputs;
    int down = positive[column][row] ? 1 : 0;
    for (int c = 0; c < toward.length; c += 2) {
      toward[c][column][row] = upDown[c + down];
      toward[c + 1][column][row] = upDown[c + 1 - down];
    }
  }

  /**
   * Makes a unit cold.
   *
   * @param value its linear + quadratic, give or take {@code margin}
   */
  void put(int unit, double value, double margin) {
    int column = unit % inputs;
    int row = unit / inputs;
    if (positive[column][row] != value > 0) {
      positive[column][row] = value > 0;
      for (int c = 0; c < toward.length; c += 2) {
        float move = toward[c][column][row];
        toward[c][column][row] = toward[c + 1][column][row];
        toward[c + 1][column][row] = move;
      }
    }
    lower[column][row] =
        Math.min(Float.MAX_VALUE, Rounding.down((score.of(value) - margin) * (1 - 1e-12)));
  }

  void remove(int unit) {
    lower[unit % inputs][unit / inputs] = Float.POSITIVE_INFINITY;
  }

  /** Has every bound taken anew. */
  void forgetBounds() {
    for (float[] column : lower) {
      for (int row = 0; row < rows; row++) {
        if (column[row] < Float.POSITIVE_INFINITY) {
          column[row] = 0;
        }
      }
    }
  }

  /**
   * The first row from {@code from} on whose bound is not above the ceiling, or how many there are.
   */
  int next(int column, int from, float ceiling) {
    return Lanes.BEST.next(lower[column], from, ceiling);
  }

  /**
   * Lowers all bounds after a step.
   *
   * @param inputClass of the step's column
   * @param upward by row, at least the positive part of {@code (2/S) (v_k . v_i) size}, with the
   *     sign of the step
   * @param downward by row, at least the negative part
   */
  void move(int inputClass, float[] upward, float[] downward) {
    for (int j = 0; j < inputs; j++) {
      move(lower[j], toward[2 * inputClass][j], toward[2 * inputClass + 1][j], upward, downward);
    }
  }

  private static void move(
      float[] lower, float[] whenUp, float[] whenDown, float[] upward, float[] downward) {
    for (int k = 0; k < lower.length; k++) {
      lower[k] = lower[k] * SHRINK - (upward[k] * whenUp[k] + downward[k] * whenDown[k]);
    }
  }
}
