package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.sweep.cost.Rates.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateFitTest {
  private static final int KINDS = Kind.values().length;
  private static final int COMPARISON = List.of(Kind.values()).indexOf(Kind.COMPARISON);
  private static final int SCORE = List.of(Kind.values()).indexOf(Kind.SCORE);
  private static final double RIDGE = 0.01;
  private static final double LEAST = 0.01;

  /** Powers of two, so that shares of a prior time are exact. */
  private static final Rates PRIOR =
      new Rates(List.of(0x1p-30, 0x1p-28, 0x1p-29, 0x1p-27, 0x1p-26, 0x1p-29, 0x1p-15));

  private static Work work(SplittableRandom random) {
    Work work = Work.NONE;
    for (Kind kind : Kind.values()) {
      work = work.and(kind, Math.pow(random.nextDouble(), 3) / PRIOR.seconds(Work.of(kind, 1)));
    }
    return work;
  }

  /** Times off the prior's, kind by kind, with noise and every tenth far off. */
  private static List<Sample> samples(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] factors = random.doubles(KINDS, 0.05, 8).toArray();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Work work = work(random);
      double seconds = 0;
      for (int k = 0; k < KINDS; k++) {
        seconds += factors[k] * work.counts().get(k) * PRIOR.seconds().get(k);
      }
      double noise = Math.exp(0.3 * random.nextDouble(-1, 1)) * (i % 10 == 3 ? 50 : 1);
      samples.add(new Sample(work, seconds * noise));
    }
    return samples;
  }

  private static double[] multiples(List<Sample> samples) {
    Rates fitted = RateFit.of(samples, PRIOR);
    double[] multiples = new double[KINDS];
    Arrays.setAll(multiples, k -> fitted.seconds().get(k) / PRIOR.seconds().get(k));
    return multiples;
  }

  /** The fit as its contract has it: the weighted problem is solved over all sets of bounds. */
  private static double[] literally(List<Sample> samples) {
    int n = samples.size();
    double[][] a = new double[n][KINDS];
    double[] t = new double[n];
    for (int i = 0; i < n; i++) {
      Work work = samples.get(i).work();
      t[i] = samples.get(i).seconds() / PRIOR.seconds(work);
      for (int k = 0; k < KINDS; k++) {
        a[i][k] = work.counts().get(k) * PRIOR.seconds().get(k) / PRIOR.seconds(work);
      }
    }
    double[] x = new double[KINDS];
    Arrays.fill(x, middle(t));
    for (int repetition = 0; repetition < 50; repetition++) {
      double[] f = new double[n];
      double[] missed = new double[n];
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < KINDS; k++) {
          f[i] += a[i][k] * x[k];
        }
        missed[i] = Math.abs(f[i] - t[i]) / f[i];
      }
      double bound = 1.345 * Math.max(1e-6, 1.4826 * middle(missed));
      double[] weight = new double[n];
      for (int i = 0; i < n; i++) {
        weight[i] = (missed[i] <= bound ? 1 : bound / missed[i]) / (f[i] * f[i]);
      }
      x = minimum(a, t, weight);
    }
    return x;
  }

  private static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double[] minimum(double[][] a, double[] t, double[] weight) {
    for (int bounds = 0; bounds < 1 << KINDS; bounds++) {
      double[] x = solve(a, t, weight, bounds);
      boolean isMinimum = true;
      for (int k = 0; k < KINDS; k++) {
        boolean bounded = (bounds >> k & 1) == 1;
        isMinimum &= bounded ? slope(a, t, weight, x, k) >= 0 : x[k] >= LEAST;
      }
      if (isMinimum) {
        return x;
      }
    }
    throw new AssertionError("no minimum");
  }

  /** Half the derivative of the objective. */
  private static double slope(double[][] a, double[] t, double[] weight, double[] x, int k) {
    double slope = RIDGE * (x[k] - 1);
    for (int i = 0; i < t.length; i++) {
      double f = 0;
      for (int j = 0; j < KINDS; j++) {
        f += a[i][j] * x[j];
      }
      slope += weight[i] * (f - t[i]) * a[i][k];
    }
    return slope;
  }

  /** The stationary point with some multiples at their bound, by Gaussian elimination. */
  private static double[] solve(double[][] a, double[] t, double[] weight, int bounds) {
    double[][] rows = new double[KINDS][KINDS + 1];
    for (int k = 0; k < KINDS; k++) {
      if ((bounds >> k & 1) == 1) {
        rows[k][k] = 1;
        rows[k][KINDS] = LEAST;
        continue;
      }
      rows[k][k] = RIDGE;
      rows[k][KINDS] = RIDGE;
      for (int i = 0; i < t.length; i++) {
        for (int j = 0; j < KINDS; j++) {
          rows[k][j] += weight[i] * a[i][k] * a[i][j];
        }
        rows[k][KINDS] += weight[i] * a[i][k] * t[i];
      }
    }
    for (int pivot = 0; pivot < KINDS; pivot++) {
      for (int k = 0; k < KINDS; k++) {
        double factor = k == pivot ? 0 : rows[k][pivot] / rows[pivot][pivot];
        for (int j = pivot; factor != 0 && j <= KINDS; j++) {
          rows[k][j] -= factor * rows[pivot][j];
        }
      }
    }
    double[] x = new double[KINDS];
    Arrays.setAll(x, k -> rows[k][KINDS] / rows[k][k]);
    return x;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 5", "4, 20", "5, 60", "6, 200"})
  void theFitIsTheLiteralOne(long seed, int count) {
    List<Sample> samples = samples(seed, count);
    assertThat(multiples(samples)).containsExactly(literally(samples), within(1e-6));
  }

  /** Kinds whose best multiple would be below the bound, or below 0. */
  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void theFitIsTheLiteralOneAtItsBounds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Work work = work(random);
      double some = 4 * work.counts().get(0) * PRIOR.seconds().get(0);
      double other = work.counts().get(4) * PRIOR.seconds().get(4);
      samples.add(new Sample(work, some + other));
    }
    double[] multiples = multiples(samples);
    assertThat(multiples).containsExactly(literally(samples), within(1e-6)).contains(LEAST);
  }

  /**
   * Equal samples of one kind, each off the prior by a factor t: with {@code f' = x} at the end,
   * the slope is {@code n (x - t) / x^2 + RIDGE (x - 1)}.
   */
  @ParameterizedTest
  @CsvSource({"1, 4", "3, 4", "50, 0.1", "1, 1", "9, 12", "1, 0.02"})
  void oneKindIsAtTheRootOfItsSlope(int n, double t) {
    Work work = Work.of(Kind.COMPARISON, 0x1p33);
    Sample sample = new Sample(work, t * PRIOR.seconds(work));
    double x = multiples(Collections.nCopies(n, sample))[COMPARISON];
    assertThat(n * (x - t) / (x * x) + RIDGE * (x - 1)).isCloseTo(0, within(1e-9));
  }

  @Test
  void noRateFallsBelowItsBound() {
    Work work = Work.of(Kind.SCORE, 1e9);
    Sample fast = new Sample(work, 1e-4 * PRIOR.seconds(work));
    double[] expected = new double[KINDS];
    Arrays.fill(expected, 1);
    expected[SCORE] = LEAST;
    assertThat(multiples(Collections.nCopies(50, fast))).containsExactly(expected);
  }

  /** A machine, its prior and its clock in other units. */
  @Test
  void unitsOfWorkAndTimeDoNotMatter() {
    List<Sample> samples = samples(11, 40);
    Rates fitted = RateFit.of(samples, PRIOR);
    List<Sample> twice =
        samples.stream().map(s -> new Sample(s.work().times(2), s.seconds() * 2)).toList();
    assertThat(RateFit.of(twice, PRIOR)).isEqualTo(fitted);
    List<Sample> slower = samples.stream().map(s -> new Sample(s.work(), s.seconds() * 8)).toList();
    assertThat(RateFit.of(slower, times(PRIOR, 8))).isEqualTo(times(fitted, 8));
  }

  private static Rates times(Rates rates, double factor) {
    return new Rates(rates.seconds().stream().map(rate -> rate * factor).toList());
  }

  @Test
  void theOrderOfSamplesDoesNotMatter() {
    List<Sample> samples = new ArrayList<>(samples(12, 60));
    double[] fitted = multiples(samples);
    Collections.reverse(samples);
    assertThat(multiples(samples)).containsExactly(fitted, within(1e-7));
  }

  /** What is off by more than a million is another machine's clock. */
  @Test
  void samplesFarFromThePriorAreLeftOut() {
    Work work = Work.of(Kind.FLOP, 0x1p40);
    double expected = PRIOR.seconds(work);
    for (double used : new double[] {expected * 1e6, expected / 1e6}) {
      assertThat(RateFit.of(List.of(new Sample(work, used)), PRIOR)).isNotEqualTo(PRIOR);
    }
    for (double off : new double[] {Math.nextUp(expected * 1e6), Math.nextDown(expected / 1e6)}) {
      assertThat(RateFit.of(List.of(new Sample(work, off)), PRIOR)).isEqualTo(PRIOR);
    }
    List<Sample> samples = new ArrayList<>(samples(13, 30));
    Rates fitted = RateFit.of(samples, PRIOR);
    samples.add(4, new Sample(work, expected * 1e7));
    samples.add(new Sample(Work.NONE, 3));
    assertThat(RateFit.of(samples, PRIOR)).isEqualTo(fitted);
  }
}
