package io.github.widesweep.compression.greedy;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors of 256 bits. Products and sums are rounded one by one, as plain Java rounds them; fused
 * ones would also allocate once netlib's Vector BLAS has run in a JVM of version 17.
 */
final class VectorLanes extends Lanes {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_MAX;

  /** Vectors summed in one pass over a support. */
  private static final int AT_ONCE = 4;

  @Override
  boolean areWide() {
    return FloatVector.SPECIES_PREFERRED.length() >= WIDTH;
  }

  @Override
  void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums) {
    int c = 0;
    for (; c <= width - AT_ONCE * FLOATS.length(); c += AT_ONCE * FLOATS.length()) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      for (int k = from; k < end; k++) {
        FloatVector m = FloatVector.broadcast(FLOATS, factors[k]);
        int e = places[k] * width + c;
        a0 = a0.add(m.mul(FloatVector.fromArray(FLOATS, table, e)));
        a1 = a1.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 8)));
        a2 = a2.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 16)));
        a3 = a3.add(m.mul(FloatVector.fromArray(FLOATS, table, e + 24)));
      }
      a0.intoArray(sums, c);
      a1.intoArray(sums, c + 8);
      a2.intoArray(sums, c + 16);
      a3.intoArray(sums, c + 24);
    }
    for (; c < width; c += FLOATS.length()) {
      FloatVector a = FloatVector.zero(FLOATS);
      for (int k = from; k < end; k++) {
        FloatVector row = FloatVector.fromArray(FLOATS, table, places[k] * width + c);
        a = a.add(FloatVector.broadcast(FLOATS, factors[k]).mul(row));
      }
      a.intoArray(sums, c);
    }
  }

  @Override
  void combine(
      double[] table, int width, int[] places, double[] factors, int from, int end, double[] sums) {
    int c = 0;
    for (; c <= width - AT_ONCE * DOUBLES.length(); c += AT_ONCE * DOUBLES.length()) {
      DoubleVector a0 = DoubleVector.zero(DOUBLES);
      DoubleVector a1 = a0;
      DoubleVector a2 = a0;
      DoubleVector a3 = a0;
      for (int k = from; k < end; k++) {
        DoubleVector m = DoubleVector.broadcast(DOUBLES, factors[k]);
        int e = places[k] * width + c;
        a0 = a0.add(m.mul(DoubleVector.fromArray(DOUBLES, table, e)));
        a1 = a1.add(m.mul(DoubleVector.fromArray(DOUBLES, table, e + DOUBLES.length())));
        a2 = a2.add(m.mul(DoubleVector.fromArray(DOUBLES, table, e + 2 * DOUBLES.length())));
        a3 = a3.add(m.mul(DoubleVector.fromArray(DOUBLES, table, e + 3 * DOUBLES.length())));
      }
      a0.intoArray(sums, c);
      a1.intoArray(sums, c + DOUBLES.length());
      a2.intoArray(sums, c + 2 * DOUBLES.length());
      a3.intoArray(sums, c + 3 * DOUBLES.length());
    }
    for (; c < width; c += DOUBLES.length()) {
      DoubleVector a = DoubleVector.zero(DOUBLES);
      for (int k = from; k < end; k++) {
        DoubleVector row = DoubleVector.fromArray(DOUBLES, table, places[k] * width + c);
        a = a.add(DoubleVector.broadcast(DOUBLES, factors[k]).mul(row));
      }
      a.intoArray(sums, c);
    }
  }

  @Override
  int next(float[] values, int from, float ceiling) {
    int at = from;
    int last = values.length - FLOATS.length();
    while (at <= last
        && FloatVector.fromArray(FLOATS, values, at)
            .compare(VectorOperators.GT, ceiling)
            .allTrue()) {
      at += FLOATS.length();
    }
    while (at < values.length && values[at] > ceiling) {
      at++;
    }
    return at;
  }
}
