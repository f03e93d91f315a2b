package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.sweep.cost.Rates.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final Rates PRIOR = Rates.DEFAULT;

  /** Each kind off its prior by a factor of its own, between a tenth and twenty. */
  private static final double[] FACTORS = {5, 0.1, 2, 1, 20, 0.5, 3};

  private static Rates truth() {
    Double[] rates = new Double[FACTORS.length];
    Arrays.setAll(rates, k -> PRIOR.seconds().get(k) * FACTORS[k]);
    return new Rates(List.of(rates));
  }

  /** Work where each kind takes between nothing and most of the time, at the prior's rates. */
  private static Work work(SplittableRandom random) {
    Work work = Work.NONE;
    double size = Math.exp(random.nextDouble(-5, 5));
    for (Kind kind : Kind.values()) {
      double part = Math.pow(random.nextDouble(), 4);
      work = work.and(kind, size * part / PRIOR.seconds(Work.of(kind, 1)));
    }
    return work;
  }

  private static List<Sample> samples(int count, Rates rates, double noise) {
    SplittableRandom random = new SplittableRandom(17);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Work work = work(random);
      samples.add(
          new Sample(work, rates.seconds(work) * Math.exp(noise * random.nextDouble(-1, 1))));
    }
    return samples;
  }

  private static void assertNear(Rates fitted, Rates expected, double tolerance) {
    for (int k = 0; k < FACTORS.length; k++) {
      assertThat(fitted.seconds().get(k) / expected.seconds().get(k))
          .as("kind %d", k)
          .isCloseTo(1, within(tolerance));
    }
  }

  @Test
  void secondsAreCountsTimesRates() {
    Work work = Work.of(Kind.FLOP, 3e9).and(Kind.CALL, 2);
    Rates rates = new Rates(List.of(1e-9, 1.0, 1.0, 1.0, 1.0, 1.0, 0.25));
    assertThat(rates.seconds(work)).isCloseTo(3.5, within(1e-12));
    assertThat(rates.seconds(Work.NONE)).isZero();
  }

  @Test
  void exactTimesGiveTheRatesBack() {
    // What is missed is the ridge's, most for kinds that take little of the time.
    assertNear(Rates.fit(samples(200, truth(), 0), PRIOR), truth(), 0.2);
    assertNear(Rates.fit(samples(2000, truth(), 0), PRIOR), truth(), 0.03);
  }

  @Test
  void noisyTimesGiveRatesWithinTheirNoise() {
    assertNear(Rates.fit(samples(1000, truth(), 0.3), PRIOR), truth(), 0.25);
  }

  @Test
  void aFewOutliersChangeLittle() {
    List<Sample> samples = samples(300, truth(), 0.02);
    for (int i = 0; i < samples.size(); i += 20) {
      Sample sample = samples.get(i);
      samples.set(i, new Sample(sample.work(), sample.seconds() * (i % 40 == 0 ? 1000 : 0.001)));
    }
    assertNear(Rates.fit(samples, PRIOR), truth(), 0.1);
  }

  @Test
  void kindsThatNoSampleHasKeepThePrior() {
    Work work = Work.of(Kind.SCORE, 1e9);
    Rates fitted =
        Rates.fit(Collections.nCopies(50, new Sample(work, 4 * PRIOR.seconds(work))), PRIOR);
    for (Kind kind : Kind.values()) {
      double factor = fitted.seconds(Work.of(kind, 1)) / PRIOR.seconds(Work.of(kind, 1));
      assertThat(factor).as("%s", kind).isCloseTo(kind == Kind.SCORE ? 4 : 1, within(0.02));
    }
  }

  @Test
  void withoutUsableSamplesThePriorStays() {
    Work work = Work.of(Kind.FLOP, 1e9);
    List<Sample> unusable =
        List.of(
            new Sample(Work.NONE, 1),
            new Sample(work, 0),
            new Sample(work, -1),
            new Sample(work, Double.NaN),
            new Sample(work, Double.POSITIVE_INFINITY),
            new Sample(work, Double.MAX_VALUE),
            new Sample(work, Double.MIN_VALUE));
    assertThat(Rates.fit(List.of(), PRIOR)).isEqualTo(PRIOR);
    assertThat(Rates.fit(unusable, PRIOR)).isEqualTo(PRIOR);
  }

  @Test
  void ratesStayPositiveWhateverWasMeasured() {
    SplittableRandom random = new SplittableRandom(3);
    for (int repetition = 0; repetition < 50; repetition++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 1 + repetition; i++) {
        // Times that have nothing to do with the work.
        samples.add(new Sample(work(random), Math.exp(random.nextDouble(-12, 12))));
      }
      Rates fitted = Rates.fit(samples, PRIOR);
      for (int k = 0; k < FACTORS.length; k++) {
        assertThat(fitted.seconds().get(k)).isGreaterThanOrEqualTo(PRIOR.seconds().get(k) / 100.1);
      }
      assertThat(Rates.fit(samples, PRIOR)).isEqualTo(fitted);
    }
  }

  @Test
  void ratesAreChecked() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Rates(List.of(1.0, 1.0, wrong, 1.0, 1.0, 1.0, 1.0)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("above 0");
    }
    assertThatThrownBy(() -> new Rates(List.of(1.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("7 numbers");
  }
}
