package io.github.widesweep.compression.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways of counting values against a count word for word. */
class TwoValuesTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** Numbers that repeat often, zeros of both signs, and numbers that are none. */
  private static final double[] FEW = {
    0.0, -0.0, 1, -1, 2, 0.5, Double.MIN_VALUE, -Double.MIN_VALUE, INF, -INF, Double.NaN, 1, 0.0
  };

  /** By comparing every weight with every earlier one: NaN is equal to nothing. */
  private static int distinct(double[] weights) {
    List<Double> seen = new ArrayList<>();
    for (double weight : weights) {
      if (seen.stream().mapToDouble(x -> x).noneMatch(other -> other == weight)) {
        seen.add(weight);
      }
    }
    return seen.size();
  }

  private static int nonzeros(double[] weights) {
    int count = 0;
    for (double weight : weights) {
      if (weight != 0) {
        count++;
      }
    }
    return count;
  }

  private static void assertCounted(Values values, double[] expected) {
    assertThat(values.weights()).containsExactly(expected);
    assertThat(values.nonzeros()).isEqualTo(nonzeros(expected));
    assertThat(values.distinct()).isEqualTo(distinct(expected));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 200})
  void countsWhatWasPicked(int count) {
    RandomGenerator random = Nets.random(count);
    for (int repeat = 0; repeat < 20; repeat++) {
      boolean few = repeat % 2 == 0;
      double[] first = new double[count];
      double[] second = new double[count];
      for (int e = 0; e < count; e++) {
        first[e] = few ? FEW[random.nextInt(FEW.length)] : random.nextGaussian();
        second[e] = few ? FEW[random.nextInt(FEW.length)] : repeat % 4 == 1 ? 0 : first[e];
      }
      TwoValues values = new TwoValues(first, second);
      for (int draw = 0; draw < 4; draw++) {
        byte[] choices = new byte[count];
        double[] expected = new double[count];
        for (int e = 0; e < count; e++) {
          choices[e] = (byte) random.nextInt(2);
          expected[e] = choices[e] == 0 ? first[e] : second[e];
        }
        assertCounted(values.pick(choices), expected);
        assertCounted(Values.of(expected), expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'0.0, -0.0', 1, 0",
    "'0.0, 1, 1', 2, 2",
    "'3, 3, 3', 1, 3",
    "'NaN, NaN', 2, 2",
    "'NaN, 0.0, NaN, -0.0', 3, 2",
    "'1, -1, Infinity, -Infinity', 4, 4",
    "'4.9E-324, 0, 9.9E-324', 3, 2"
  })
  void countsOneByOne(String weights, int distinct, int nonzeros) {
    double[] numbers = Arrays.stream(weights.split(",")).mapToDouble(Double::parseDouble).toArray();
    for (Values values :
        List.of(
            Values.of(numbers),
            new TwoValues(numbers, new double[numbers.length]).pick(new byte[numbers.length]))) {
      assertThat(values.distinct()).isEqualTo(distinct);
      assertThat(values.nonzeros()).isEqualTo(nonzeros);
    }
  }

  /** More classes than a word has bits. */
  @Test
  void everyWeightAValueOfItsOwn() {
    double[] first = Nets.gaussian(Nets.random(1), 1000, 1, 1).data;
    TwoValues values = new TwoValues(first, new double[1000]);
    byte[] choices = new byte[1000];
    assertThat(values.pick(choices).distinct()).isEqualTo(1000);
    choices[63] = 1;
    choices[64] = 1;
    assertThat(values.pick(choices).distinct()).isEqualTo(999);
    Arrays.fill(choices, (byte) 1);
    assertThat(values.pick(choices).distinct()).isEqualTo(1);
    assertThat(values.pick(choices).nonzeros()).isZero();
  }
}
