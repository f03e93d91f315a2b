package io.github.widesweep.compression.greedy.lanes;

import java.util.Arrays;

/** Loops that a compiler may or may not turn into vector instructions. */
final class PlainLanes extends Lanes {
  @Override
  boolean areWide() {
    return false;
  }

  @Override
  public void combine(
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
  public void combine(
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
  public boolean lower(
      float[] bounds, float[] moves, int from, int end, float shrink, float factor, float ceiling) {
    for (int k = from; k < end; k++) {
      bounds[k] = bounds[k] * shrink - factor * moves[k];
    }
    return next(bounds, from, end, ceiling) == end;
  }

  @Override
  public int next(float[] values, int from, int end, float ceiling) {
    int at = from;
    while (at < end && values[at] > ceiling) {
      at++;
    }
    return at;
  }

  @Override
  public void logistic(
      double[] high,
      double[] low,
      double[] scale,
      double[] sigma,
      double[] rest,
      double[] g,
      double chance,
      float[] shifts,
      double[] sums) {
    Arrays.fill(sums, 0);
    logisticFrom(0, high, low, scale, sigma, rest, g, chance, shifts, sums);
  }

  /** From a sample on. */
  static void logisticFrom(
      int from,
      double[] high,
      double[] low,
      double[] scale,
      double[] sigma,
      double[] rest,
      double[] g,
      double chance,
      float[] shifts,
      double[] sums) {
    for (int s = from; s < shifts.length; s++) {
      double first = rest[s] + sigma[s] * high[s];
      double second = rest[s] + sigma[s] * low[s];
      double by = scale[s] / (first * second);
      double up = by * second * (high[s] - 1);
      double down = by * first * (low[s] - 1);
      double upPart = chance * up;
      double downPart = (1 - chance) * down;
      double m = upPart + downPart;
      shifts[s] = (float) m;
      sums[s % 8] += g[s] * m;
      sums[8 + s % 8] += Math.abs(m);
      sums[16 + s % 8] += upPart * up + downPart * down;
      sums[24 + s % 8] += m * m;
    }
  }

  @Override
  public double dot(float[] a, double[] b) {
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
  public double largest(double[] values) {
    // Math.max passes NaN on; two chains do not wait for each other.
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k < values.length - 1; k += 2) {
      even = Math.max(even, Math.abs(values[k]));
      odd = Math.max(odd, Math.abs(values[k + 1]));
    }
    return Math.max(Math.max(even, odd), k < values.length ? Math.abs(values[k]) : 0);
  }

  @Override
  public void combineSizes(
      float[] table,
      int width,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums,
      float[] sizes) {
    Arrays.fill(sums, 0, width, 0);
    Arrays.fill(sizes, 0, width, 0);
    for (int k = from; k < end; k++) {
      int e = places[k] * width;
      for (int c = 0; c < width; c++) {
        float term = factors[k] * table[e + c];
        sums[c] += term;
        sizes[c] += Math.abs(term);
      }
    }
  }

  @Override
  public void signs(float[] a, float margin, float[] x, float center, float width, int[] words) {
    Arrays.fill(words, 0);
    for (int k = 0; k < x.length; k++) {
      float z = Math.copySign(1, a[k]) * x[k];
      float beyond = (Math.abs(a[k]) - margin) + (z * center - Math.abs(z) * width);
      words[wordOf(k)] |= (Float.floatToRawIntBits(beyond) >>> 31) << bitOf(k);
    }
  }

  @Override
  public void signs(float[] values, int[] words) {
    Arrays.fill(words, 0);
    for (int k = 0; k < values.length; k++) {
      words[wordOf(k)] |= (Float.floatToRawIntBits(values[k]) >>> 31) << bitOf(k);
    }
  }

  @Override
  public void round(double[] values, int at, int count, float[] rounded) {
    for (int k = 0; k < count; k++) {
      rounded[k] = (float) (values[at + k] + 0.0);
    }
  }

  @Override
  public double largestDifference(double[] a, double[] b, int at, int count) {
    double largest = 0;
    for (int k = at; k < at + count; k++) {
      largest = Math.max(largest, Math.abs(a[k] - b[k]));
    }
    return largest;
  }

  @Override
  public void score(
      float[] a,
      float[] x,
      int count,
      float[] outcomes,
      float[] halves,
      float[] shifts,
      int at,
      float[] sums) {
    Arrays.fill(sums, 0);
    for (int k = 0; k < count; k++) {
      float size = Math.abs(a[k]);
      float side = Math.copySign(1, a[k]);
      float z = side * x[k];
      float first = size + outcomes[0] * z;
      float second = size + outcomes[1] * z;
      float firstBeyond = Math.abs(first) - first;
      float secondBeyond = Math.abs(second) - second;
      float m = halves[0] * firstBeyond + halves[1] * secondBeyond;
      float far = a[k] + size;
      shifts[at + k] = m;
      sums[k % WIDTH] += m;
      sums[WIDTH + k % WIDTH] += m * (side * (firstBeyond + secondBeyond) + (far + far));
    }
  }

  @Override
  public void split(float[] values, float[] sizes, float[] signs, float[] far) {
    for (int k = 0; k < sizes.length; k++) {
      sizes[k] = Math.abs(values[k]);
      signs[k] = Math.copySign(0, values[k]);
      float twice = values[k] + sizes[k];
      far[k] = twice + twice;
    }
  }

  @Override
  public void sweep(
      float[] sizes,
      float[] signs,
      float[] far,
      float[] x,
      float[] g,
      int from,
      float[] lines,
      float[] sums) {
    Arrays.fill(sums, 0);
    for (int k = 0; k < sizes.length; k++) {
      float side = Math.copySign(1, signs[k]);
      float z = side * x[k];
      float first = sizes[k] + lines[0] * z;
      float second = sizes[k] + lines[1] * z;
      if (first >= 0 && second >= 0) {
        continue; // Terms of 0, as most are.
      }
      float firstBeyond = Math.abs(first) - first;
      float secondBeyond = Math.abs(second) - second;
      float m = lines[2] * firstBeyond + lines[3] * secondBeyond;
      sums[k % WIDTH] += m;
      sums[WIDTH + k % WIDTH] += m * (side * (firstBeyond + secondBeyond) + far[k]);
      sums[2 * WIDTH + k % WIDTH] += m * g[from + k];
    }
  }

  @Override
  public void sweepProducts(
      float[] sizes, float[] signs, float[] x, float[] g, int from, float[] lines, float[] sums) {
    Arrays.fill(sums, 2 * WIDTH, 3 * WIDTH, 0);
    for (int k = 0; k < sizes.length; k++) {
      float z = Math.copySign(1, signs[k]) * x[k];
      float first = sizes[k] + lines[0] * z;
      float second = sizes[k] + lines[1] * z;
      if (first >= 0 && second >= 0) {
        continue; // Terms of 0, as most are.
      }
      float m = lines[2] * (Math.abs(first) - first) + lines[3] * (Math.abs(second) - second);
      sums[2 * WIDTH + k % WIDTH] += m * g[from + k];
    }
  }

  @Override
  public void differences(float[] a, float[] b, int at, int count, float[] ends) {
    ends[0] = Float.POSITIVE_INFINITY;
    ends[1] = Float.NEGATIVE_INFINITY;
    for (int k = at; k < at + count; k++) {
      ends[0] = Math.min(ends[0], a[k] - b[k]);
      ends[1] = Math.max(ends[1], a[k] - b[k]);
    }
  }

  @Override
  public void dots(
      float[] table, int width, float[] column, int[] places, int count, double[] result) {
    float[] parts = new float[WIDTH];
    for (int k = 0; k < count; k++) {
      int at = places[k] * width;
      Arrays.fill(parts, 0);
      for (int c = 0; c < width; c++) {
        parts[c % WIDTH] += column[c] * table[at + c];
      }
      result[places[k]] = sumOfAll(parts, 0);
    }
  }

  @Override
  public void addOuter(
      double[] values,
      int width,
      float[] single,
      int singleWidth,
      double[] column,
      int[] samples,
      int count,
      double[] row) {
    for (int k = 0; k < count; k++) {
      int s = samples[k];
      for (int o = 0; o < width; o++) {
        values[s * width + o] += column[s] * row[o];
        single[s * singleWidth + o] = (float) values[s * width + o];
      }
    }
  }
}
