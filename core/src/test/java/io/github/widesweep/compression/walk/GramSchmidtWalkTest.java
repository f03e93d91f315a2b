package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;

class GramSchmidtWalkTest {
  private static final double[] LAMBDAS = {1, 0.5, 0.1, 0.01, 1e-4};

  private final RandomGenerator random = Nets.random(7);

  @Test
  void isTheWalkOfThePaper() {
    for (int i = 0; i < 500; i++) {
      int units = i % 50 == 0 ? random.nextInt(50, 160) : random.nextInt(1, 20);
      WalkCase c = WalkCase.random(random, units, LAMBDAS[i % LAMBDAS.length]);
      double[] uniforms = random.doubles(units).toArray();
      GramSchmidtWalk.Coins coins = (coin, chance) -> uniforms[coin] < chance;
      assertThat(c.walk(coins)).isEqualTo(LiteralWalk.run(c.m(), c.chances(), coins));
    }
  }

  /** Eliminations of many panels from a matrix of condition 1e8: no error grows on the way. */
  @Test
  void doesNotDriftWhereNearlySingular() {
    for (int i = 0; i < 3; i++) {
      WalkCase c = WalkCase.random(random, 200, 1e-6);
      double[] uniforms = random.doubles(200).toArray();
      GramSchmidtWalk.Coins coins = (coin, chance) -> uniforms[coin] < chance;
      assertThat(c.walk(coins)).isEqualTo(LiteralWalk.run(c.m(), c.chances(), coins));
    }
  }

  /** With {@code M = I} the choices are independent, and each is decided by its own uniform. */
  @Test
  void isIndependentDrawsAtLambdaOne() {
    for (int i = 0; i < 100; i++) {
      WalkCase c = WalkCase.random(random, random.nextInt(1, 100), 1);
      double[] uniforms = random.doubles(c.units()).toArray();
      double[] walked = c.walk((coin, chance) -> uniforms[coin] < chance);
      for (int j = 0; j < c.units(); j++) {
        assertThat(walked[j]).isEqualTo(uniforms[j] < c.chances()[j] ? 1 : 0);
      }
    }
  }

  @Test
  void usesNoCoinTwice() {
    for (int i = 0; i < 100; i++) {
      WalkCase c = WalkCase.random(random, random.nextInt(1, 100), LAMBDAS[i % LAMBDAS.length]);
      Set<Integer> used = new HashSet<>();
      c.walk(
          (coin, chance) -> {
            assertThat(used.add(coin)).isTrue();
            return random.nextDouble() < chance;
          });
    }
  }

  /**
   * All outcomes of walks of up to ten units with their exact probabilities: the mean is where they
   * start, the covariance is below {@code M^-1 / 4} (of choices in [0, 1], which are half as far
   * apart as in [-1, 1]), and so the mean of Psi is within its bound.
   */
  @Test
  void enumerationKeepsMeanAndBound() {
    for (int i = 0; i < 150; i++) {
      WalkCase c = WalkCase.random(random, 1 + i % 10, LAMBDAS[i % LAMBDAS.length]);
      int n = c.units();
      double[] mean = new double[n];
      double[][] covariance = new double[n][n];
      double[] total = new double[2];
      CoinFalls.forEach(
          c::walk,
          (walked, probability) -> {
            total[0] += probability;
            for (int j = 0; j < n; j++) {
              mean[j] += probability * walked[j];
              for (int k = 0; k < n; k++) {
                double product = (walked[j] - c.chances()[j]) * (walked[k] - c.chances()[k]);
                covariance[j][k] += probability * product;
                total[1] += probability * 4 * product * c.v()[j][k];
              }
            }
          });
      assertThat(total[0]).isCloseTo(1, within(1e-12));
      for (int j = 0; j < n; j++) {
        assertThat(mean[j]).isCloseTo(c.chances()[j], within(1e-12));
      }
      double[][] inverse = LiteralWalk.inverse(c.m());
      double bound = 0;
      R064Store slack = R064Store.FACTORY.make(n, n);
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          slack.set(j, k, inverse[j][k] / 4 - covariance[j][k]);
          bound += c.v()[j][k] * inverse[j][k];
        }
      }
      assertThat(leastEigenvalue(slack)).isGreaterThan(-1e-9 / c.lambda());
      assertThat(total[1]).isLessThanOrEqualTo(bound * (1 + 1e-9));
    }
  }

  private static double leastEigenvalue(R064Store symmetric) {
    Eigenvalue<Double> eigenvalues = Eigenvalue.R064.make(symmetric, true);
    assertThat(eigenvalues.computeValuesOnly(symmetric)).isTrue();
    double[] values = new double[symmetric.getRowDim()];
    eigenvalues.getEigenvalues(values, Optional.empty());
    return Arrays.stream(values).min().orElseThrow();
  }
}
