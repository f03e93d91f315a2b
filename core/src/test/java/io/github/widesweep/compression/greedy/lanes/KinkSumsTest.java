package io.github.widesweep.compression.greedy.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shifts of ReLU and their sums in single precision: what they are off by at most, from
 * pre-activations, inputs and steps in double precision on.
 */
class KinkSumsTest {
  /** Half of {@link Rounding#SINGLE}: what one operation is off by. */
  private static final double U = 0x1p-24;

  private final RandomGenerator random = Nets.random(61);

  static Stream<Lanes> both() {
    return List.of(new PlainLanes(), Lanes.BEST).stream();
  }

  /** Samples of a unit, with what a draw of its weight does. */
  private record Unit(double[] a, double[] x, double up, double down, double chance) {
    int count() {
      return a.length;
    }

    /** The step of the outcome that moves a sample towards the kink, 0 where neither does. */
    double step(int s) {
      double z = a[s] < 0 ? -x[s] : x[s];
      return Math.max(0, -Math.min(up * z, down * z));
    }

    private double relu(double value) {
      return Math.max(value, 0);
    }

    private double change(int s, double step) {
      return relu(a[s] + step * x[s]) - relu(a[s]);
    }

    /** {@code E d - [a >= 0] E b}, which is the mean where the step's mean is 0. */
    double mean(int s) {
      double b = a[s] < 0 ? 0 : 1;
      return chance * (change(s, up) - b * up * x[s])
          + (1 - chance) * (change(s, down) - b * down * x[s]);
    }

    /** {@code E d^2 - [a >= 0] E b^2}. */
    double extra(int s) {
      double b = a[s] < 0 ? 0 : 1;
      return chance * (Math.pow(change(s, up), 2) - b * Math.pow(up * x[s], 2))
          + (1 - chance) * (Math.pow(change(s, down), 2) - b * Math.pow(down * x[s], 2));
    }

    float[] outcomes() {
      return new float[] {(float) up, (float) down};
    }

    float[] halves() {
      return new float[] {(float) (0.5 * chance), (float) (0.5 * (1 - chance))};
    }

    /** The largest {@code b^2} of all. */
    double squares() {
      double sum = 0;
      for (int s = 0; s < count(); s++) {
        sum += step(s) * step(s);
      }
      return sum;
    }
  }

  /** A third of the samples come to lie next to the kink, where F is all rounding. */
  private Unit unit(int count, double scale) {
    double chance = random.nextDouble(0.05, 0.95);
    double w = random.nextGaussian();
    double up = w / chance - w;
    double down = -w;
    double[] a = new double[count];
    double[] x = new double[count];
    for (int s = 0; s < count; s++) {
      a[s] = scale * random.nextGaussian();
      x[s] = scale * random.nextGaussian();
      if (random.nextInt(3) == 0) {
        double step = random.nextBoolean() ? up : down;
        a[s] = -step * x[s] * (1 + 1e-6 * random.nextGaussian());
      }
    }
    return new Unit(a, x, up, down, chance);
  }

