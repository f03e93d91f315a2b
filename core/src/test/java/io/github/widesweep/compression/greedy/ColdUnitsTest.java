package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bounds in single precision against linear terms in double precision that move as far towards 0 as
 * a step lets them.
 */
class ColdUnitsTest {
  private static final int CLASSES = 3;

  private final RandomGenerator random = Nets.random(5);
  private final Problem problem = problem(Score.ABSOLUTE);
  private final int units = problem.units;
  private final float[][] up = new float[units][CLASSES];
  private final float[][] down = new float[units][CLASSES];

  /** By unit: the score it may have come down to, below 0 too; and steps since it was put. */
  private final double[] values = new double[units];

  private final double[] margins = new double[units];
  private final int[] steps = new int[units];

  private static Problem problem(Score score) {
    RandomGenerator random = Nets.random(1);
    GreedyCase c = GreedyCase.random(random, Activation.RELU, 30);
    while (c.layer().outputs() < 4 || c.layer().inputs() < 3) {
      c = GreedyCase.random(random, Activation.RELU, 30);
    }
    return c.problem(score);
  }

  private void put(ColdUnits cold, int unit, double value, double margin) {
    values[unit] = value;
    margins[unit] = margin;
    steps[unit] = 0;
    cold.put(unit, value, margin);
  }

