package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many steps lie between two computations of the scores. */
class OrderingTest {
  private static final List<Ordering> ALL =
      List.of(
          new Ordering.Exact(),
          new Ordering.Refresh(0.05),
          new Ordering.Refresh(1),
          new Ordering.Static());

  /** Fractions with few decimals, as specs have them, in exact decimal arithmetic. */
  @Test
  void periodsAreTheCeilingOfADecimalProduct() {
    RandomGenerator random = Nets.random(81);
    for (int round = 0; round < 2000; round++) {
      BigDecimal fraction = BigDecimal.valueOf(random.nextInt(1, 1001), 3);
      int steps = random.nextInt(1, 100_000);
      int expected =
          fraction.multiply(BigDecimal.valueOf(steps)).setScale(0, RoundingMode.CEILING).intValue();
      assertThat(new Ordering.Refresh(fraction.doubleValue()).period(steps)).isEqualTo(expected);
    }
  }

  /** 0.1 + 0.2 is a little more than 0.3, and said to be. */
  @ParameterizedTest
  @CsvSource({
    "0.07, 100, 7",
    "0.29, 100, 29",
    "0.3, 10, 3",
    "0.30000000000000004, 10, 4",
    "1, 17, 17",
    "1e-300, 1000000, 1",
    "0.5, 1, 1",
    "0.5, 3, 2",
    "0.001, 2147483647, 2147484"
  })
  void periodsOfFractions(double fraction, int steps, int period) {
    assertThat(new Ordering.Refresh(fraction).period(steps)).isEqualTo(period);
  }

  @Test
  void periodsGrowWithStepsAndFractionsAndAreAtLeastOne() {
    for (Ordering ordering : ALL) {
      int before = 0;
      for (int steps : new int[] {0, 1, 2, 3, 19, 20, 21, 1000, Integer.MAX_VALUE}) {
        int period = ordering.period(steps);
        assertThat(period).isBetween(Math.max(1, before), Math.max(1, steps));
        before = period;
      }
    }
    for (int steps : new int[] {1, 7, 1000}) {
      assertThat(new Ordering.Refresh(1).period(steps)).isEqualTo(steps);
      assertThat(new Ordering.Static().period(steps)).isEqualTo(steps);
      assertThat(new Ordering.Refresh(1e-9).period(steps)).isEqualTo(1);
    }
  }

  /** Scores are computed at most once more than 1 / fraction times. */
  @Test
  void refreshesAreNoMoreThanAskedFor() {
    for (double fraction : new double[] {0.01, 0.3, 0.5, 0.9}) {
      for (int steps : new int[] {1, 9, 100, 1151}) {
        int period = new Ordering.Refresh(fraction).period(steps);
        assertThat(Math.ceil((double) steps / period)).isLessThanOrEqualTo(Math.ceil(1 / fraction));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.0000001, 2, Double.NaN, Double.POSITIVE_INFINITY})
  void fractionsLieAboveZeroAndUpToOne(double fraction) {
    assertThatThrownBy(() -> new Ordering.Refresh(fraction))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "refresh is %s, expected a fraction of the steps, above 0 and at most 1", fraction);
  }

  /** Coordinates of runs: different orderings never have the same, equal ones always. */
  @Test
  void canonicalNamesTellOrderingsApart() {
    assertThat(ALL.stream().map(Ordering::canonical))
        .containsExactly("exact", "refresh 0.05", "refresh 1.0", "static");
    assertThat(new Ordering.Refresh(0.5)).isEqualTo(new Ordering.Refresh(0.50));
    // As a spec has them.
    assertThat(ALL)
        .extracting(Ordering::toString)
        .containsExactly("exact", "refresh: 0.05", "refresh: 1.0", "static");
  }

  /** They travel to executors. */
  @Test
  void orderingsTravel() throws IOException, ClassNotFoundException {
    for (Ordering ordering : ALL) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(ordering);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(ordering);
      }
    }
  }
}
