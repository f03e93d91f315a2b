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
  static final int MOST = 16;

  private final int count;
  private final int[] classOf;

  /** By sample, class and sign: rounded upwards. */
  private final float[] envelopes;

  private InputClasses(int count, int[] classOf, float[] envelopes) {
    this.count = count;
    this.classOf = classOf;
    this.envelopes = envelopes;
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
    int[] classOf = new int[inputs];
    Arrays.fill(classOf, -1);
    float[] envelopes = new float[samples * 2 * count];
    double[] distance = new double[inputs];
    for (int j = 0; j < inputs; j++) {
      distance[j] = rise(problem, j, envelopes, count, -1);
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
      raise(problem, farthest, envelopes, count, c);
      for (int j = 0; j < inputs; j++) {
        distance[j] = Math.min(distance[j], rise(problem, j, envelopes, count, c));
      }
    }
    for (int j = 0; j < inputs; j++) {
      if (classOf[j] < 0) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < count; c++) {
          double rise = rise(problem, j, envelopes, count, c);
          if (rise < least) {
            least = rise;
            best = c;
          }
        }
        classOf[j] = best;
        raise(problem, j, envelopes, count, best);
      }
    }
    return new InputClasses(count, classOf, envelopes);
  }

  /** How far a column and a class are apart: what joining raises, on either side. */
  private static double rise(Problem problem, int j, float[] envelopes, int count, int c) {
    double sum = 0;
    for (int s = 0; s < problem.samples; s++) {
      double x = problem.x[j][s];
      double plus = c < 0 ? 0 : envelopes[(s * count + c) * 2];
      double minus = c < 0 ? 0 : envelopes[(s * count + c) * 2 + 1];
      sum += Math.abs(Math.max(x, 0) - plus) + Math.abs(Math.max(-x, 0) - minus);
    }
    return sum;
  }

  private static void raise(Problem problem, int j, float[] envelopes, int count, int c) {
    for (int s = 0; s < problem.samples; s++) {
      double x = problem.x[j][s];
      int at = (s * count + c) * 2 + (x < 0 ? 1 : 0);
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
   */
  void spread(int[] places, float[] shifts, int from, int end, float[] upDown) {
    int width = 2 * count;
    float up = 1 + (end - from + 8) * 0x1p-23f;
    int c = 0;
    for (; c < width - 7; c += 8) {
      float a0 = 0;
      float a1 = 0;
      float a2 = 0;
      float a3 = 0;
      float a4 = 0;
      float a5 = 0;
      float a6 = 0;
      float a7 = 0;
      for (int k = from; k < end; k++) {
        float m = shifts[k];
        int e = places[k] * width + c;
        a0 += m * envelopes[e];
        a1 += m * envelopes[e + 1];
        a2 += m * envelopes[e + 2];
        a3 += m * envelopes[e + 3];
        a4 += m * envelopes[e + 4];
        a5 += m * envelopes[e + 5];
        a6 += m * envelopes[e + 6];
        a7 += m * envelopes[e + 7];
      }
      upDown[c] = a0 * up + Float.MIN_NORMAL;
      upDown[c + 1] = a1 * up + Float.MIN_NORMAL;
      upDown[c + 2] = a2 * up + Float.MIN_NORMAL;
      upDown[c + 3] = a3 * up + Float.MIN_NORMAL;
      upDown[c + 4] = a4 * up + Float.MIN_NORMAL;
      upDown[c + 5] = a5 * up + Float.MIN_NORMAL;
      upDown[c + 6] = a6 * up + Float.MIN_NORMAL;
      upDown[c + 7] = a7 * up + Float.MIN_NORMAL;
    }
    for (; c < width; c++) {
      float sum = 0;
      for (int k = from; k < end; k++) {
        sum += shifts[k] * envelopes[places[k] * width + c];
      }
      upDown[c] = sum * up + Float.MIN_NORMAL;
    }
  }
}
