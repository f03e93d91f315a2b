package io.github.widesweep.compression.greedy.lanes;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors as wide as the machine has them. Products and sums are rounded one by one, as plain Java
 * rounds them; fused ones would also allocate once netlib's Vector BLAS has run in a JVM of version
 * 17.
 */
final class VectorLanes extends Lanes {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  /** Lanes, each with what lies so many lanes on. */
  private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(FLOATS, 8, 1, true);

  private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(FLOATS, 4, 1, true);
  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(FLOATS, 2, 1, true);
  private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(FLOATS, 1, 1, true);

  private static final VectorSpecies<Float> HALF_AS_WIDE =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  /** Vectors of doubles summed in one pass over a support. */
  private static final int AT_ONCE = 4;

  @Override
  boolean areWide() {
    return FLOATS.length() >= 8;
  }

  @Override
  public void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums) {
    VectorSums.combine(table, width, places, factors, from, end, sums);
  }

  @Override
  public void combine(
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
  public boolean lower(
      float[] bounds, float[] moves, int from, int end, float shrink, float factor, float ceiling) {
    int at = from;
    boolean above = true;
    for (; at <= end - FLOATS.length(); at += FLOATS.length()) {
      FloatVector lowered =
          FloatVector.fromArray(FLOATS, bounds, at)
              .mul(shrink)
              .sub(FloatVector.fromArray(FLOATS, moves, at).mul(factor));
      lowered.intoArray(bounds, at);
      above &= lowered.compare(VectorOperators.GT, ceiling).allTrue();
    }
    for (; at < end; at++) {
      bounds[at] = bounds[at] * shrink - factor * moves[at];
      above &= bounds[at] > ceiling;
    }
    return above;
  }

  @Override
  public int next(float[] values, int from, int end, float ceiling) {
    int at = from;
    while (at <= end - FLOATS.length()
        && FloatVector.fromArray(FLOATS, values, at)
            .compare(VectorOperators.GT, ceiling)
            .allTrue()) {
      at += FLOATS.length();
    }
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
    int whole = shifts.length / 8 * 8;
    for (int lane = 0; lane < 8; lane += DOUBLES.length()) {
      DoubleVector linear = DoubleVector.zero(DOUBLES);
      DoubleVector mass = linear;
      DoubleVector second = linear;
      DoubleVector squares = linear;
      for (int s = lane; s < whole; s += 8) {
        DoubleVector byHigh = DoubleVector.fromArray(DOUBLES, high, s);
        DoubleVector byLow = DoubleVector.fromArray(DOUBLES, low, s);
        DoubleVector sigmas = DoubleVector.fromArray(DOUBLES, sigma, s);
        DoubleVector rests = DoubleVector.fromArray(DOUBLES, rest, s);
        DoubleVector belowHigh = rests.add(sigmas.mul(byHigh));
        DoubleVector belowLow = rests.add(sigmas.mul(byLow));
        DoubleVector by = DoubleVector.fromArray(DOUBLES, scale, s).div(belowHigh.mul(belowLow));
        DoubleVector up = by.mul(belowLow).mul(byHigh.sub(1));
        DoubleVector down = by.mul(belowHigh).mul(byLow.sub(1));
        DoubleVector upPart = up.mul(chance);
        DoubleVector downPart = down.mul(1 - chance);
        DoubleVector m = upPart.add(downPart);
        ((FloatVector) m.convertShape(VectorOperators.D2F, HALF_AS_WIDE, 0)).intoArray(shifts, s);
        linear = linear.add(DoubleVector.fromArray(DOUBLES, g, s).mul(m));
        mass = mass.add(m.abs());
        second = second.add(upPart.mul(up).add(downPart.mul(down)));
        squares = squares.add(m.mul(m));
      }
      linear.intoArray(sums, lane);
      mass.intoArray(sums, 8 + lane);
      second.intoArray(sums, 16 + lane);
      squares.intoArray(sums, 24 + lane);
    }
    PlainLanes.logisticFrom(whole, high, low, scale, sigma, rest, g, chance, shifts, sums);
  }

  @Override
  public double dot(float[] a, double[] b) {
    double[] parts = new double[8];
    int whole = a.length / 8 * 8;
    for (int lane = 0; lane < 8; lane += DOUBLES.length()) {
      DoubleVector part = DoubleVector.zero(DOUBLES);
      for (int k = lane; k < whole; k += 8) {
        DoubleVector wide =
            (DoubleVector)
                FloatVector.fromArray(HALF_AS_WIDE, a, k)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0);
        part = part.add(wide.mul(DoubleVector.fromArray(DOUBLES, b, k)));
      }
      part.intoArray(parts, lane);
    }
    double sum = sumOfEight(parts, 0);
    for (int k = whole; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
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
    int lanes = FLOATS.length();
    int c = 0;
    for (; c <= width - 4 * lanes; c += 4 * lanes) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector b0 = a0;
      FloatVector b1 = a0;
      FloatVector b2 = a0;
      FloatVector b3 = a0;
      for (int k = from; k < end; k++) {
        FloatVector m = FloatVector.broadcast(FLOATS, factors[k]);
        int e = places[k] * width + c;
        FloatVector t0 = m.mul(FloatVector.fromArray(FLOATS, table, e));
        FloatVector t1 = m.mul(FloatVector.fromArray(FLOATS, table, e + lanes));
        FloatVector t2 = m.mul(FloatVector.fromArray(FLOATS, table, e + 2 * lanes));
        FloatVector t3 = m.mul(FloatVector.fromArray(FLOATS, table, e + 3 * lanes));
        a0 = a0.add(t0);
        a1 = a1.add(t1);
        a2 = a2.add(t2);
        a3 = a3.add(t3);
        b0 = b0.add(t0.abs());
        b1 = b1.add(t1.abs());
        b2 = b2.add(t2.abs());
        b3 = b3.add(t3.abs());
      }
      a0.intoArray(sums, c);
      a1.intoArray(sums, c + lanes);
      a2.intoArray(sums, c + 2 * lanes);
      a3.intoArray(sums, c + 3 * lanes);
      b0.intoArray(sizes, c);
      b1.intoArray(sizes, c + lanes);
      b2.intoArray(sizes, c + 2 * lanes);
      b3.intoArray(sizes, c + 3 * lanes);
    }
    for (; c < width; c += lanes) {
      FloatVector a = FloatVector.zero(FLOATS);
      FloatVector b = a;
      for (int k = from; k < end; k++) {
        FloatVector t =
            FloatVector.broadcast(FLOATS, factors[k])
                .mul(FloatVector.fromArray(FLOATS, table, places[k] * width + c));
        a = a.add(t);
        b = b.add(t.abs());
      }
      a.intoArray(sums, c);
      b.intoArray(sizes, c);
    }
  }

  @Override
  public void signs(float[] a, float margin, float[] x, float center, float width, int[] words) {
    for (int from = 0; from < x.length; from += BLOCK) {
      for (int lane = 0; lane < WIDTH; lane += FLOATS.length()) {
        IntVector word = IntVector.zero(INTS);
        for (int k = from + BLOCK - WIDTH + lane; k >= from; k -= WIDTH) {
          FloatVector values = FloatVector.fromArray(FLOATS, a, k);
          IntVector side = values.reinterpretAsInts().and(Integer.MIN_VALUE);
          FloatVector z = withSign(FloatVector.fromArray(FLOATS, x, k), side);
          FloatVector beyond = values.abs().sub(margin).add(z.mul(center).sub(z.abs().mul(width)));
          word =
              word.lanewise(VectorOperators.LSHL, 1)
                  .or(beyond.reinterpretAsInts().lanewise(VectorOperators.LSHR, 31));
        }
        word.intoArray(words, from / Integer.SIZE + lane);
      }
    }
  }

  @Override
  public void signs(float[] values, int[] words) {
    for (int from = 0; from < values.length; from += BLOCK) {
      for (int lane = 0; lane < WIDTH; lane += FLOATS.length()) {
        IntVector word = IntVector.zero(INTS);
        for (int k = from + BLOCK - WIDTH + lane; k >= from; k -= WIDTH) {
          IntVector bits = FloatVector.fromArray(FLOATS, values, k).reinterpretAsInts();
          word = word.lanewise(VectorOperators.LSHL, 1).or(bits.lanewise(VectorOperators.LSHR, 31));
        }
        word.intoArray(words, from / Integer.SIZE + lane);
      }
    }
  }

  @Override
  public void round(double[] values, int at, int count, float[] rounded) {
    int lanes = DOUBLES.length();
    int k = 0;
    for (; k <= count - lanes; k += lanes) {
      DoubleVector wide = DoubleVector.fromArray(DOUBLES, values, at + k).add(0.0);
      ((FloatVector) wide.convertShape(VectorOperators.D2F, HALF_AS_WIDE, 0)).intoArray(rounded, k);
    }
    for (; k < count; k++) {
      rounded[k] = (float) (values[at + k] + 0.0);
    }
  }

  @Override
  public double largestDifference(double[] a, double[] b, int at, int count) {
    int lanes = DOUBLES.length();
    DoubleVector most = DoubleVector.zero(DOUBLES);
    int k = at;
    for (; k <= at + count - lanes; k += lanes) {
      DoubleVector first = DoubleVector.fromArray(DOUBLES, a, k);
      most = most.max(first.sub(DoubleVector.fromArray(DOUBLES, b, k)).abs());
    }
    double largest = 0;
    for (double value : most.toArray()) {
      largest = Math.max(largest, value);
    }
    for (; k < at + count; k++) {
      largest = Math.max(largest, Math.abs(a[k] - b[k]));
    }
    return largest;
  }

  /** Without masks, which this version of the JVM keeps as vectors. */
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
    for (int lane = 0; lane < WIDTH; lane += FLOATS.length()) {
      FloatVector first = FloatVector.broadcast(FLOATS, outcomes[0]);
      FloatVector second = FloatVector.broadcast(FLOATS, outcomes[1]);
      FloatVector firstHalf = FloatVector.broadcast(FLOATS, halves[0]);
      FloatVector secondHalf = FloatVector.broadcast(FLOATS, halves[1]);
      FloatVector mass = FloatVector.zero(FLOATS);
      FloatVector extra = mass;
      for (int k = lane; k < count; k += WIDTH) {
        FloatVector values = FloatVector.fromArray(FLOATS, a, k);
        IntVector side = values.reinterpretAsInts().and(Integer.MIN_VALUE);
        FloatVector size = values.abs();
        FloatVector z = withSign(FloatVector.fromArray(FLOATS, x, k), side);
        FloatVector byFirst = size.add(first.mul(z));
        FloatVector bySecond = size.add(second.mul(z));
        FloatVector firstBeyond = byFirst.abs().sub(byFirst);
        FloatVector secondBeyond = bySecond.abs().sub(bySecond);
        FloatVector m = firstHalf.mul(firstBeyond).add(secondHalf.mul(secondBeyond));
        FloatVector far = values.add(size);
        m.intoArray(shifts, at + k);
        mass = mass.add(m);
        extra = extra.add(m.mul(withSign(firstBeyond.add(secondBeyond), side).add(far.add(far))));
      }
      mass.intoArray(sums, lane);
      extra.intoArray(sums, WIDTH + lane);
    }
  }

  @Override
  public void split(float[] values, float[] sizes, float[] signs, float[] far) {
    VectorSweeps.split(values, sizes, signs, far);
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
    VectorSweeps.sweep(sizes, signs, far, x, g, from, lines, sums);
  }

  @Override
  public void sweepProducts(
      float[] sizes, float[] signs, float[] x, float[] g, int from, float[] lines, float[] sums) {
    VectorSweeps.sweepProducts(sizes, signs, x, g, from, lines, sums);
  }

  @Override
  public void differences(float[] a, float[] b, int at, int count, float[] ends) {
    VectorSweeps.differences(a, b, at, count, ends);
  }

  static FloatVector withSign(FloatVector values, IntVector signs) {
    return values.reinterpretAsInts().lanewise(VectorOperators.XOR, signs).reinterpretAsFloats();
  }

  @Override
  public void dots(
      float[] table, int width, float[] column, int[] places, int count, double[] result) {
    for (int k = 0; k < count; k++) {
      int at = places[k] * width;
      FloatVector sum = part(table, at, column, 0, width);
      sum =
          sum.add(
              FLOATS.length() < WIDTH ? part(table, at, column, 8, width) : sum.rearrange(BY_8));
      sum = sum.add(sum.rearrange(BY_4));
      sum = sum.add(sum.rearrange(BY_2));
      result[places[k]] = sum.add(sum.rearrange(BY_1)).lane(0);
    }
  }

  private static FloatVector part(float[] table, int at, float[] column, int from, int width) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int c = from; c < width; c += WIDTH) {
      FloatVector row = FloatVector.fromArray(FLOATS, table, at + c);
      sum = sum.add(row.mul(FloatVector.fromArray(FLOATS, column, c)));
    }
    return sum;
  }

  @Override
  public double largest(double[] values) {
    int lanes = DOUBLES.length();
    DoubleVector most = DoubleVector.zero(DOUBLES);
    int s = 0;
    for (; s <= values.length - lanes; s += lanes) {
      most = most.max(DoubleVector.fromArray(DOUBLES, values, s).abs());
    }
    double largest = 0;
    for (double value : most.toArray()) {
      largest = Math.max(largest, value);
    }
    for (; s < values.length; s++) {
      largest = Math.max(largest, Math.abs(values[s]));
    }
    return largest;
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
      double factor = column[s];
      for (int o = 0; o < width; o += DOUBLES.length()) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, values, s * width + o)
                .add(DoubleVector.fromArray(DOUBLES, row, o).mul(factor));
        sum.intoArray(values, s * width + o);
        ((FloatVector) sum.convertShape(VectorOperators.D2F, HALF_AS_WIDE, 0))
            .intoArray(single, s * singleWidth + o);
      }
    }
  }
}
