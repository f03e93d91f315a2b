package io.github.widesweep.compression.greedy.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Either implementation against plain loops, to the bit: every length at a lane's edge, numbers at
 * the borders of their range, and nothing written beyond.
 */
class LanesEdgesTest {
  private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33};
  private static final double[] BORDERS = {
    0.0,
    -0.0,
    1,
    -1,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -1e-60,
    1e-60,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private final RandomGenerator random = Nets.random(51);

  static Stream<Lanes> both() {
    return List.of(new PlainLanes(), Lanes.BEST).stream();
  }

  /** Every third number lies at a border. */
  private double[] doubles(int length) {
    double[] result = new double[length];
    Arrays.setAll(
        result,
        k ->
            random.nextInt(3) == 0
                ? BORDERS[random.nextInt(BORDERS.length)]
                : random.nextGaussian());
    return result;
  }

  private float[] floats(int length) {
    return LanesTest.single(doubles(length));
  }

  /** Without infinities and what is none. */
  private float[] finite(int length) {
    float[] result = floats(length);
    for (int k = 0; k < length; k++) {
      result[k] = Math.abs(result[k]) <= 1 ? result[k] : (float) random.nextGaussian();
    }
    return result;
  }

  /** Widths that are summed by four, three and one vectors at a time, and mixtures. */
  @ParameterizedTest
  @MethodSource("both")
  void rowsAreCombinedColumnByColumn(Lanes lanes) {
    for (int width = 16; width <= 14 * 16; width += 16) {
      float[] table = floats(9 * width);
      double[] wide = doubles(9 * width);
      float[] factors = floats(12);
      double[] wideFactors = doubles(12);
      int[] places = random.ints(12, 0, 9).toArray();
      for (int from : new int[] {0, 5, 12}) {
        float[] expected = new float[width];
        float[] expectedSizes = new float[width];
        double[] wideExpected = new double[width];
        for (int k = from; k < 12; k++) {
          for (int c = 0; c < width; c++) {
            float term = factors[k] * table[places[k] * width + c];
            expected[c] += term;
            expectedSizes[c] += Math.abs(term);
            wideExpected[c] += wideFactors[k] * wide[places[k] * width + c];
          }
        }
        float[] sums = filled(width + 1);
        lanes.combine(table, width, places, factors, from, 12, sums);
        requireRow(sums, expected);
        float[] again = filled(width + 1);
        float[] sizes = filled(width + 1);
        lanes.combineSizes(table, width, places, factors, from, 12, again, sizes);
        requireRow(again, expected);
        requireRow(sizes, expectedSizes);
        double[] wideSums = new double[width + 1];
        wideSums[width] = 7;
        lanes.combine(wide, width, places, wideFactors, from, 12, wideSums);
        assertThat(Arrays.copyOf(wideSums, width)).isEqualTo(wideExpected);
        assertThat(wideSums[width]).isEqualTo(7);
      }
    }
  }

  private static float[] filled(int length) {
    float[] result = new float[length];
    Arrays.fill(result, 7);
    return result;
  }

  /** What was expected, and then what was there. */
  private static void requireRow(float[] values, float[] expected) {
    assertThat(Arrays.copyOf(values, expected.length)).isEqualTo(expected);
    for (int k = expected.length; k < values.length; k++) {
      assertThat(values[k]).isEqualTo(7);
    }
  }

  /** Tables in double precision have rows of any multiple of 8. */
  @ParameterizedTest
  @MethodSource("both")
  void rowsInDoublePrecisionAreCombined(Lanes lanes) {
    for (int width = 8; width <= 88; width += 8) {
      double[] table = doubles(5 * width);
      double[] factors = doubles(6);
      int[] places = {4, 0, 2, 2, 1, 3};
      double[] expected = new double[width];
      for (int k = 1; k < 6; k++) {
        for (int c = 0; c < width; c++) {
          expected[c] += factors[k] * table[places[k] * width + c];
        }
      }
      double[] sums = new double[width];
      lanes.combine(table, width, places, factors, 1, 6, sums);
      assertThat(sums).isEqualTo(expected);
    }
  }

  /** Sixteen parts of a product, then halves. */
  @ParameterizedTest
  @MethodSource("both")
  void dotsAreAddedInSixteenParts(Lanes lanes) {
    for (int width = 16; width <= 80; width += 16) {
      float[] table = floats(6 * width);
      float[] column = finite(width);
      int[] places = {5, 0, 3, 1};
      double[] expected = {7, 7, 7, 7, 7, 7};
      for (int k = 0; k < 3; k++) {
        float[] parts = new float[Lanes.WIDTH];
        for (int c = 0; c < width; c++) {
          parts[c % Lanes.WIDTH] += column[c] * table[places[k] * width + c];
        }
        expected[places[k]] = Lanes.sumOfAll(parts, 0);
      }
      double[] result = {7, 7, 7, 7, 7, 7};
      lanes.dots(table, width, column, places, 3, result);
      assertThat(result).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void mixedProductsAreAddedInEightParts(Lanes lanes) {
    for (int length : LENGTHS) {
      float[] a = floats(length);
      double[] b = doubles(length + 2);
      double[] parts = new double[8];
      for (int k = 0; k < length / 8 * 8; k++) {
        parts[k % 8] += a[k] * b[k];
      }
      double expected = Lanes.sumOfEight(parts, 0);
      for (int k = length / 8 * 8; k < length; k++) {
        expected += a[k] * b[k];
      }
      assertThat(lanes.dot(a, b)).isEqualTo(Double.valueOf(expected));
    }
  }

  /** The part from one place to another, neither at a multiple of anything. */
  @ParameterizedTest
  @MethodSource("both")
  void boundsAreLoweredInTheirPartOnly(Lanes lanes) {
    for (int length : LENGTHS) {
      for (int from : new int[] {0, 1, 5}) {
        float[] bounds = floats(length + 8);
        float[] moves = floats(length + 8);
        float[] expected = bounds.clone();
        boolean above = true;
        for (int k = from; k < from + length; k++) {
          expected[k] = bounds[k] * 0.75f - 0.3f * moves[k];
          above &= expected[k] > -2;
        }
        assertThat(lanes.lower(bounds, moves, from, from + length, 0.75f, 0.3f, -2))
            .isEqualTo(above);
        assertThat(bounds).isEqualTo(expected);
      }
    }
  }

  /** A single bound at the ceiling, or no number, anywhere: nothing else is found. */
  @ParameterizedTest
  @MethodSource("both")
  void oneBoundAtTheCeilingIsFoundAnywhere(Lanes lanes) {
    for (int length : LENGTHS) {
      for (int place = 0; place < length; place++) {
        for (float low : new float[] {1, 0.5f, Float.NaN, Float.NEGATIVE_INFINITY}) {
          float[] values = new float[length + 3];
          Arrays.fill(values, Math.nextUp(1f));
          values[place] = low;
          assertThat(lanes.next(values, 0, length, 1)).isEqualTo(place);
          assertThat(lanes.next(values, place + 1, length, 1)).isEqualTo(length);
          float[] none = new float[length + 3];
          assertThat(lanes.lower(values, none, 0, length, 1, 1, 1)).isFalse();
          assertThat(lanes.lower(values, none, place + 1, length, 1, 1, 1)).isTrue();
        }
      }
    }
  }

  /** At any place of a vector, and after the last whole one. */
  @ParameterizedTest
  @MethodSource("both")
  void minusZerosBecomeZerosEverywhere(Lanes lanes) {
    for (int length : LENGTHS) {
      double[] values = new double[length];
      Arrays.fill(values, -0.0);
      float[] rounded = filled(length);
      lanes.round(values, 0, length, rounded);
      for (float value : rounded) {
        assertThat(Float.floatToRawIntBits(value)).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void minusZeroAndWhatVanishesAreRounded(Lanes lanes) {
    for (int length : LENGTHS) {
      double[] values = doubles(length + 3);
      float[] expected = filled(length + 2);
      for (int k = 0; k < length; k++) {
        // Of all that rounds to -0, only -0 itself becomes 0: sides are those in double precision.
        expected[k] = values[3 + k] == 0 ? 0f : (float) values[3 + k];
      }
      float[] rounded = filled(length + 2);
      lanes.round(values, 3, length, rounded);
      assertThat(rounded).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void differencesAreThoseOfThePart(Lanes lanes) {
    for (int length : LENGTHS) {
      for (boolean broken : new boolean[] {false, true}) {
        float[] a = broken ? floats(length + 6) : finite(length + 6);
        float[] b = finite(length + 6);
        double[] wideA = IntStream.range(0, a.length).mapToDouble(k -> a[k]).toArray();
        double[] wideB = IntStream.range(0, b.length).mapToDouble(k -> b[k]).toArray();
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        double largest = 0;
        for (int k = 2; k < 2 + length; k++) {
          least = Math.min(least, a[k] - b[k]);
          most = Math.max(most, a[k] - b[k]);
          largest = Math.max(largest, Math.abs(wideA[k] - wideB[k]));
        }
        float[] ends = new float[2];
        lanes.differences(a, b, 2, length, ends);
        assertThat(ends).containsExactly(least, most);
        assertThat(lanes.largestDifference(wideA, wideB, 2, length))
            .isEqualTo(Double.valueOf(largest));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void theLargestSizeIsInfiniteOrNoNumberWhereOneIs(Lanes lanes) {
    for (int length : LENGTHS) {
      for (int round = 0; round < 5; round++) {
        double[] values = doubles(length);
        double largest = 0;
        for (double value : values) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(lanes.largest(values)).isEqualTo(Double.valueOf(largest));
      }
    }
  }

  /** Signs of both zeros, of the least numbers and of infinities, in one to three blocks. */
  @ParameterizedTest
  @MethodSource("both")
  void signBitsAreThoseOfTheNumbers(Lanes lanes) {
    for (int blocks = 1; blocks <= 3; blocks++) {
      float[] values = floats(blocks * Lanes.BLOCK);
      int[] words = new int[blocks * Lanes.WIDTH];
      Arrays.fill(words, -1);
      lanes.signs(values, words);
      for (int s = 0; s < values.length; s++) {
        int bit = (words[Lanes.wordOf(s)] >>> Lanes.bitOf(s)) & 1;
        assertThat(bit).isEqualTo(Float.floatToRawIntBits(values[s]) >>> 31);
      }
    }
  }

  /** Outcomes right at the kink, with a margin or without. */
  @ParameterizedTest
  @MethodSource("both")
  void crossingsAreToldByTheSignOfWhatIsLeft(Lanes lanes) {
    float[] a = finite(2 * Lanes.BLOCK);
    float[] x = finite(a.length);
    for (int s = 0; s < a.length; s += 3) {
      // The smaller distance is |a| + min(0.5 z, -1.5 z): 0 for these.
      x[s] = random.nextBoolean() ? -2 * a[s] : a[s] / 1.5f;
    }
    for (float margin : new float[] {0, 0x1p-20f, 1}) {
      int[] words = new int[a.length / Integer.SIZE];
      Arrays.fill(words, -1);
      lanes.signs(a, margin, x, -0.5f, 1, words);
      for (int s = 0; s < a.length; s++) {
        float z = Float.floatToRawIntBits(a[s]) < 0 ? -x[s] : x[s];
        float left = (Math.abs(a[s]) - margin) + (z * -0.5f - Math.abs(z) * 1);
        int bit = (words[Lanes.wordOf(s)] >>> Lanes.bitOf(s)) & 1;
        assertThat(bit).isEqualTo(Float.floatToRawIntBits(left) >>> 31);
      }
    }
  }

  /** Only the listed samples, twice where they are listed twice. */
  @ParameterizedTest
  @MethodSource("both")
  void outerProductsAreAddedWhereListed(Lanes lanes) {
    for (int width : new int[] {8, 16, 24, 48}) {
      int singleWidth = Lanes.widthOf(width);
      double[] values = doubles(6 * width);
      double[] expected = values.clone();
      float[] rounded = filled(6 * singleWidth);
      float[] expectedRounded = rounded.clone();
      double[] column = doubles(6);
      double[] row = doubles(width);
      int[] samples = {4, 1, 4, 0};
      for (int k = 0; k < 3; k++) {
        for (int o = 0; o < width; o++) {
          expected[samples[k] * width + o] += column[samples[k]] * row[o];
          expectedRounded[samples[k] * singleWidth + o] = (float) expected[samples[k] * width + o];
        }
      }
      lanes.addOuter(values, width, rounded, singleWidth, column, samples, 3, row);
      assertThat(values).isEqualTo(expected);
      assertThat(rounded).isEqualTo(expectedRounded);
      lanes.addOuter(values, width, rounded, singleWidth, column, samples, 0, row);
      assertThat(values).isEqualTo(expected);
    }
  }

  /** Eight parts by place, the last ones too. */
  @ParameterizedTest
  @MethodSource("both")
  void logisticChangesAreAddedByPlace(Lanes lanes) {
    for (int length : LENGTHS) {
      double[] high = random.doubles(length, 0.2, 3).toArray();
      double[] low = random.doubles(length, 0.2, 3).toArray();
      double[] sigma = random.doubles(length).toArray();
      double[] rest = Arrays.stream(sigma).map(v -> 1 - v).toArray();
      double[] scale = random.doubles(length).toArray();
      double[] g = random.doubles(length, -1, 1).toArray();
      float[] expected = new float[length];
      double[] sums = new double[32];
      for (int s = 0; s < length; s++) {
        double first = rest[s] + sigma[s] * high[s];
        double second = rest[s] + sigma[s] * low[s];
        double both = scale[s] / (first * second);
        double up = both * second * (high[s] - 1);
        double down = both * first * (low[s] - 1);
        double m = 0.2 * up + (1 - 0.2) * down;
        expected[s] = (float) m;
        sums[s % 8] += g[s] * m;
        sums[8 + s % 8] += Math.abs(m);
        sums[16 + s % 8] += 0.2 * up * up + (1 - 0.2) * down * down;
        sums[24 + s % 8] += m * m;
      }
      float[] shifts = new float[length];
      double[] result = doubles(32);
      lanes.logistic(high, low, scale, sigma, rest, g, 0.2, shifts, result);
      assertThat(result).isEqualTo(sums);
      assertThat(shifts).isEqualTo(expected);
    }
  }
}
