package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

class OfferTest {
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private final RandomGenerator random = Nets.random(17);

  /** The two values of Section 3.2 that a weight may become, upper first, written out. */
  private static double[] outcomes(Scheme scheme, double w, double nu) {
    if (scheme instanceof Scheme.Prune prune) {
      return new double[] {w / prune.keepProbability(), 0};
    }
    int k = ((Scheme.Quantize) scheme).levels();
    int level = 1;
    while (level < k && Math.abs(w) > level * nu / k) {
      level++;
    }
    double sign = w < 0 ? -1 : 1;
    return new double[] {sign * level * nu / k, sign * (level - 1) * nu / k};
  }

  private static double chance(Scheme scheme, double w, double nu) {
    double[] t = outcomes(scheme, w, nu);
    // The chance that makes the mean w.
    return (w - t[1]) / (t[0] - t[1]);
  }

  private Scheme scheme(int trial) {
    return trial % 2 == 0
        ? new Scheme.Prune(random.nextDouble(0.05, 0.95))
        : new Scheme.Quantize(1 + random.nextInt(6));
  }

  /** {@code Var(t) <= variance nu^2} and {@code |t - w| <= reach nu}; under pruning at |w| = nu. */
  @Test
  void varianceAndReachBoundEverySingleWeight() {
    for (int trial = 0; trial < 500; trial++) {
      Scheme scheme = scheme(trial);
      Offer offer = new Offer(scheme, 0.5, Grain.WEIGHTS);
      double nu = Math.exp(random.nextDouble(-3, 3));
      double w = trial % 7 == 0 ? nu : nu * random.nextDouble(-1, 1);
      double[] t = outcomes(scheme, w, nu);
      double f = chance(scheme, w, nu);
      double variance = f * Math.pow(t[0] - w, 2) + (1 - f) * Math.pow(t[1] - w, 2);
      double reach = Math.max(Math.abs(t[0] - w), Math.abs(t[1] - w));
      assertThat(variance).isLessThanOrEqualTo(offer.variance() * nu * nu * (1 + 1e-12));
      assertThat(reach).isLessThanOrEqualTo(offer.reach() * nu * (1 + 1e-12));
      if (scheme instanceof Scheme.Prune && w == nu) {
        assertThat(variance).isCloseTo(offer.variance() * nu * nu, within(1e-12 * variance));
        assertThat(reach).isCloseTo(offer.reach() * nu, within(1e-12 * reach));
      }
    }
  }

  /** Every way in which six weights may fall, with any of them offered. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noDrawIsFurtherAwayOrLargerThanDeviationAndGrowth(boolean sameSign) {
    for (int trial = 0; trial < 30; trial++) {
      R064Store w = Nets.gaussian(random, ROWS, COLUMNS, 1);
      if (sameSign) {
        for (int e = 0; e < w.data.length; e++) {
          w.data[e] = Math.abs(w.data[e]);
        }
      }
      Scheme scheme = scheme(trial);
      LayerConstants layer = LayerConstants.of(new Dense(w, Activation.TANH));
      // floor(alpha 6) are offered, and that is all that moves.
      int offered = 1 + random.nextInt(5);
      Offer offer = new Offer(scheme, (offered + 0.5) / 6, Grain.WEIGHTS);
      for (int outcome = 0; outcome < 1 << offered; outcome++) {
        R064Store drawn = w.copy();
        for (int u = 0; u < offered; u++) {
          int e = (u * 5 + trial) % 6;
          drawn.data[e] = outcomes(scheme, w.data[e], layer.nu())[outcome >> u & 1];
        }
        assertBounded(w, drawn, offer, layer);
      }
    }
  }

  @Test
  void noDrawOfWholeColumnsOrRowsIsFurtherAway() {
    for (int trial = 0; trial < 40; trial++) {
      R064Store w = Nets.gaussian(random, ROWS, COLUMNS, 1);
      double p = random.nextDouble(0.05, 0.95);
      Offer offer = new Offer(new Scheme.Prune(p), 0.9, Grain.BLOCKS);
      LayerConstants layer = LayerConstants.of(new Dense(w, Activation.TANH));
      for (int outcome = 0; outcome < 1 << (ROWS + COLUMNS); outcome++) {
        R064Store columns = w.copy();
        R064Store rows = w.copy();
        for (int e = 0; e < w.data.length; e++) {
          columns.data[e] *= (outcome >> (e / ROWS) & 1) / p;
          rows.data[e] *= (outcome >> (e % ROWS) & 1) / p;
        }
        assertBounded(w, columns, offer, layer);
        assertBounded(w, rows, offer, layer);
      }
    }
  }

  private static void assertBounded(
      R064Store w, R064Store drawn, Offer offer, LayerConstants layer) {
    R064Store moved = w.copy();
    for (int e = 0; e < w.data.length; e++) {
      moved.data[e] = drawn.data[e] - w.data[e];
    }
    assertThat(LinearAlgebra.operatorNorm(moved))
        .isLessThanOrEqualTo(offer.deviation(layer) * (1 + 1e-9));
    assertThat(LinearAlgebra.operatorNorm(drawn))
        .isLessThanOrEqualTo(offer.growth(layer) * (1 + 1e-9));
  }

  /** A kept sign less, [[1, 1], [1, 0]], is longer than the whole, whose columns are orthogonal. */
  @Test
  void droppingAWeightMayLengthenAMatrix() {
    R064Store hadamard = R064Store.wrap(new double[] {1, 1, 1, -1}, 2);
    R064Store drawn = R064Store.wrap(new double[] {1 / 0.9, 1 / 0.9, 1 / 0.9, 0}, 2);
    LayerConstants layer = LayerConstants.of(new Dense(hadamard, Activation.TANH));
    Offer offer = new Offer(new Scheme.Prune(0.9), 0.999, Grain.WEIGHTS);
    assertThat(LinearAlgebra.operatorNorm(drawn)).isGreaterThan(layer.sigma() / 0.9);
    assertBounded(hadamard, drawn, offer, layer);
    // || |W| || / p, which is less than sigma + || |W| ||.
    assertThat(offer.growth(layer)).isCloseTo(2 / 0.9, within(1e-12));
  }

