package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * Lower bounds, in single precision, on the scores of the units that are not followed step by step.
 *
 * <p>The linear term of unit (k, j) moves by {@code (2/S) (v_k . v_i) sum_s m d}, whose sum lies
 * between {@code -size B-} and {@code size B+} ({@link Kernels#spread}). Kept are moves towards 0
 * only: for a positive score {@code B-} where the factor is positive and {@code B+} where it is
 * negative, the other way round for a negative score. A score that crosses 0 has a bound below 0
 * before.
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

  private final int rows;
  private final int inputs;

  /** By column, then row; infinite for units that are not cold. */
  private final float[] lower;

  /** By class: moves towards 0 where the factor is positive, then where it is negative. */
  private final float[][] toward;

  private final boolean[] positive;

  ColdUnits(Problem problem, int classes) {
    this.rows = problem.rows;
    this.inputs = problem.inputs;
    this.lower = new float[problem.units];
    this.toward = new float[2 * classes][problem.units];
    this.positive = new boolean[problem.units];
    Arrays.fill(lower, Float.POSITIVE_INFINITY);
  }

  ColdUnits(ColdUnits other) {
    this.rows = other.rows;
    this.inputs = other.inputs;
    this.lower = other.lower.clone();
    this.toward = new float[other.toward.length][];
    for (int c = 0; c < toward.length; c++) {
      toward[c] = other.toward[c].clone();
    }
    this.positive = other.positive.clone();
  }

  private int at(int unit) {
    return unit % inputs * rows + unit / inputs;
  }

  int unit(int at) {
    return at % rows * inputs + at / rows;
  }

  /** Takes a unit's moves, up and down by class, in place of those before. */
  void setSpread(int unit, float[] upDown) {
    int at = at(unit);
    int down = positive[at] ? 1 : 0;
    for (int c = 0; c < toward.length; c += 2) {
      toward[c][at] = upDown[c + down];
      toward[c + 1][at] = upDown[c + 1 - down];
    }
  }

  /**
   * Makes a unit cold.
   *
   * @param value its linear + quadratic, give or take {@code margin}
   */
  void put(int unit, double value, double margin) {
    int at = at(unit);
    if (positive[at] != value > 0) {
      positive[at] = value > 0;
      for (int c = 0; c < toward.length; c += 2) {
        float move = toward[c][at];
        toward[c][at] = toward[c + 1][at];
        toward[c + 1][at] = move;
      }
    }
    lower[at] = Math.min(Float.MAX_VALUE, Rounding.down((Math.abs(value) - margin) * (1 - 1e-12)));
  }

  void remove(int unit) {
    lower[at(unit)] = Float.POSITIVE_INFINITY;
  }

  /** Whether the unit has a bound: it may have become NaN where moves have overflowed. */
  void forgetBounds() {
    for (int at = 0; at < lower.length; at++) {
      if (lower[at] < Float.POSITIVE_INFINITY) {
        lower[at] = 0;
      }
    }
  }

  /**
   * The first place from {@code at} on whose bound is not above the ceiling, or the number of
   * units.
   */
  int next(int at, float ceiling) {
    int place = at;
    while (place < lower.length && lower[place] > ceiling) {
      place++;
    }
    return place;
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
    float[] whenUp = toward[2 * inputClass];
    float[] whenDown = toward[2 * inputClass + 1];
    for (int j = 0; j < inputs; j++) {
      move(lower, whenUp, whenDown, upward, downward, j * rows, rows);
    }
  }

  private static void move(
      float[] lower,
      float[] whenUp,
      float[] whenDown,
      float[] upward,
      float[] downward,
      int from,
      int rows) {
    for (int k = 0; k < rows; k++) {
      lower[from + k] =
          lower[from + k] * SHRINK
              - (upward[k] * whenUp[from + k] + downward[k] * whenDown[from + k]);
    }
  }
}
