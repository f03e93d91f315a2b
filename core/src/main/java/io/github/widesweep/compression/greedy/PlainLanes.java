package io.github.widesweep.compression.greedy;

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
  void addOuter(double[] values, float[] single, int width, double[] column, double[] row) {
    for (int s = 0; s < column.length; s++) {
      double factor = column[s];
      if (factor != 0) {
        int at = s * width;
        for (int o = 0; o < width; o++) {
          values[at + o] += factor * row[o];
        }
        for (int k = at; k < at + width; k++) {
          single[k] = (float) values[k];
        }
      }
    }
  }
}