  /** (1 x 1): the draw that is kept reaches all bounds at once. */
  @Test
  void oneWeightReachesItsGrowthAndDeviation() {
    LayerConstants one =
        LayerConstants.of(new Dense(R064Store.wrap(new double[] {-3}, 1), Activation.TANH));
    for (Grain grain : Grain.values()) {
      Offer offer = new Offer(new Scheme.Prune(0.25), 0.9, grain);
      assertThat(offer.growth(one)).isEqualTo(12);
      assertThat(offer.deviation(one)).isEqualTo(9);
      // Dropping moves more than keeping does.
      assertThat(offer.withScheme(new Scheme.Prune(0.75)).deviation(one)).isEqualTo(3);
    }
  }

  @Test
  void shareIsTwiceTheOddsOfAlpha() {
    for (String alpha : new String[] {"0.5", "0.75", "0.984375"}) {
      BigDecimal a = new BigDecimal(alpha);
      double expected =
          a.multiply(BigDecimal.valueOf(2))
              .divide(BigDecimal.ONE.subtract(a), MathContext.DECIMAL128)
              .doubleValue();
      assertThat(new Offer(new Scheme.Prune(0.5), a.doubleValue(), Grain.WEIGHTS).share())
          .isEqualTo(expected);
    }
  }

  @Test
  void takesWhatGreedyOffersOnly() {
    CompressionSpec weights = Nets.spec("W1", new Scheme.Quantize(4), 0.8, Projections.NONE);
    assertThat(Offer.of(weights)).isEqualTo(new Offer(new Scheme.Quantize(4), 0.8, Grain.WEIGHTS));
    CompressionSpec neurons =
        Nets.spec("B1", Unit.NEURON, new Scheme.Prune(0.3), 0.8, Projections.NONE);
    assertThat(Offer.of(neurons)).isEqualTo(new Offer(new Scheme.Prune(0.3), 0.8, Grain.BLOCKS));
    CompressionSpec magnitude =
        new CompressionSpec(
            weights.target(),
            weights.unit(),
            new Magnitude(0.8),
            new Scheme.Prune(0.3),
            weights.projections());
    assertThatThrownBy(() -> Offer.of(magnitude))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "method is magnitude, expected greedy, which the paper's bounds are proved for");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAlphaOutsideOfTheOpenInterval(double alpha) {
    assertThatThrownBy(() -> new Offer(new Scheme.Prune(0.3), alpha, Grain.WEIGHTS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is %s, expected a number strictly between 0 and 1".formatted(alpha));
  }
}
