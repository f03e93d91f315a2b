package io.github.widesweep.compression.greedy.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector instructions give the bits that plain Java gives. */
class LanesTest {
  private static final int SAMPLES = 37;

  private final Lanes plain = new PlainLanes();
  private final RandomGenerator random = Nets.random(5);

  /** The tests' JVM has the module, so a machine with wide vectors uses them. */
  @Test
  void theBestAreThoseOfTheMachine() {
    assertThat(Lanes.BEST)
        .isInstanceOf(new VectorLanes().areWide() ? VectorLanes.class : PlainLanes.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 17, 32, 40, 64, 72, 128})
  void rowsOfATableAreCombinedInOrder(int numbers) {
    int width = Lanes.widthOf(numbers);
    assertThat(width).isBetween(numbers, numbers + Lanes.WIDTH - 1);
    double[] table = random.doubles((long) SAMPLES * width, -1, 1).toArray();
    int[] places = random.ints(60, 0, SAMPLES).toArray();
    double[] factors = random.doubles(60, -1, 1).toArray();
    for (int from : new int[] {0, 7, 60}) {
      int end = Math.max(from, 53);
      double[] sums = new double[width];
      for (int k = from; k < end; k++) {
        for (int c = 0; c < width; c++) {
          sums[c] += factors[k] * table[places[k] * width + c];
        }
      }
      float[] singleSums = new float[width];
      for (int k = from; k < end; k++) {
        for (int c = 0; c < width; c++) {
          singleSums[c] += (float) factors[k] * (float) table[places[k] * width + c];
        }
      }
      for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
        double[] combined = random.doubles(width).toArray();
        lanes.combine(table, width, places, factors, from, end, combined);
        assertThat(combined).isEqualTo(sums);
        float[] single = new float[width];
        lanes.combine(single(table), width, places, single(factors), from, end, single);
        assertThat(single).isEqualTo(singleSums);
      }
    }
  }

  static float[] single(double[] values) {
    float[] result = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      result[k] = (float) values[k];
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 40, 41})
  void theFirstValueNotAboveTheCeilingIsFound(int length) {
    for (int round = 0; round < 50; round++) {
      float[] values = new float[length];
      for (int k = 0; k < length; k++) {
        values[k] = random.nextInt(12) == 0 ? Float.NaN : random.nextFloat();
      }
      int from = random.nextInt(length + 1);
      int first = from;
      while (first < length && values[first] > 0.1f) {
        first++;
      }
      assertThat(plain.next(values, from, length, 0.1f)).isEqualTo(first);
      assertThat(Lanes.BEST.next(values, from, length, 0.1f)).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 64, 70})
  void boundsAreLoweredAndComparedWithTheCeiling(int length) {
    for (int round = 0; round < 50; round++) {
      float[] bounds = new float[length + 3];
      float[] moves = new float[length + 3];
      for (int k = 0; k < bounds.length; k++) {
        bounds[k] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat();
        moves[k] = random.nextInt(20) == 0 ? 0 : random.nextFloat();
      }
      int from = Math.min(length, random.nextInt(2));
      float ceiling = random.nextFloat() * 0.2f - 0.2f;
      float[] expected = bounds.clone();
      boolean above = true;
      for (int k = from; k < length; k++) {
        expected[k] = bounds[k] * 0.9f - 0.1f * moves[k];
        above &= expected[k] > ceiling;
      }
      for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
        float[] lowered = bounds.clone();
        assertThat(lanes.lower(lowered, moves, from, length, 0.9f, 0.1f, ceiling)).isEqualTo(above);
        assertThat(lowered).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 40, 48})
  void outerProductsAreAddedAndRounded(int width) {
    int singleWidth = Lanes.widthOf(width);
    double[] values = random.doubles((long) SAMPLES * width, -1, 1).toArray();
    double[] column = random.doubles(SAMPLES, -1, 1).toArray();
    double[] row = random.doubles(width, -1, 1).toArray();
    int[] samples = {0, 1, 5, 30, 36};
    double[] sums = values.clone();
    float[] expected = new float[SAMPLES * singleWidth];
    for (int k = 0; k < 4; k++) {
      int s = samples[k];
      for (int o = 0; o < width; o++) {
        sums[s * width + o] += column[s] * row[o];
        expected[s * singleWidth + o] = (float) sums[s * width + o];
      }
    }
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      double[] added = values.clone();
      float[] rounded = new float[SAMPLES * singleWidth];
      lanes.addOuter(added, width, rounded, singleWidth, column, samples, 4, row);
      assertThat(added).isEqualTo(sums);
      assertThat(rounded).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48})
  void rowsOfATableAreMultipliedWithAColumn(int width) {
    float[] table = single(random.doubles((long) SAMPLES * width, -1, 1).toArray());
    float[] column = single(random.doubles(width, -1, 1).toArray());
    int[] places = {0, 7, 36, 2};
    double[][] results = new double[2][SAMPLES];
    plain.dots(table, width, column, places, 3, results[0]);
    Lanes.BEST.dots(table, width, column, places, 3, results[1]);
    assertThat(results[1]).isEqualTo(results[0]);
    for (int s = 0; s < SAMPLES; s++) {
      float sum = 0;
      for (int c = 0; c < width; c++) {
        sum += column[c] * table[s * width + c];
      }
      boolean listed = s == 0 || s == 7 || s == 36;
      assertThat(results[0][s]).isCloseTo(listed ? sum : 0, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 80})
  void sizesAreSummedBesideTheSums(int width) {
    float[] table = single(random.doubles((long) SAMPLES * width, -1, 1).toArray());
    int[] places = random.ints(60, 0, SAMPLES).toArray();
    float[] factors = single(random.doubles(60, 0, 1).toArray());
    float[] sums = new float[width];
    float[] sizes = new float[width];
    for (int k = 7; k < 53; k++) {
      for (int c = 0; c < width; c++) {
        float term = factors[k] * table[places[k] * width + c];
        sums[c] += term;
        sizes[c] += Math.abs(term);
      }
    }
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      float[] summed = single(random.doubles(width).toArray());
      float[] summedSizes = summed.clone();
      lanes.combineSizes(table, width, places, factors, 7, 53, summed, summedSizes);
      assertThat(summed).isEqualTo(sums);
      assertThat(summedSizes).isEqualTo(sizes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 512, 1438})
  void negativeValuesAreFound(int length) {
    float[] a = new float[Lanes.blocksOf(length)];
    float[] x = new float[a.length];
    for (int s = 0; s < length; s++) {
      a[s] = 2 * random.nextFloat() - 1;
      x[s] = random.nextFloat() - 0.5f;
    }
    int[] below = IntStream.range(0, length).filter(s -> a[s] < 0).toArray();
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      int[] words = new int[a.length / Integer.SIZE];
      lanes.signs(a, words);
      assertThat(listed(words, length)).isEqualTo(below);
    }
    for (float width : new float[] {0, 0.1f, 0.7f, 100}) {
      float center = -0.6f * width;
      float margin = 0.01f;
      int[] expected =
          IntStream.range(0, length)
              .filter(s -> beyond(a[s], margin, x[s], center, width) < 0)
              .toArray();
      for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
        int[] words = new int[a.length / Integer.SIZE];
        lanes.signs(a, margin, x, center, width, words);
        assertThat(listed(words, length)).isEqualTo(expected);
      }
    }
  }

  /** Those below a length, ascending. */
  private static int[] listed(int[] words, int length) {
    int[] places = new int[3 + Integer.SIZE * words.length + 8];
    int end = Lanes.places(words, places, 3);
    return Arrays.stream(places, 3, end).filter(s -> s < length).sorted().toArray();
  }

  private static float beyond(float a, float margin, float x, float center, float width) {
    float z = a < 0 ? -x : x;
    return (Math.abs(a) - margin) + (center * z - width * Math.abs(z));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 29})
  void partsOfArraysAreRoundedAndCompared(int length) {
    double[] a = random.doubles(length + 5, -1, 1).toArray();
    double[] b = random.doubles(length + 5, -1, 1).toArray();
    a[4] = -0.0;
    float[] expected = new float[length];
    double most = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < length; k++) {
      expected[k] = (float) (a[4 + k] + 0.0);
      least = Math.min(least, a[4 + k] - b[4 + k]);
      largest = Math.max(largest, a[4 + k] - b[4 + k]);
      most = Math.max(most, Math.abs(a[4 + k] - b[4 + k]));
    }
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      float[] rounded = new float[length];
      lanes.round(a, 4, length, rounded);
      assertThat(rounded).isEqualTo(expected);
      assertThat(lanes.largestDifference(a, b, 4, length)).isEqualTo(most);
      float[] ends = new float[2];
      lanes.differences(single(a), single(b), 4, length, ends);
      if (length > 0) {
        assertThat((double) ends[0]).isCloseTo(least, within(1e-6));
        assertThat((double) ends[1]).isCloseTo(largest, within(1e-6));
      }
    }
  }

  /** What is added over all samples is what a support of all samples adds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 13, 64, 1438})
  void sweepsAddWhatSupportsDo(int count) {
    float[] a = padded(random.doubles(count, -1, 1).toArray());
    float[] x = padded(random.doubles(count, -1, 1).toArray());
    float[] g = single(random.doubles(a.length + 3, -1, 1).toArray());
    float[] outcomes = {-3, 0.5f};
    float[] halves = {0.2f, 0.3f};
    float[] shifts = new float[a.length];
    float[] expected = new float[3 * Lanes.WIDTH];
    plain.score(a, x, count, outcomes, halves, shifts, 0, expected);
    for (int k = 0; k < count; k++) {
      expected[2 * Lanes.WIDTH + k % Lanes.WIDTH] += shifts[k] * g[3 + k];
    }
    float[] lines = {outcomes[0], outcomes[1], halves[0], halves[1]};
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      float[] sizes = new float[a.length];
      float[] signs = new float[a.length];
      float[] far = new float[a.length];
      lanes.split(a, sizes, signs, far);
      float[] sums = single(random.doubles(3 * Lanes.WIDTH).toArray());
      lanes.sweep(sizes, signs, far, x, g, 3, lines, sums);
      assertThat(sums).isEqualTo(expected);
      Arrays.fill(sums, 2 * Lanes.WIDTH, sums.length, 7);
      lanes.sweepProducts(sizes, signs, x, g, 3, lines, sums);
      assertThat(sums).isEqualTo(expected);
    }
  }

  /** The score of a support, by its formula; 0 lies on the upper side. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 13, 64})
  void supportsAreScored(int count) {
    float[] a = padded(random.doubles(count, -1, 1).toArray());
    float[] x = padded(random.doubles(count, -1, 1).toArray());
    for (int k = 0; k < count; k += 4) {
      a[k] = 0;
    }
    float[] outcomes = {-3, 2};
    float[] halves = {0.2f, 0.3f};
    double[] mean = new double[count];
    double[] sums = new double[2];
    for (int k = 0; k < count; k++) {
      double relu = Math.max(a[k], 0);
      for (int t = 0; t < 2; t++) {
        double b = outcomes[t] * x[k];
        double d = Math.max(a[k] + b, 0) - relu;
        mean[k] += 2 * halves[t] * d;
        sums[1] += 2 * halves[t] * (d * d - (a[k] >= 0 ? b * b : 0));
      }
      sums[0] += mean[k];
    }
    float[][] shifts = new float[2][count + 2 + Lanes.WIDTH];
    float[][] parts = new float[2][2 * Lanes.WIDTH];
    for (int way = 0; way < 2; way++) {
      Lanes lanes = way == 0 ? plain : Lanes.BEST;
      lanes.score(a, x, count, outcomes, halves, shifts[way], 2, parts[way]);
      assertThat((double) Lanes.sumOfAll(parts[way], 0)).isCloseTo(sums[0], within(1e-4));
      assertThat(-0.5 * Lanes.sumOfAll(parts[way], Lanes.WIDTH)).isCloseTo(sums[1], within(1e-4));
      for (int k = 0; k < count; k++) {
        assertThat(shifts[way][2 + k]).isCloseTo((float) mean[k], within(1e-6f));
      }
    }
    assertThat(parts[1]).isEqualTo(parts[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 16, 37})
  void singleAndDoublePrecisionAreMultiplied(int length) {
    float[] a = single(random.doubles(length, -1, 1).toArray());
    double[] b = random.doubles(length + 2, -1, 1).toArray();
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += a[k] * b[k];
    }
    assertThat(plain.dot(a, b)).isCloseTo(sum, within(1e-14));
    assertThat(Lanes.BEST.dot(a, b)).isEqualTo(plain.dot(a, b));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 37})
  void theLargestSizeIsFound(int length) {
    double[] values = random.doubles(length, -1, 1).toArray();
    double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      assertThat(lanes.largest(values)).isEqualTo(most);
      for (int k = 0; k < length; k++) {
        double[] broken = values.clone();
        broken[k] = Double.NEGATIVE_INFINITY;
        assertThat(lanes.largest(broken)).isInfinite();
        broken[length - 1 - k] = -Double.NaN;
        assertThat(lanes.largest(broken)).isNaN();
      }
    }
  }

  /** Changes of the sigmoid with slope 1, by its formula. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 13, 32})
  void logisticChangesAreScored(int length) {
    double[] a = random.doubles(length, -3, 3).toArray();
    double[][] steps = new double[2][];
    double[][] exponentials = new double[2][];
    for (int t = 0; t < 2; t++) {
      steps[t] = random.doubles(length, -2, 2).toArray();
      exponentials[t] = Arrays.stream(steps[t]).map(Math::exp).toArray();
    }
    double[] sigma = Arrays.stream(a).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    double[] rest = Arrays.stream(sigma).map(v -> 1 - v).toArray();
    double[] scale = IntStream.range(0, length).mapToDouble(s -> sigma[s] * rest[s]).toArray();
    double[] g = random.doubles(length, -1, 1).toArray();
    double[] expected = new double[4];
    double[] mean = new double[length];
    for (int s = 0; s < length; s++) {
      double up = 1 / (1 + Math.exp(-a[s] - steps[0][s])) - sigma[s];
      double down = 1 / (1 + Math.exp(-a[s] - steps[1][s])) - sigma[s];
      mean[s] = 0.3 * up + 0.7 * down;
      expected[0] += g[s] * mean[s];
      expected[1] += Math.abs(mean[s]);
      expected[2] += 0.3 * up * up + 0.7 * down * down;
      expected[3] += mean[s] * mean[s];
    }
    float[][] shifts = new float[2][length];
    double[][] sums = new double[2][32];
    for (int way = 0; way < 2; way++) {
      Lanes lanes = way == 0 ? plain : Lanes.BEST;
      lanes.logistic(
          exponentials[0], exponentials[1], scale, sigma, rest, g, 0.3, shifts[way], sums[way]);
      for (int sum = 0; sum < 4; sum++) {
        assertThat(Lanes.sumOfEight(sums[way], 8 * sum)).isCloseTo(expected[sum], within(1e-13));
      }
      for (int s = 0; s < length; s++) {
        assertThat(shifts[way][s]).isCloseTo((float) mean[s], within(1e-7f));
      }
    }
    assertThat(sums[1]).isEqualTo(sums[0]);
    assertThat(shifts[1]).isEqualTo(shifts[0]);
  }

  private static float[] padded(double[] values) {
    return Arrays.copyOf(single(values), Lanes.widthOf(values.length));
  }
}
