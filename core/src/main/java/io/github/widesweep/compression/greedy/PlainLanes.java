package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/** Loops that a compiler may or may not turn into vector instructions. */
final class PlainLanes extends Lanes {
  @Override
  boolean areWide() {
    return false;
  }

  @Override
  void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums) {
    for (int c = 0; c < width; c += 8) {
      float a0 = 0;
      float a1 = 0;
      float a2 = 0;
      float a3 = 0;
      float a4 = 0;
      float a5 = 0;
      float a6 = 0;
      float a7 = 0;
      for (int k = from; k < end; k++) {
        float m = factors[k];
        int e = places[k] * width + c;
        a0 += m * table[e];
        a1 += m * table[e + 1];
        a2 += m * table[e + 2];
        a3 += m * table[e + 3];
        a4 += m * table[e + 4];
        a5 += m * table[e + 5];
        a6 += m * table[e + 6];
        a7 += m * table[e + 7];
      }
      sums[c] = a0;
      sums[c + 1] = a1;
      sums[c + 2] = a2;
      sums[c + 3] = a3;
      sums[c + 4] = a4;
      sums[c + 5] = a5;
      sums[c + 6] = a6;
      sums[c + 7] = a7;
    }
  }

  @Override
  void combine(
      double[] table, int width, int[] places, double[] factors, int from, int end, double[] sums) {
    for (int c = 0; c < width; c += 4) {
      double a0 = 0;
      double a1 = 0;
      double a2 = 0;
      double a3 = 0;
      for (int k = from; k < end; k++) {
        double m = factors[k];
        int e = places[k] * width + c;
        a0 += m * table[e];
        a1 += m * table[e + 1];
        a2 += m * table[e + 2];
        a3 += m * table[e + 3];
      }
      sums[c] = a0;
      sums[c + 1] = a1;
      sums[c + 2] = a2;
      sums[c + 3] = a3;
    }
  }

  @Override
  boolean lower(
      float[] bounds, float[] moves, int from, int end, float shrink, float factor, float ceiling) {
    for (int k = from; k < end; k++) {
      bounds[k] = bounds[k] * shrink - factor * moves[k];
    }
    return next(bounds, from, end, ceiling) == end;
  }

  @Override
  int next(float[] values, int from, int end, float ceiling) {
    int at = from;
    while (at < end && values[at] > ceiling) {
      at++;
    }
    return at;
  }

  @Override
  void signs(
      float[] distances,
      float[] sides,
      float[] x,
      float center,
      float width,
      int from,
      int[] block) {
    Arrays.fill(block, 0);
    for (int k = from; k < from + BLOCK; k++) {
      float beyond = distances[k] + (center * (sides[k] * x[k]) - width * Math.abs(x[k]));
      int sign = Float.floatToRawIntBits(beyond) >>> 31;
      block[(k - from) % WIDTH] |= sign << ((k - from) / WIDTH);
    }
  }

  @Override
  void score(
      double[] a,
      double[] x,
      double[] g,
      int count,
      double[] outcomes,
      double[] chances,
      float[] shifts,
      int at,
      double[] sums) {
    Arrays.fill(sums, 0);
    for (int k = 0; k < count; k++) {
      double side = Kernels.side(a[k]);
      double size = Math.abs(a[k]);
      double z = side * x[k];
      int sign = Kernels.signBit(z + 0.0);
      double beyond = -(size + outcomes[sign] * z);
      double m = chances[sign] * (0.5 * (beyond + Math.abs(beyond)));
      shifts[at + k] = (float) m;
      double square = m * (0.5 * (beyond + Math.abs(beyond)));
      sums[k % 8] += m;
      sums[8 + k % 8] += g[k] * m;
      sums[16 + k % 8] += side < 0 ? -square : square + 2 * (m * size);
    }
  }

  @Override
  double dot(float[] a, double[] b) {
    double[] parts = new double[8];
    int k = 0;
    for (; k <= a.length - 8; k += 8) {
      for (int lane = 0; lane < 8; lane++) {
        parts[lane] += a[k + lane] * b[k + lane];
      }
    }
    double sum = sumOfEight(parts, 0);
    for (; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  @Override
  void addOuter(
      double[] values, int width, float[] single, int singleWidth, double[] column, double[] row) {
    for (int s = 0; s < column.length; s++) {
      double factor = column[s];
      if (factor != 0) {
        int at = s * width;
        for (int o = 0; o < width; o++) {
          values[at + o] += factor * row[o];
        }
        for (int o = 0; o < width; o++) {
          single[s * singleWidth + o] = (float) values[at + o];
        }
      }
    }
  }

  @Override
  void combineSizes(
      float[] table,
      int width,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums,
      float[] sizes) {
    Arrays.fill(sums, 0);
    Arrays.fill(sizes, 0);
    for (int k = from; k < end; k++) {
      int e = places[k] * width;
      for (int c = 0; c < width; c++) {
        float term = factors[k] * table[e + c];
        sums[c] += term;
        sizes[c] += Math.abs(term);
      }
    }
  }
}
