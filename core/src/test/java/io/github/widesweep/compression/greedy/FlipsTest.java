package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Samples that cross the kink, found in single precision, against a scan of all in double. */
class FlipsTest {
  private static final int ROWS = 3;
  private static final int INPUTS = 4;

  private final RandomGenerator random = Nets.random(31);

  private Problem problem(int samples, double inputScale, double weightScale, Replacement to) {
    R064Store x = Nets.gaussian(random, samples, INPUTS, inputScale);
    Dense layer = new Dense(Nets.gaussian(random, ROWS, INPUTS, weightScale), Activation.RELU);
    return problem(layer, x, to);
  }

  private static Problem problem(Dense layer, R064Store x, Replacement to) {
    Dense next = new Dense(Nets.gaussian(Nets.random(1), 2, ROWS, 1), Activation.IDENTITY);
    int units = ROWS * INPUTS;
    return new GreedyCase(layer, next, x, x, to, units, new double[units]).problem(Score.ABSOLUTE);
  }

  /** How far the outcome that goes further leaves a sample from the kink; below 0 beyond it. */
  private static double distance(Problem problem, double[] a, int row, int column, int sample) {
    int unit = row * INPUTS + column;
    double side = a[sample] < 0 ? -1 : 1;
    double z = side * problem.x[column][sample];
    return Math.abs(a[sample]) + Math.min(problem.up[unit] * z, problem.down[unit] * z);
  }

  private static int[] find(Flips flips, int row, int column, int samples) {
    int[] places = new int[samples + 13];
    int end = flips.find(row, column, places, 5);
    return Arrays.copyOfRange(places, 5, end);
  }

  private static void start(Flips flips, int row, double[] a, double error) {
    flips.start(row, a, Problem.largest(a), error);
  }

