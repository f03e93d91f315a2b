package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Padding;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The propositions as they are printed, one plain line of arithmetic each, without the {@code
 * (1+eps)} that only buys one good outcome, against {@link LayerBounds} at random constants.
 */
class PropositionsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** The symbols of Section 5 and Appendix A at random. */
  private static final class Symbols {
    final int b;
    final double n1;
    final double n2;
    final double n3;
    final double sigma1;
    final double sigma2;
    final double nu1;
    final double nu2;
    final double alpha;
    final double p;
    final int k;
    final double theta;
    final double error;
    final LayerConstants first;
    final LayerConstants second;

    Symbols(RandomGenerator random, boolean blocks) {
      b = blocks ? 1 + random.nextInt(9) : 1;
      n1 = b * (1 + random.nextInt(12));
      n2 = b * (1 + random.nextInt(12));
      n3 = b * (1 + random.nextInt(12));
      sigma1 = random.nextDouble(0.1, 1.5);
      sigma2 = random.nextDouble(0.1, 1.5);
      nu1 = sigma1 * random.nextDouble(0.1, 1);
      nu2 = sigma2 * random.nextDouble(0.1, 1);
      alpha = random.nextDouble(0.05, 0.9);
      p = random.nextDouble(0.1, 0.95);
      k = 1 + random.nextInt(20);
      theta = random.nextDouble(0.1, 1.2);
      error = random.nextDouble();
      first = layer(n1, n2, sigma1, nu1);
      second = layer(n2, n3, sigma2, nu2);
    }

    private LayerConstants layer(double inputs, double outputs, double sigma, double nu) {
      return new LayerConstants(
          (long) inputs,
          (long) outputs,
          b,
          b == 1 ? 1 : 3,
          Padding.CIRCULAR,
          sigma,
          nu,
          2 * sigma,
          nu,
          0,
          Activation.TANH,
          INFINITE);
    }

    Offer pruned(Grain grain) {
      return new Offer(new Scheme.Prune(p), alpha, grain);
    }

    Offer quantized() {
      return new Offer(new Scheme.Quantize(k), alpha, Grain.WEIGHTS);
    }
  }

  private static double square(double x) {
    return x * x;
  }

  private static void close(Magnitude actual, double expected) {
    assertThat(actual.log())
        .isCloseTo(Math.log(expected), within(1e-11 * (1 + Math.abs(Math.log(expected)))));
  }

  @Test
  void wideLayersAreThoseOfPropositionsEighteenNineteenAndTwentyFour() {
    RandomGenerator random = Nets.random(18);
    for (int trial = 0; trial < 120; trial++) {
      Symbols s = new Symbols(random, false);
      double passed = square(s.sigma1) * s.error;
      // (67), (71).
      close(
          LayerBounds.wide(s.first, s.quantized(), s.theta, s.error),
          passed
              + 2
                  * s.alpha
                  * square(s.theta)
                  * square(s.nu1)
                  * s.n2
                  / (square(s.k) * (1 - s.alpha)));
      // (69), (71).
      close(
          LayerBounds.wide(s.first, s.pruned(Grain.WEIGHTS), s.theta, s.error),
          passed
              + 2
                  * s.alpha
                  * square(s.theta)
                  * (1 - s.p)
                  * square(s.nu1)
                  * s.n2
                  / (s.p * (1 - s.alpha)));
      Symbols t = new Symbols(random, true);
      // (106), (110).
      close(
          LayerBounds.wide(t.first, t.pruned(Grain.BLOCKS), t.theta, t.error),
          square(t.sigma1) * t.error
              + 2
                  * t.alpha
                  * square(t.theta)
                  * (1 - t.p)
                  / (t.p * (1 - t.alpha))
                  * square(t.nu1)
                  * t.n2
                  / t.b);
    }
  }

  private static void blockIs(BlockBound actual, Symbols s, double lambda, double omega) {
    double f = lambda * Math.exp(lambda);
    close(actual.lambda(), lambda);
    close(actual.omega(), omega);
    if (lambda < 600) {
      close(actual.bound(), (1 + f) * square(s.sigma1 * s.sigma2) * s.error + f * omega);
    }
  }

  /** (86) with the three choices of tau and Delta that Propositions 21 and 22 make. */
  @Test
  void blocksOfSingleWeightsAreThoseOfPropositionsTwentyOneAndTwentyTwo() {
    RandomGenerator random = Nets.random(22);
    for (int trial = 0; trial < 120; trial++) {
      Symbols s = new Symbols(random, false);
      double root = Math.sqrt(s.n2);
      double linear = 2 * s.theta * square(s.nu2) * s.n3 * root / s.sigma2;
      double mixed = 2 * square(s.theta) * s.nu1 * s.nu2 * Math.sqrt(s.n2 * s.n3);
      blockIs(
          LayerBounds.block(s.first, s.second, s.quantized(), s.theta, s.error),
          s,
          2 * s.alpha * s.theta * s.sigma2 * square(s.nu1) * root / (square(s.k) * (1 - s.alpha)),
          square(s.theta) + linear + mixed / s.k);
      blockIs(
          LayerBounds.block(s.first, s.second, s.pruned(Grain.WEIGHTS), s.theta, s.error),
          s,
          2
              * s.alpha
              * s.theta
              * (1 - s.p)
              * s.sigma2
              * square(s.nu1)
              * root
              / (s.p * (1 - s.alpha)),
          square(s.theta) + linear + mixed * Math.max(s.p, 1 - s.p) / s.p);
    }
  }

  /** (121), with {@code tau = max(1, (1-p)/p)}. */
  @Test
  void blocksOfRowsAreThoseOfPropositionTwentyFive() {
    RandomGenerator random = Nets.random(25);
    for (int trial = 0; trial < 120; trial++) {
      Symbols s = new Symbols(random, true);
      double root = Math.sqrt(s.b);
      double tau = Math.max(1, (1 - s.p) / s.p);
      blockIs(
          LayerBounds.block(s.first, s.second, s.pruned(Grain.BLOCKS), s.theta, s.error),
          s,
          2
              * s.theta
              * s.alpha
              * (1 - s.p)
              * square(s.sigma1)
              * s.nu2
              * Math.sqrt(s.n3)
              / (s.p * (1 - s.alpha) * root),
          (2 * s.theta * s.nu2 * Math.sqrt(s.n3)
                      + 2 * tau * square(s.theta) * s.sigma2 * s.nu1 * Math.sqrt(s.n1))
                  / root
              + square(s.theta));
    }
  }

  /** Inputs twice as long are a layer of twice the weights as far as W layers go. */
  @Test
  void wideBoundsDependOnTheProductOfWeightsAndInputs() {
    RandomGenerator random = Nets.random(26);
    for (int trial = 0; trial < 100; trial++) {
      Symbols s = new Symbols(random, false);
      LayerConstants doubled = s.layer(s.n1, s.n2, 2 * s.sigma1, 2 * s.nu1);
      close(
          LayerBounds.wide(s.first, s.quantized(), 2 * s.theta, 4 * s.error),
          LayerBounds.wide(doubled, s.quantized(), s.theta, s.error).value());
    }
  }
}