  private static float[] padded(double[] values) {
    float[] result = new float[Lanes.widthOf(values.length)];
    for (int k = 0; k < values.length; k++) {
      result[k] = (float) values[k];
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("both")
  void shiftsAreOffByEightRoundingsOfTheStep(Lanes lanes) {
    for (int count : new int[] {1, 15, 16, 17, 33, 200}) {
      for (double scale : new double[] {1e-12, 1, 1e12}) {
        Unit unit = unit(count, scale);
        float[] shifts = new float[3 + Lanes.widthOf(count)];
        float[] sums = new float[2 * Lanes.WIDTH];
        lanes.score(
            padded(unit.a), padded(unit.x), count, unit.outcomes(), unit.halves(), shifts, 3, sums);
        double mass = 0;
        double extra = 0;
        double steps = 0;
        for (int s = 0; s < count; s++) {
          double step = unit.step(s);
          assertThat(Math.abs(shifts[3 + s] - unit.mean(s)))
              .isLessThanOrEqualTo(8 * U * step + 1e-15 * (step + Math.abs(unit.a[s])));
          mass += unit.mean(s);
          extra += unit.extra(s);
          steps += step;
        }
        double computed = Lanes.sumOfAll(sums, 0);
        assertThat(Math.abs(computed - mass))
            .isLessThanOrEqualTo(8 * U * steps + (count / 16.0 + 6) * U * mass + 1e-13 * steps);
        // As a unit's margin has it, of the score's quadratic part.
        assertThat(Math.abs(-0.5 * Lanes.sumOfAll(sums, Lanes.WIDTH) - extra))
            .isLessThanOrEqualTo((count / 16.0 + 24) * 2 * U * unit.squares());
      }
    }
  }

  /** Neither outcome reaches the kink: exact zeros, however near it lies. */
  @ParameterizedTest
  @MethodSource("both")
  void samplesThatDoNotCrossShiftByExactlyZero(Lanes lanes) {
    float[] a = {1, -1, 0.5f, -0.0f, 0, 2, -3, Float.MIN_NORMAL, 1, -1, 1e10f, -1e10f, 0, 0, 4, 5};
    float[] x = {1, 1, 0.5f, 0, -0.0f, 1, 2, 0, -1, -1, 1e10f, 1e10f, 0, 0, 1, -1};
    float[] shifts = new float[16];
    float[] sums = new float[2 * Lanes.WIDTH];
    // From w to 2 w or 0, w = 1: no |x| above is larger than its |a|.
    lanes.score(a, x, 16, new float[] {1, -1}, new float[] {0.25f, 0.25f}, shifts, 0, sums);
    assertThat(shifts).containsOnly(0);
    assertThat(sums).containsOnly(0);
  }

  /** By hand, with outcomes 1 and -2 of chances 3/4 and 1/4. */
  @ParameterizedTest
  @MethodSource("both")
  void crossingsFromEitherSideAreScored(Lanes lanes) {
    // a = 1, x = 1: the second outcome is -1, F = 1. a = -1, x = 2: the first is 1, F = 1. a = 0
    // lies
    // on the upper side; x = 1: the second is -2, F = 2; x = -1: the first is -1, F = 1.
    float[] a = padded(new double[] {1, -1, 0, 0});
    float[] x = padded(new double[] {1, 2, 1, -1});
    float[] shifts = new float[16];
    float[] sums = new float[2 * Lanes.WIDTH];
    lanes.score(a, x, 4, new float[] {1, -2}, new float[] {0.375f, 0.125f}, shifts, 0, sums);
    // m = 2 half F; extra = -2 m (side F + 2 max(a, 0)) of either.
    assertThat(Arrays.copyOf(shifts, 4)).containsExactly(0.25f, 0.75f, 0.5f, 0.75f);
    assertThat(Arrays.copyOf(sums, 4)).containsExactly(0.25f, 0.75f, 0.5f, 0.75f);
    assertThat(sums[Lanes.WIDTH]).isEqualTo(0.25f * (2 + 4));
    assertThat(sums[Lanes.WIDTH + 1]).isEqualTo(0.75f * -2);
    assertThat(sums[Lanes.WIDTH + 2]).isEqualTo(0.5f * 4);
    assertThat(sums[Lanes.WIDTH + 3]).isEqualTo(0.75f * 2);
  }

  /** To the other side of the kink with the input turned around: the same shift. */
  @ParameterizedTest
  @MethodSource("both")
  void shiftsDoNotDependOnTheSide(Lanes lanes) {
    Unit unit = unit(45, 1);
    float[][] shifts = new float[2][48];
    float[][] sums = new float[2][2 * Lanes.WIDTH];
    for (int way = 0; way < 2; way++) {
      float[] a = padded(unit.a);
      float[] x = padded(unit.x);
      if (way == 1) {
        for (int k = 0; k < 45; k++) {
          a[k] = -a[k];
          x[k] = -x[k];
        }
      }
      lanes.score(a, x, 45, unit.outcomes(), unit.halves(), shifts[way], 0, sums[way]);
    }
    assertThat(shifts[1]).isEqualTo(shifts[0]);
    assertThat(Arrays.copyOf(sums[1], 16)).isEqualTo(Arrays.copyOf(sums[0], 16));
  }

  /** Which outcome is called the first does not matter; powers of two change no digit. */
  @ParameterizedTest
  @MethodSource("both")
  void outcomesChangePlacesAndScalesPassThrough(Lanes lanes) {
    Unit unit = unit(70, 1);
    float[] sums = new float[2 * Lanes.WIDTH];
    float[] shifts = new float[80];
    lanes.score(
        padded(unit.a), padded(unit.x), 70, unit.outcomes(), unit.halves(), shifts, 0, sums);
    Unit turned = new Unit(unit.a, unit.x, unit.down, unit.up, 1 - unit.chance);
    float[] other = new float[2 * Lanes.WIDTH];
    float[] otherShifts = new float[80];
    float[] halves = {unit.halves()[1], unit.halves()[0]};
    lanes.score(
        padded(unit.a), padded(unit.x), 70, turned.outcomes(), halves, otherShifts, 0, other);
    assertThat(otherShifts).isEqualTo(shifts);
    assertThat(other).isEqualTo(sums);
    double[] a = Arrays.stream(unit.a).map(v -> 1024 * v).toArray();
    double[] x = Arrays.stream(unit.x).map(v -> 1024 * v).toArray();
    lanes.score(padded(a), padded(x), 70, unit.outcomes(), unit.halves(), otherShifts, 0, other);
    for (int k = 0; k < 70; k++) {
      assertThat(otherShifts[k]).isEqualTo(1024 * shifts[k]);
    }
    for (int k = 0; k < Lanes.WIDTH; k++) {
      assertThat(other[k]).isEqualTo(1024 * sums[k]);
      assertThat(other[Lanes.WIDTH + k]).isEqualTo(1024 * 1024 * sums[Lanes.WIDTH + k]);
    }
  }

  /** Shifts go where they belong; what lies before is left as it is. */
  @ParameterizedTest
  @MethodSource("both")
  void shiftsAreWrittenFromTheirPlaceOn(Lanes lanes) {
    Unit unit = unit(21, 1);
    float[] sums = new float[2 * Lanes.WIDTH];
    float[] first = new float[32];
    lanes.score(padded(unit.a), padded(unit.x), 21, unit.outcomes(), unit.halves(), first, 0, sums);
    float[] later = new float[50];
    Arrays.fill(later, 7);
    lanes.score(
        padded(unit.a), padded(unit.x), 21, unit.outcomes(), unit.halves(), later, 11, sums);
    assertThat(Arrays.copyOf(later, 11)).containsOnly(7);
    assertThat(Arrays.copyOfRange(later, 11, 32)).isEqualTo(Arrays.copyOf(first, 21));
    // Room up to a multiple of the width, not more.
    assertThat(Arrays.copyOfRange(later, 11 + 32, 50)).containsOnly(7);
  }

  /** Nothing of a previous unit is left in the sums. */
  @ParameterizedTest
  @MethodSource("both")
  void emptySupportsHaveSumsOfZero(Lanes lanes) {
    float[] sums = new float[2 * Lanes.WIDTH];
    Arrays.fill(sums, 9);
    float[] none = new float[16];
    lanes.score(none, none, 0, new float[] {1, -1}, new float[] {0.5f, 0}, none, 0, sums);
    assertThat(sums).containsOnly(0);
    float[] swept = new float[3 * Lanes.WIDTH];
    Arrays.fill(swept, 9);
    lanes.sweep(none, none, none, none, none, 0, new float[] {1, -1, 0.5f, 0}, swept);
    assertThat(swept).containsOnly(0);
  }

  /** {@code sum g m} over all samples is off by roundings of the steps, with any g. */
  @ParameterizedTest
  @MethodSource("both")
  void sweptProductsAreOffByRoundings(Lanes lanes) {
    for (int count : new int[] {1, 16, 40, 300}) {
      Unit unit = unit(count, 1);
      int width = Lanes.widthOf(count);
      float[] sizes = new float[width];
      float[] signs = new float[width];
      float[] far = new float[width];
      lanes.split(padded(unit.a), sizes, signs, far);
      float[] g = new float[width + 5];
      double expected = 0;
      double steps = 0;
      for (int s = 0; s < count; s++) {
        g[5 + s] = (float) random.nextGaussian();
        expected += g[5 + s] * unit.mean(s);
        steps += Math.abs(g[5 + s]) * unit.step(s);
      }
      float[] outcomes = unit.outcomes();
      float[] halves = unit.halves();
      float[] lines = {outcomes[0], outcomes[1], halves[0], halves[1]};
      float[] sums = new float[3 * Lanes.WIDTH];
      lanes.sweep(sizes, signs, far, padded(unit.x), g, 5, lines, sums);
      double room = (16 + count / 16.0) * U * steps;
      assertThat(Math.abs(Lanes.sumOfAll(sums, 2 * Lanes.WIDTH) - expected))
          .isLessThanOrEqualTo(room);
      // Another g: only the third sum is written.
      float[] before = sums.clone();
      float[] twice = new float[g.length];
      for (int k = 0; k < g.length; k++) {
        twice[k] = 2 * g[k];
      }
      lanes.sweepProducts(sizes, signs, padded(unit.x), twice, 5, lines, sums);
      for (int k = 0; k < sums.length; k++) {
        assertThat(sums[k]).isEqualTo(k < 2 * Lanes.WIDTH ? before[k] : 2 * before[k]);
      }
    }
  }

  /** Sizes, signs and far of both zeros and of the largest and least numbers. */
  @Test
  void valuesAreSplitIntoSizeSignAndFar() {
    float[] values = {
      2,
      -2,
      0.0f,
      -0.0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      1e37f,
      -1e37f,
      3,
      -3,
      0.5f,
      -0.5f,
      7,
      -7,
      1,
      -1,
      99,
      99
    };
    both()
        .forEach(
            lanes -> {
              float[][] parts = new float[3][16];
              lanes.split(values, parts[0], parts[1], parts[2]);
              for (int k = 0; k < 16; k++) {
                boolean below = Float.floatToRawIntBits(values[k]) < 0;
                assertThat(parts[0][k]).isEqualTo(Math.abs(values[k]));
                assertThat(parts[1]).hasSize(16);
                assertThat(Float.floatToRawIntBits(parts[1][k]))
                    .isEqualTo(below ? Integer.MIN_VALUE : 0);
                assertThat(parts[2][k]).isEqualTo(below ? 0 : 4 * values[k]);
              }
            });
  }
}
