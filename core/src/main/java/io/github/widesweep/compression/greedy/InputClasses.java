package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.Arrays;

/**
 * Columns of inputs in a few classes, each with its envelopes: {@code e+(s) >= max(x_j(s), 0)} and
 * {@code e-(s) >= max(-x_j(s), 0)} for all its columns j.
 *
 * <p>The activation is monotone with a slope of at most 1, so a step {@code delta} of entry (i, j)
 * changes {@code phi(a_i(s))} by something between 0 and {@code delta x_j(s)}. With shifts {@code m
 * >= 0} the sum of {@code m} times that lies, for {@code delta > 0}, between {@code -delta B-} and
 * {@code delta B+}, {@code B+- = sum_s m(s) e+-(s)}; for {@code delta < 0} the two change places.
 */
final class InputClasses {
  /** How many classes there are at most. */
  static final int MOST = 64;

  private final int count;
  private final int[] classOf;

  /**
   * Whether every column has a class of its own. Then {@code e+ - e-} is the input itself, and
   * {@code e+ + e-} its size.
   */
  private final boolean alone;

  /**
   * By sample and class: the input if columns are alone, else envelopes by sign, rounded upwards.
   */
  private final float[] table;

  /** Numbers by sample in {@link #table}. */
  private final int width;

  /** More than sums lose where shifts or products vanish: half the least float each, times x. */
  private final float vanishing;

  private final double largest;

  private InputClasses(Problem problem, int count, int[] classOf, boolean alone, float[] table) {
    this.count = count;
    this.classOf = classOf;
    this.alone = alone;
    this.table = table;
    this.width = Lanes.widthOf(alone ? count : 2 * count);
    this.largest = Arrays.stream(problem.largestInput).max().orElse(0);
    this.vanishing = Float.MIN_NORMAL * (1 + Rounding.up(largest));
  }

  /**
   * Takes the columns one after the other, largest first, and puts each where it raises the
   * envelopes least; the first ones, each the farthest from those before, have a class of their
   * own.
   */
  static InputClasses of(Problem problem) {
    int samples = problem.samples;
    int inputs = problem.inputs;
    if (inputs <= MOST) {
      return alone(problem);
    }
    int count = MOST;
    int width = Lanes.widthOf(2 * count);
    int[] classOf = new int[inputs];
    Arrays.fill(classOf, -1);
    float[] envelopes = new float[samples * Lanes.widthOf(2 * count)];
    double[] distance = new double[inputs];
    for (int j = 0; j < inputs; j++) {
      distance[j] = rise(problem, j, envelopes, width, -1);
    }
    for (int c = 0; c < count; c++) {
      int farthest = 0;
      while (classOf[farthest] >= 0) {
        farthest++;
      }
      for (int j = farthest; j < inputs; j++) {
        if (classOf[j] < 0 && distance[j] > distance[farthest]) {
          farthest = j;
        }
      }
      classOf[farthest] = c;
      raise(problem, farthest, envelopes, width, c);
      for (int j = 0; j < inputs; j++) {
        distance[j] = Math.min(distance[j], rise(problem, j, envelopes, width, c));
      }
    }
    for (int j = 0; j < inputs; j++) {
      if (classOf[j] < 0) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < count; c++) {
          double rise = rise(problem, j, envelopes, width, c);
          if (rise < least) {
            least = rise;
            best = c;
          }
        }
        classOf[j] = best;
        raise(problem, j, envelopes, width, best);
      }
    }
    return new InputClasses(problem, count, classOf, false, envelopes);
  }

  private static InputClasses alone(Problem problem) {
    int[] classOf = new int[problem.inputs];
    Arrays.setAll(classOf, j -> j);
    int width = Lanes.widthOf(problem.inputs);
    float[] inputs = new float[problem.samples * width];
    for (int s = 0; s < problem.samples; s++) {
      for (int j = 0; j < problem.inputs; j++) {
        inputs[s * width + j] = (float) problem.x[j][s];
      }
    }
    return new InputClasses(problem, problem.inputs, classOf, true, inputs);
  }

  /** How far a column and a class are apart: what joining raises, on either side. */
  private static double rise(Problem problem, int j, float[] envelopes, int width, int c) {
    double sum = 0;
    for (int s = 0; s < problem.samples; s++) {
      double x = problem.x[j][s];
      double plus = c < 0 ? 0 : envelopes[s * width + 2 * c];
      double minus = c < 0 ? 0 : envelopes[s * width + 2 * c + 1];
      sum += Math.abs(Math.max(x, 0) - plus) + Math.abs(Math.max(-x, 0) - minus);
    }
    return sum;
  }

  private static void raise(Problem problem, int j, float[] envelopes, int width, int c) {
    for (int s = 0; s < problem.samples; s++) {
      double x = problem.x[j][s];
      int at = s * width + 2 * c + (x < 0 ? 1 : 0);
      envelopes[at] = Math.max(envelopes[at], Rounding.up(Math.abs(x)));
    }
  }

  int count() {
    return count;
  }

  int of(int column) {
    return classOf[column];
  }

  /** Numbers that {@link #spread} needs room for twice. */
  int width() {
    return width;
  }

  /**
   * {@code B+} and {@code B-} of every class in turn, rounded upwards: n products of floats and
   * their sum are off by a factor of {@code (n + 3) 2^-24} at most, shifts and inputs being rounded
   * themselves, and by n times the least float where products or shifts vanish. Of columns alone
   * {@code B+-} is half of {@code sum m |x| +- sum m x}, each off by that part of {@code sum m
   * |x|}.
   *
   * @param sums room for {@link #width} numbers
   * @param sizes room for {@link #width} numbers
   */
  void spread(
      int[] places,
      float[] shifts,
      int from,
      int end,
      float[] sums,
      float[] sizes,
      double doubt,
      float[] up,
      float[] down) {
    float slack = (end - from + 8) * 0x1p-23f;
    float least = Rounding.up(doubt * largest) + vanishing;
    if (alone) {
      Lanes.BEST.combineSizes(table, width, places, shifts, from, end, sums, sizes);
      for (int c = 0; c < count; c++) {
        float most = sizes[c] * (0.5f + slack) + least;
        float half = 0.5f * sums[c];
        up[c] = most + half;
        down[c] = most - half;
      }
    } else {
      Lanes.BEST.combine(table, width, places, shifts, from, end, sums);
      for (int c = 0; c < count; c++) {
        up[c] = sums[2 * c] * (1 + slack) + least;
        down[c] = sums[2 * c + 1] * (1 + slack) + least;
      }
    }
  }
}
