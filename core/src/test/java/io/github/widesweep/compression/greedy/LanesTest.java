package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.random.RandomGenerator;
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

  private static float[] single(double[] values) {
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
  @ValueSource(ints = {16, 48})
  void outerProductsAreAddedAndRounded(int width) {
    double[] values = random.doubles((long) SAMPLES * width, -1, 1).toArray();
    double[] column = random.doubles(SAMPLES, -1, 1).toArray();
    column[3] = 0;
    double[] row = random.doubles(width, -1, 1).toArray();
    double[] sums = values.clone();
    for (int s = 0; s < SAMPLES; s++) {
      for (int o = 0; o < width; o++) {
        sums[s * width + o] += column[s] * row[o];
      }
    }
    for (Lanes lanes : new Lanes[] {plain, Lanes.BEST}) {
      double[] added = values.clone();
      float[] rounded = single(values);
      lanes.addOuter(added, rounded, width, column, row);
      assertThat(added).isEqualTo(sums);
      assertThat(rounded).isEqualTo(single(sums));
    }
  }
}