  private void putRow(ColdUnits cold, int row, double scale) {
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      for (int c = 0; c < CLASSES; c++) {
        up[unit][c] = (float) (scale * random.nextDouble());
        down[unit][c] = (float) (scale * random.nextDouble());
      }
      cold.noteMoves(unit, up[unit], down[unit]);
    }
    cold.setMoves(row);
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      put(cold, unit, scale * 20 * random.nextGaussian(), scale * random.nextDouble(0.1));
    }
  }

  private float[] factors(double share) {
    float[] factors = new float[problem.rows];
    for (int row = 0; row < problem.rows; row++) {
      factors[row] = random.nextDouble() < share ? random.nextFloat() : 0;
    }
    return factors;
  }

  /** The worst that a step may do: linear terms move by [-factor B-, factor B+]. */
  private void move(int inputClass, float[] upward, float[] downward) {
    for (int unit = 0; unit < units; unit++) {
      int row = unit / problem.inputs;
      double plus = (double) upward[row] * up[unit][inputClass];
      plus = Math.max(plus, (double) downward[row] * down[unit][inputClass]);
      double minus = (double) upward[row] * down[unit][inputClass];
      minus = Math.max(minus, (double) downward[row] * up[unit][inputClass]);
      values[unit] += values[unit] > 0 ? -minus : plus;
      steps[unit]++;
    }
  }

  private static boolean reaches(ColdUnits cold, int unit, double ceiling) {
    float atLeast = Math.max(ColdUnits.LEAST, Math.nextUp((float) ceiling));
    return cold.next(unit, unit + 1, atLeast) == unit;
  }

  /** Bounds are never above a score, and below it by little more than a step's rounding. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0x1p60, 0x1p-60})
  void boundsFollowWhatAStepCanDoAtMost(double scale) {
    ColdUnits cold = new ColdUnits(problem, CLASSES);
    for (int row = 0; row < problem.rows; row++) {
      putRow(cold, row, scale);
    }
    boolean[] positive = new boolean[units];
    int tight = 0;
    for (int step = 0; step < 60; step++) {
      for (int unit = 0; unit < units; unit++) {
        positive[unit] = values[unit] > 0;
      }
      // Factors of one sign: only a product whose sign is in doubt has both.
      float[] upward = factors(0.5);
      float[] downward = factors(0.5);
      for (int row = 0; row < problem.rows; row++) {
        downward[row] = upward[row] == 0 ? downward[row] : 0;
      }
      int inputClass = random.nextInt(CLASSES);
      move(inputClass, upward, downward);
      cold.move(inputClass, upward, downward, 0);
      for (int unit = 0; unit < units; unit++) {
        if (positive[unit] != values[unit] > 0) {
          // It crossed 0: its bound is of no use, and it is looked at.
          assertThat(reaches(cold, unit, 0)).isTrue();
          put(cold, unit, scale * 20 * random.nextGaussian(), 0);
          continue;
        }
        double score = Math.abs(values[unit]) - margins[unit];
        assertThat(reaches(cold, unit, score)).isTrue();
        double rounding = 1e-6 * (steps[unit] + 1) * scale * 60;
        if (score > rounding) {
          assertThat(cold.next(unit, unit + 1, (float) (score - rounding))).isEqualTo(unit + 1);
          tight++;
        }
      }
      putRow(cold, step % problem.rows, scale);
    }
    assertThat(tight).isGreaterThan(300);
  }

  /** A product of rows whose sign rounding leaves open moves a bound both ways. */
  @Test
  void factorsOfBothSignsLowerABoundByBoth() {
    ColdUnits cold = new ColdUnits(problem, 1);
    cold.noteMoves(0, new float[] {2}, new float[] {3});
    cold.setMoves(0);
    for (double value : new double[] {100, -100}) {
      cold.put(0, value, 0);
      float[] one = new float[problem.rows];
      one[0] = 1;
      cold.move(0, one, one, 0);
      assertThat(reaches(cold, 0, 95)).isTrue();
      assertThat(reaches(cold, 0, 94.99)).isFalse();
    }
  }

  /** Each is less than half the distance of floats there, so that a difference would round up. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-26, 0x1p-28, 0})
  void movesTooSmallForSinglePrecisionAddUp(double each) {
    ColdUnits cold = new ColdUnits(problem, 1);
    cold.noteMoves(0, new float[] {1}, new float[] {(float) each});
    cold.setMoves(0);
    cold.put(0, 1.5, 0);
    float[] one = new float[problem.rows];
    one[0] = 1;
    for (int step = 0; step < 2000; step++) {
      cold.move(0, one, new float[problem.rows], 0);
    }
    assertThat(reaches(cold, 0, 1.5 - 2000 * each)).isTrue();
    // And what rounding is allowed for takes little off.
    assertThat(reaches(cold, 0, 1.5 * (1 - 2100 * 0x1p-22) - 2000 * each)).isFalse();
  }

  @Test
  void rowsThatAreNotSuspectedHaveNoBoundAtTheCeiling() {
    ColdUnits cold = new ColdUnits(problem, CLASSES);
    assertThat(suspects(cold).cardinality()).isEqualTo(problem.rows);
    for (int row = 0; row < problem.rows; row++) {
      putRow(cold, row, 1);
    }
    int cleared = 0;
    for (int step = 0; step < 200; step++) {
      float ceiling = (float) Math.exp(random.nextGaussian());
      cold.move(random.nextInt(CLASSES), factors(0.1), factors(0.1), ceiling);
      BitSet suspects = suspects(cold);
      for (int row = 0; row < problem.rows; row++) {
        int from = row * problem.inputs;
        int end = from + problem.inputs;
        assertThat(suspects.get(row)).isEqualTo(cold.next(from, end, ceiling) < end);
        cleared += suspects.get(row) ? 0 : 1;
      }
      putRow(cold, random.nextInt(problem.rows), 5);
    }
    assertThat(cleared).isGreaterThan(200);
    cold.suspectAll();
    assertThat(suspects(cold).cardinality()).isEqualTo(problem.rows);
  }

  private static BitSet suspects(ColdUnits cold) {
    BitSet rows = new BitSet();
    for (int k = 0; k < cold.suspects(); k++) {
      assertThat(rows.get(cold.suspect(k))).isFalse();
      rows.set(cold.suspect(k));
    }
    return rows;
  }

  /** Of values and margins that tell nothing there is no bound, and no step makes one. */
  @ParameterizedTest
  @EnumSource(Score.class)
  void unitsWithoutABoundAreFoundByEverySearch(Score score) {
    ColdUnits cold = new ColdUnits(problem(score), 1);
    double[][] useless = {
      {Double.NaN, 0},
      {1, Double.NaN},
      {1, Double.POSITIVE_INFINITY},
      {1, 1},
      {0, 0},
      {-0.0, 0},
      {1e-31, 0},
      {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}
    };
    for (double[] numbers : useless) {
      cold.put(0, numbers[0], numbers[1]);
      assertThat(cold.next(0, 1, ColdUnits.LEAST)).isZero();
      float[] none = new float[problem.rows];
      cold.move(0, none, none, ColdUnits.LEAST);
      assertThat(cold.next(0, 1, ColdUnits.LEAST)).isZero();
      assertThat(suspects(cold).get(0)).isTrue();
    }
  }

  /** A signed change below 0 has no bound; the absolute one has that of its size. */
  @Test
  void changesBelowZeroAreBoundedBySizeOnly() {
    ColdUnits signed = new ColdUnits(problem(Score.SIGNED), 1);
    signed.put(0, -5, 0);
    assertThat(signed.next(0, 1, ColdUnits.LEAST)).isZero();
    ColdUnits absolute = new ColdUnits(problem, 1);
    absolute.put(0, -5, 0);
    assertThat(absolute.next(0, 1, 4.99f)).isEqualTo(1);
    assertThat(absolute.next(0, 1, 5)).isZero();
  }

  /** Infinite scores have finite bounds, since infinity marks units that are not cold. */
  @Test
  void scoresBeyondSinglePrecisionStayCold() {
    ColdUnits cold = new ColdUnits(problem, 1);
    for (double value : new double[] {1e300, Double.POSITIVE_INFINITY, -1e300}) {
      cold.put(0, value, 0);
      assertThat(cold.next(0, 1, Float.MAX_VALUE)).isZero();
      assertThat(cold.next(0, 1, Float.MAX_VALUE / 2)).isEqualTo(1);
    }
  }

  @Test
  void removedUnitsAreFoundByNoSearch() {
    ColdUnits cold = new ColdUnits(problem, CLASSES);
    putRow(cold, 0, 1);
    assertThat(cold.next(0, units, Float.MAX_VALUE)).isZero();
    assertThat(cold.next(problem.inputs, units, Float.MAX_VALUE)).isEqualTo(units);
    cold.remove(0);
    assertThat(cold.next(0, units, Float.MAX_VALUE)).isEqualTo(1);
    cold.move(0, factors(1), factors(1), 0);
    cold.forgetBounds();
    assertThat(cold.next(0, units, Float.MAX_VALUE)).isEqualTo(1);
    assertThat(cold.next(problem.inputs, units, Float.MAX_VALUE)).isEqualTo(units);
    // What was forgotten is looked at whatever the ceiling, in every row.
    assertThat(cold.next(0, units, ColdUnits.LEAST)).isEqualTo(1);
    assertThat(suspects(cold).cardinality()).isEqualTo(problem.rows);
  }

  /** A draw's copy starts as the plan's units are, and neither changes the other. */
  @Test
  void copiesAreIndependent() {
    ColdUnits plan = new ColdUnits(problem, CLASSES);
    for (int row = 0; row < problem.rows; row++) {
      putRow(plan, row, 1);
    }
    float[] before = bounds(plan);
    ColdUnits draw = new ColdUnits(plan);
    assertThat(bounds(draw)).isEqualTo(before);
    float[] factors = factors(1);
    draw.move(1, factors, new float[problem.rows], 0);
    float[] moved = bounds(draw);
    assertThat(moved).isNotEqualTo(before);
    draw.remove(1);
    putRow(draw, 0, 3);
    draw.put(units - 1, -values[units - 1], 0);
    assertThat(bounds(plan)).isEqualTo(before);
    plan.move(1, factors, new float[problem.rows], 0);
    assertThat(bounds(plan)).isEqualTo(moved);
  }

  /** Which way a unit's bound moves is the copy's own, too. */
  @Test
  void aSignThatChangesInADrawIsThePlansNoLonger() {
    ColdUnits plan = new ColdUnits(problem, 1);
    plan.put(0, 100, 0);
    plan.noteMoves(0, new float[] {1}, new float[] {3});
    plan.setMoves(0);
    new ColdUnits(plan).put(0, -100, 0);
    plan.put(0, 100, 0);
    float[] one = new float[problem.rows];
    one[0] = 1;
    plan.move(0, one, new float[problem.rows], 0);
    assertThat(reaches(plan, 0, 97)).isTrue();
    assertThat(reaches(plan, 0, 96.99)).isFalse();
  }

  /** Bounds by bisection; infinite for units that are not cold. */
  private float[] bounds(ColdUnits cold) {
    float[] bounds = new float[units];
    Arrays.fill(bounds, Float.POSITIVE_INFINITY);
    for (int unit = 0; unit < units; unit++) {
      int low = Float.floatToIntBits(ColdUnits.LEAST);
      int high = Float.floatToIntBits(Float.POSITIVE_INFINITY);
      while (low < high) {
        int middle = (low + high) >>> 1;
        boolean found = cold.next(unit, unit + 1, Float.intBitsToFloat(middle)) == unit;
        low = found ? low : middle + 1;
        high = found ? middle : high;
      }
      bounds[unit] = Float.intBitsToFloat(low);
    }
    return bounds;
  }

  /** {@link Rounding#down} and a product below 1 keep a bound at least one float below a score. */
  @Test
  void aBoundTakesLittleOff() {
    ColdUnits cold = new ColdUnits(problem, 1);
    for (int k = 0; k < 500; k++) {
      double score = Math.exp(40 * random.nextGaussian() / 3);
      cold.put(0, k % 2 == 0 ? score : -score, 0);
      assertThat(cold.next(0, 1, (float) (score * (1 - 0x1p-21)))).isEqualTo(1);
      assertThat(cold.next(0, 1, Math.nextDown((float) score))).isZero();
    }
  }
}
