package io.github.widesweep.compression.greedy.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums over all samples, as {@link Lanes#sweep} has them. */
final class VectorSweeps {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private VectorSweeps() {}

  static void split(float[] values, float[] sizes, float[] signs, float[] far) {
    for (int k = 0; k < sizes.length; k += FLOATS.length()) {
      FloatVector v = FloatVector.fromArray(FLOATS, values, k);
      FloatVector size = v.abs();
      size.intoArray(sizes, k);
      IntVector sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
      sign.reinterpretAsFloats().intoArray(signs, k);
      FloatVector twice = v.add(size);
      twice.add(twice).intoArray(far, k);
    }
  }

  static void sweep(
      float[] sizes,
      float[] signs,
      float[] far,
      float[] x,
      float[] g,
      int from,
      float[] lines,
      float[] sums) {
    for (int lane = 0; lane < Lanes.WIDTH; lane += FLOATS.length()) {
      FloatVector first = FloatVector.broadcast(FLOATS, lines[0]);
      FloatVector second = FloatVector.broadcast(FLOATS, lines[1]);
      FloatVector firstHalf = FloatVector.broadcast(FLOATS, lines[2]);
      FloatVector secondHalf = FloatVector.broadcast(FLOATS, lines[3]);
      FloatVector mass = FloatVector.zero(FLOATS);
      FloatVector extra = mass;
      FloatVector product = mass;
      for (int k = lane; k < sizes.length; k += Lanes.WIDTH) {
        FloatVector size = FloatVector.fromArray(FLOATS, sizes, k);
        IntVector sign = FloatVector.fromArray(FLOATS, signs, k).reinterpretAsInts();
        FloatVector z = VectorLanes.withSign(FloatVector.fromArray(FLOATS, x, k), sign);
        FloatVector byFirst = size.add(first.mul(z));
        FloatVector bySecond = size.add(second.mul(z));
        FloatVector firstBeyond = byFirst.abs().sub(byFirst);
        FloatVector secondBeyond = bySecond.abs().sub(bySecond);
        FloatVector m = firstHalf.mul(firstBeyond).add(secondHalf.mul(secondBeyond));
        FloatVector more =
            VectorLanes.withSign(firstBeyond.add(secondBeyond), sign)
                .add(FloatVector.fromArray(FLOATS, far, k));
        mass = mass.add(m);
        extra = extra.add(m.mul(more));
        product = product.add(m.mul(FloatVector.fromArray(FLOATS, g, from + k)));
      }
      mass.intoArray(sums, lane);
      extra.intoArray(sums, Lanes.WIDTH + lane);
      product.intoArray(sums, 2 * Lanes.WIDTH + lane);
    }
  }

  static void sweepProducts(
      float[] sizes, float[] signs, float[] x, float[] g, int from, float[] lines, float[] sums) {
    for (int lane = 0; lane < Lanes.WIDTH; lane += FLOATS.length()) {
      FloatVector first = FloatVector.broadcast(FLOATS, lines[0]);
      FloatVector second = FloatVector.broadcast(FLOATS, lines[1]);
      FloatVector firstHalf = FloatVector.broadcast(FLOATS, lines[2]);
      FloatVector secondHalf = FloatVector.broadcast(FLOATS, lines[3]);
      FloatVector product = FloatVector.zero(FLOATS);
      for (int k = lane; k < sizes.length; k += Lanes.WIDTH) {
        FloatVector size = FloatVector.fromArray(FLOATS, sizes, k);
        IntVector sign = FloatVector.fromArray(FLOATS, signs, k).reinterpretAsInts();
        FloatVector z = VectorLanes.withSign(FloatVector.fromArray(FLOATS, x, k), sign);
        FloatVector byFirst = size.add(first.mul(z));
        FloatVector bySecond = size.add(second.mul(z));
        FloatVector m =
            firstHalf
                .mul(byFirst.abs().sub(byFirst))
                .add(secondHalf.mul(bySecond.abs().sub(bySecond)));
        product = product.add(m.mul(FloatVector.fromArray(FLOATS, g, from + k)));
      }
      product.intoArray(sums, 2 * Lanes.WIDTH + lane);
    }
  }

  static void differences(float[] a, float[] b, int at, int count, float[] ends) {
    int lanes = FLOATS.length();
    FloatVector least = FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);
    FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    int k = at;
    for (; k <= at + count - lanes; k += lanes) {
      FloatVector difference =
          FloatVector.fromArray(FLOATS, a, k).sub(FloatVector.fromArray(FLOATS, b, k));
      least = least.min(difference);
      most = most.max(difference);
    }
    ends[0] = Float.POSITIVE_INFINITY;
    for (float value : least.toArray()) {
      ends[0] = Math.min(ends[0], value);
    }
    ends[1] = Float.NEGATIVE_INFINITY;
    for (float value : most.toArray()) {
      ends[1] = Math.max(ends[1], value);
    }
    for (; k < at + count; k++) {
      ends[0] = Math.min(ends[0], a[k] - b[k]);
      ends[1] = Math.max(ends[1], a[k] - b[k]);
    }
  }
}
