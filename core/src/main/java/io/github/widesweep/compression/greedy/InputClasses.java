package io.github.widesweep.compression.greedy;

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

  /** By sample, class and sign: rounded upwards. */
  private final float[] envelopes;

  /** Numbers by sample in {@link #envelopes}. */
  final int width;

  private InputClasses(int count, int[] classOf, float[] envelopes) {
    this.count = count;
    this.classOf = classOf;
    this.envelopes = envelopes;
    this.width = Lanes.widthOf(2 * count);
  }

  /**
   * Takes the columns one after the other, largest first, and puts each where it raises the
   * envelopes least; the first ones, each the farthest from those before, have a class of their
   * own.
   */
  static InputClasses of(Problem problem) {
    int samples = problem.samples;
    int inputs = problem.inputs;
    int count = Math.min(MOST, inputs);
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
    return new InputClasses(count, classOf, envelopes);
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

  /**
   * {@code B+} and {@code B-} of every class in turn, rounded upwards: n products of floats and
   * their sum are off by a factor of {@code (n + 3) 2^-24} at most, and by n times the least float
   * where products vanish.
   *
   * @param sums room for {@link #width} numbers
   */
  void spread(int[] places, float[] shifts, int from, int end, float[] sums, float[] upDown) {
    Lanes.BEST.combine(envelopes, width, places, shifts, from, end, sums);
    float up = 1 + (end - from + 8) * 0x1p-23f;
    for (int c = 0; c < 2 * count; c++) {
      upDown[c] = sums[c] * up + Float.MIN_NORMAL;
    }
  }
}
