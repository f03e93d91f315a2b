package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BisectionTest {
  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        1e-300,
        1e-9,
        0.1,
        0.3,
        0.5,
        0.75,
        0x1.fffffffffffffp-1
      })
  void findsAThresholdToTheLastDigit(double threshold) {
    assertThat(Bisection.leastProbability(p -> p >= threshold)).hasValue(threshold);
  }

  @Test
  void findsRandomThresholdsInAFewTries() {
    RandomGenerator random = Nets.random(2);
    for (int trial = 0; trial < 200; trial++) {
      double threshold = Math.exp(-random.nextDouble(0, 700));
      int[] tries = new int[1];
      assertThat(
              Bisection.leastProbability(
                  p -> {
                    tries[0]++;
                    assertThat(p).isBetween(Double.MIN_VALUE, Math.nextDown(1.0));
                    return p > threshold;
                  }))
          .hasValue(Math.nextUp(threshold));
      assertThat(tries[0]).isLessThanOrEqualTo(65);
    }
  }

  @Test
  void whatIsNeverMetHasNoAnswerAndWhatIsAlwaysMetTheLeastNumber() {
    assertThat(Bisection.leastProbability(p -> false)).isEmpty();
    assertThat(Bisection.leastProbability(p -> p >= 1)).isEmpty();
    assertThat(Bisection.leastProbability(p -> Double.isNaN(p))).isEmpty();
    assertThat(Bisection.leastProbability(p -> true)).hasValue(Double.MIN_VALUE);
  }
}
