package io.github.widesweep.compression.greedy.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of rows of a table in single precision, as {@link Lanes#combine} has them: columns that fit
 * into registers are summed in one pass over the rows.
 */
final class VectorSums {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private VectorSums() {}

  static void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums) {
    int lanes = FLOATS.length();
    int c = 0;
    while (c < width) {
      int left = (width - c) / lanes;
      if (left >= 4 && left % 3 != 0) {
        four(table, width, c, places, factors, from, end, sums);
        c += 4 * lanes;
      } else if (left >= 3) {
        three(table, width, c, places, factors, from, end, sums);
        c += 3 * lanes;
      } else {
        one(table, width, c, places, factors, from, end, sums);
        c += lanes;
      }
    }
  }

  private static void four(
      float[] table,
      int width,
      int c,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums) {
    int lanes = FLOATS.length();
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int k = from; k < end; k++) {
      FloatVector m = FloatVector.broadcast(FLOATS, factors[k]);
      int e = places[k] * width + c;
      a0 = a0.add(m.mul(FloatVector.fromArray(FLOATS, table, e)));
      a1 = a1.add(m.mul(FloatVector.fromArray(FLOATS, table, e + lanes)));
      a2 = a2.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 2 * lanes)));
      a3 = a3.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 3 * lanes)));
    }
    a0.intoArray(sums, c);
    a1.intoArray(sums, c + lanes);
    a2.intoArray(sums, c + 2 * lanes);
    a3.intoArray(sums, c + 3 * lanes);
  }

  private static void three(
      float[] table,
      int width,
      int c,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums) {
    int lanes = FLOATS.length();
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    for (int k = from; k < end; k++) {
      FloatVector m = FloatVector.broadcast(FLOATS, factors[k]);
      int e = places[k] * width + c;
      a0 = a0.add(m.mul(FloatVector.fromArray(FLOATS, table, e)));
      a1 = a1.add(m.mul(FloatVector.fromArray(FLOATS, table, e + lanes)));
      a2 = a2.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 2 * lanes)));
    }
    a0.intoArray(sums, c);
    a1.intoArray(sums, c + lanes);
    a2.intoArray(sums, c + 2 * lanes);
  }

  private static void one(
      float[] table,
      int width,
      int c,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums) {
    FloatVector a = FloatVector.zero(FLOATS);
    for (int k = from; k < end; k++) {
      FloatVector row = FloatVector.fromArray(FLOATS, table, places[k] * width + c);
      a = a.add(FloatVector.broadcast(FLOATS, factors[k]).mul(row));
    }
    a.intoArray(sums, c);
  }
}