  /** Sizes at the edges of lanes and blocks; 512 samples fill one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 31, 33, 511, 512, 513, 1030})
  void noneIsMissedAndNoneIsFoundThatStaysFarAway(int samples) {
    int flipped = 0;
    for (Replacement to : new Replacement[] {new Replacement.Pruning(0.3), rounding()}) {
      Problem problem = problem(samples, 1, 0.5, to);
      Flips flips = new Flips(problem);
      for (int row = 0; row < ROWS; row++) {
        double[] a = problem.preactivations[row];
        double error = row * 1e-4;
        start(flips, row, a, error);
        for (int column = 0; column < INPUTS; column++) {
          int[] found = find(flips, row, column, samples);
          assertThat(found).doesNotHaveDuplicates();
          BitSet places = new BitSet();
          Arrays.stream(found).forEach(places::set);
          BitSet wrong = new BitSet();
          for (int s = 0; s < samples; s++) {
            double distance = distance(problem, a, row, column, s);
            boolean far = distance > 2 * error + 1e-5 * Problem.largest(a);
            wrong.set(s, places.get(s) ? far : distance < error);
            flipped += distance < error ? 1 : 0;
          }
          assertThat(wrong).as("missed, or far away").isEqualTo(new BitSet());
        }
      }
    }
    assertThat(flipped).isGreaterThan(samples / 4);
  }

  private static Replacement rounding() {
    return new Replacement.Rounding(2.5, 2);
  }

  /** Numbers that single precision rounds to 0, or that its squares have no place for. */
  @ParameterizedTest
  @CsvSource({
    "-1000,0",
    "-150,0",
    "-140,0",
    "-126,0",
    "-70,-70",
    "-100,60",
    "30,0",
    "20,20",
    "-160,160",
    "160,-160",
    "-220,200",
    "200,-220"
  })
  void noneIsMissedWhateverTheScale(int inputExponent, int weightExponent) {
    Problem problem =
        problem(
            100,
            Math.scalb(1.0, inputExponent),
            Math.scalb(1.0, weightExponent),
            new Replacement.Pruning(0.25));
    Flips flips = new Flips(problem);
    int crossing = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] a = problem.preactivations[row];
      start(flips, row, a, 0);
      for (int column = 0; column < INPUTS; column++) {
        int[] found = find(flips, row, column, 100);
        for (int s = 0; s < 100; s++) {
          if (distance(problem, a, row, column, s) < 0) {
            assertThat(found).contains(s);
            crossing++;
          }
        }
      }
    }
    assertThat(crossing).isGreaterThan(20);
  }

  /** An outcome just beyond the kink, and one just before, by a rounding in double precision. */
  @Test
  void outcomesAtTheKinkAreFoundOnBothSides() {
    R064Store x = R064Store.wrap(new double[] {1, 1, 1, 1, 1, -1, 2, 0, 0, 0, 0, 0}, 3);
    R064Store weights = R064Store.wrap(new double[] {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, ROWS);
    Problem problem = problem(new Dense(weights, Activation.RELU), x, new Replacement.Pruning(0.5));
    Flips flips = new Flips(problem);
    // Pruned, the weight takes 1 from a; kept, it adds 1.
    double[] a = {1, Math.nextUp(1.0), Math.nextDown(1.0)};
    start(flips, 0, a, 1e-15);
    assertThat(find(flips, 0, 0, 3)).containsExactly(0, 1, 2);
    start(flips, 0, new double[] {1.001, 3, 0.5}, 1e-15);
    assertThat(find(flips, 0, 0, 3)).containsExactly(2);
    start(flips, 0, new double[] {0, -0.0, -0.5}, 0);
    assertThat(find(flips, 0, 0, 3)).containsExactly(0, 1, 2);
  }

  /** Beyond the range of single precision all samples may cross; where nothing moves, none. */
  @ParameterizedTest
  @ValueSource(doubles = {1e15, 1e300, Double.POSITIVE_INFINITY, Double.NaN})
  void outOfRangeAllSamplesAreFound(double huge) {
    int samples = 40;
    R064Store x = Nets.gaussian(random, samples, INPUTS, 1);
    Arrays.fill(x.data, samples, 2 * samples, 0);
    R064Store weights = Nets.gaussian(random, ROWS, INPUTS, 1);
    weights.data[2 * ROWS] = 0;
    Problem problem = problem(new Dense(weights, Activation.RELU), x, new Replacement.Pruning(0.5));
    Flips flips = new Flips(problem);
    int[] all = IntStream.range(0, samples).toArray();
    double[] a = problem.preactivations[0].clone();
    for (double[] largestAndError : new double[][] {{huge, 0}, {1, huge}}) {
      flips.start(0, a, largestAndError[0], largestAndError[1]);
      assertThat(flips.inRange).isFalse();
      assertThat(find(flips, 0, 1, samples)).as("an input that is 0").isEmpty();
      assertThat(find(flips, 0, 2, samples)).as("a weight that is 0").isEmpty();
      flips.listUnion();
      assertThat(flips.unionSize()).isZero();
      assertThat(find(flips, 0, 0, samples)).containsExactly(all);
      flips.listUnion();
      assertThat(flips.unionSize()).isEqualTo(samples);
    }
    start(flips, 0, a, 0);
    assertThat(flips.inRange).isTrue();
    assertThat(find(flips, 0, 0, samples)).hasSizeLessThan(samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 513})
  void theUnionHasWhatAnyUnitOfTheRowHas(int samples) {
    Problem problem = problem(samples, 1, 0.5, new Replacement.Pruning(0.4));
    Flips flips = new Flips(problem);
    for (int row = 0; row < ROWS; row++) {
      start(flips, row, problem.preactivations[row], 0);
      assertThat(unionOf(flips)).isEmpty();
      Set<Integer> union = new TreeSet<>();
      // Not of column 0, which nobody asks for.
      for (int column = 1; column < INPUTS; column++) {
        Arrays.stream(find(flips, row, column, samples)).forEach(union::add);
        assertThat(unionOf(flips)).isEqualTo(union);
      }
    }
  }

  private static Set<Integer> unionOf(Flips flips) {
    int[] listed = flips.listUnion();
    Set<Integer> union = new TreeSet<>();
    for (int k = 0; k < flips.unionSize(); k++) {
      assertThat(union.add(listed[k])).isTrue();
    }
    return union;
  }

  /** Of zeros only the sign of what was rounded to 0 counts: -0 is not below. */
  @Test
  void sidesAreTheSignsOfPreactivations() {
    double[] a = new double[530];
    Arrays.setAll(a, s -> random.nextGaussian());
    a[0] = 0;
    a[1] = -0.0;
    a[2] = -1e-300;
    a[3] = 1e-300;
    a[515] = -0.0;
    a[529] = -3;
    Problem problem = problem(a.length, 1, 1, new Replacement.Pruning(0.5));
    Flips flips = new Flips(problem);
    start(flips, 0, a, 0);
    flips.listBelow();
    int ones = 0;
    for (int s = 0; s < a.length; s++) {
      int bit = (flips.below[Lanes.wordOf(s)] >>> Lanes.bitOf(s)) & 1;
      assertThat(bit).as("sample %d, %s", s, a[s]).isEqualTo(a[s] < 0 ? 1 : 0);
      assertThat((flips.all[Lanes.wordOf(s)] >>> Lanes.bitOf(s)) & 1).isEqualTo(1);
      ones += bit;
    }
    assertThat(Arrays.stream(flips.all).map(Integer::bitCount).sum()).isEqualTo(a.length);
    // Nor is a place past the samples.
    assertThat(Arrays.stream(flips.below).map(Integer::bitCount).sum()).isEqualTo(ones);
  }

  @Test
  void drawsShareInputsAndNothingElse() {
    Problem problem = problem(70, 1, 0.5, new Replacement.Pruning(0.3));
    Flips plan = new Flips(problem);
    start(plan, 0, problem.preactivations[0], 0);
    int[] expected = find(plan, 0, 1, 70);
    Flips draw = plan.forDraw();
    assertThat(draw.inputs).isSameAs(plan.inputs);
    start(draw, 1, problem.preactivations[1], 0.5);
    find(draw, 1, 2, 70);
    assertThat(find(plan, 0, 1, 70)).isEqualTo(expected);
    assertThat(plan.margin).isLessThan(draw.margin);
    start(draw, 0, problem.preactivations[0], 0);
    assertThat(find(draw, 0, 1, 70)).isEqualTo(expected);
  }
}
