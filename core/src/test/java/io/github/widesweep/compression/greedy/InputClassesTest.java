package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns in classes, and bounds of what any column of a class adds over a support. */
class InputClassesTest {
  private final RandomGenerator random = Nets.random(21);

  private double[][] inputs(int samples, int columns) {
    double[][] inputs = new double[samples][columns];
    for (double[] sample : inputs) {
      Arrays.setAll(sample, j -> random.nextInt(5) == 0 ? 0 : random.nextGaussian());
    }
    return inputs;
  }

  private static Problem problem(double[][] inputs) {
    return GreedyProblems.ofOneRow(new double[inputs[0].length], inputs);
  }

  /** Both bounds of every class. */
  private record Spread(float[] up, float[] down) {
    static Spread of(
        InputClasses classes, int[] places, float[] m, int from, int to, double doubt) {
      Spread result = new Spread(new float[classes.count()], new float[classes.count()]);
      float[] sums = new float[classes.width()];
      float[] sizes = new float[classes.width()];
      classes.spread(places, m, from, to, sums, sizes, doubt, result.up, result.down);
      return result;
    }
  }

  /** {@code sum_s m(s) max(sign x_j(s), 0)}. */
  private static double sum(double[] x, int[] places, float[] m, int from, int to, int sign) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += m[k] * Math.max(sign * x[places[k]], 0);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 64})
  void fewColumnsAreAloneAndTheirBoundsTight(int columns) {
    Problem problem = problem(inputs(30, columns));
    InputClasses classes = InputClasses.of(problem);
    assertThat(classes.count()).isEqualTo(columns);
    int[] places = random.ints(25, 0, 30).toArray();
    float[] m = floats(25);
    for (int from : new int[] {0, 3, 25}) {
      Spread spread = Spread.of(classes, places, m, from, 25, 0);
      for (int j = 0; j < columns; j++) {
        assertThat(classes.of(j)).isEqualTo(j);
        requireTight(spread.up[j], problem.x[j], places, m, from, 1);
        requireTight(spread.down[j], problem.x[j], places, m, from, -1);
      }
    }
  }

  /** Not below the sum, and above it by rounding of the sizes only. */
  private static void requireTight(
      float bound, double[] x, int[] places, float[] m, int from, int sign) {
    double sum = sum(x, places, m, from, m.length, sign);
    double other = sum(x, places, m, from, m.length, -sign);
    assertThat((double) bound).isBetween(sum, sum + 1e-5 * (sum + other) + 1e-30);
  }

  private float[] floats(int length) {
    float[] result = new float[length];
    for (int k = 0; k < length; k++) {
      result[k] = random.nextInt(6) == 0 ? 0 : random.nextFloat();
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 100, 150})
  void everyColumnIsBelowItsClass(int columns) {
    Problem problem = problem(inputs(20, columns));
    InputClasses classes = InputClasses.of(problem);
    assertThat(classes.count()).isEqualTo(InputClasses.MOST);
    int[] used = IntStream.range(0, columns).map(classes::of).distinct().sorted().toArray();
    assertThat(used).isEqualTo(IntStream.range(0, InputClasses.MOST).toArray());
    // Envelopes sample by sample, then sums of them.
    for (int s = 0; s < 20; s++) {
      requireBounds(problem, classes, new int[] {s}, new float[] {1});
    }
    requireBounds(problem, classes, random.ints(31, 0, 20).toArray(), floats(31));
  }

  private static void requireBounds(
      Problem problem, InputClasses classes, int[] places, float[] m) {
    Spread spread = Spread.of(classes, places, m, 0, m.length, 0);
    for (int j = 0; j < problem.inputs; j++) {
      int place = classes.of(j);
      assertThat((double) spread.up[place])
          .isGreaterThanOrEqualTo(sum(problem.x[j], places, m, 0, m.length, 1));
      assertThat((double) spread.down[place])
          .isGreaterThanOrEqualTo(sum(problem.x[j], places, m, 0, m.length, -1));
    }
  }

  /** Columns twice each: a class that holds both has the envelopes of either. */
  @Test
  void columnsThatAreAlikeLoseNothing() {
    double[][] half = inputs(15, 40);
    double[][] inputs = new double[15][];
    Arrays.setAll(inputs, s -> IntStream.range(0, 80).mapToDouble(j -> half[s][j % 40]).toArray());
    Problem problem = problem(inputs);
    InputClasses classes = InputClasses.of(problem);
    int[] places = random.ints(12, 0, 15).toArray();
    float[] m = floats(12);
    Spread spread = Spread.of(classes, places, m, 0, 12, 0);
    for (int j = 0; j < 80; j++) {
      requireTight(spread.up[classes.of(j)], problem.x[j], places, m, 0, 1);
      requireTight(spread.down[classes.of(j)], problem.x[j], places, m, 0, -1);
    }
  }

  /** Of 63 columns far from each other and many near 0, those near 0 share what is left. */
  @Test
  void columnsFarFromAllOthersStayAlone() {
    double[][] inputs = new double[64][90];
    for (int s = 0; s < 64; s++) {
      for (int j = 0; j < 90; j++) {
        inputs[s][j] = j < 63 ? (s == j ? 10 : 0) : 1e-3 * random.nextGaussian();
      }
    }
    InputClasses classes = InputClasses.of(problem(inputs));
    int[] counts = new int[64];
    for (int j = 0; j < 90; j++) {
      counts[classes.of(j)]++;
    }
    for (int j = 0; j < 63; j++) {
      assertThat(counts[classes.of(j)]).isEqualTo(1);
    }
    assertThat(Arrays.stream(counts).max()).hasValue(27);
  }

  @Test
  void columnsOfZerosAreOfNoConsequence() {
    for (int columns : new int[] {3, 70}) {
      InputClasses classes = InputClasses.of(problem(new double[5][columns]));
      Spread spread = Spread.of(classes, new int[] {0, 4}, new float[] {1, 1}, 0, 2, 0);
      for (int c = 0; c < classes.count(); c++) {
        assertThat(spread.up[c]).isBetween(0f, 1e-30f);
        assertThat(spread.down[c]).isBetween(0f, 1e-30f);
      }
    }
  }

  /** What shifts may be off by in all counts with the largest input, in every class. */
  @Test
  void doubtsOfShiftsAreAdded() {
    for (int columns : new int[] {10, 70}) {
      double[][] inputs = inputs(20, columns);
      inputs[4][2] = -8;
      InputClasses classes = InputClasses.of(problem(inputs));
      int[] places = {1, 2, 9};
      float[] m = floats(3);
      Spread sure = Spread.of(classes, places, m, 0, 3, 0);
      Spread unsure = Spread.of(classes, places, m, 0, 3, 0.25);
      for (int c = 0; c < classes.count(); c++) {
        assertThat(unsure.up[c] - sure.up[c]).isBetween(1.99999f, 2.0001f);
        assertThat(unsure.down[c] - sure.down[c]).isBetween(1.99999f, 2.0001f);
      }
    }
  }

  /** Shifts, inputs or products below the least float. */
  @Test
  void boundsHoldWhereProductsVanish() {
    double[] sizes = {1, 1e-10, 1e-30, 1e-42, 1e-60};
    for (int columns : new int[] {4, 66}) {
      for (double size : sizes) {
        double[][] inputs = inputs(12, columns);
        for (double[] sample : inputs) {
          Arrays.setAll(sample, j -> sample[j] * size);
        }
        Problem problem = problem(inputs);
        InputClasses classes = InputClasses.of(problem);
        for (float shift : new float[] {1, 1e-20f, Float.MIN_NORMAL, Float.MIN_VALUE}) {
          float[] m = new float[12];
          Arrays.fill(m, shift);
          requireBounds(problem, classes, IntStream.range(0, 12).toArray(), m);
        }
      }
    }
  }

  /** Envelopes do not depend on the order of the samples: neither do classes. */
  @Test
  void theOrderOfSamplesIsOfNoConsequence() {
    double[][] inputs = inputs(16, 75);
    double[][] reversed = new double[16][];
    Arrays.setAll(reversed, s -> inputs[15 - s]);
    // Whole numbers, so that distances are exact in any order.
    for (double[] sample : inputs) {
      Arrays.setAll(sample, j -> Math.rint(4 * sample[j]));
    }
    InputClasses classes = InputClasses.of(problem(inputs));
    InputClasses others = InputClasses.of(problem(reversed));
    float[] m = floats(16);
    float[] turned = new float[16];
    for (int k = 0; k < 16; k++) {
      turned[k] = m[15 - k];
    }
    int[] places = IntStream.range(0, 16).toArray();
    Spread spread = Spread.of(classes, places, m, 0, 16, 0);
    Spread other = Spread.of(others, places, turned, 0, 16, 0);
    for (int j = 0; j < 75; j++) {
      assertThat(other.up[others.of(j)] / spread.up[classes.of(j)]).isBetween(0.9999f, 1.0001f);
    }
  }
}
