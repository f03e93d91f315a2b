package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sizes of maps, and of what padding makes of them, against counting. */
class MapsTest {
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Up to the largest number, which stands for all beyond. */
  @Test
  void productsStopAtTheLargestNumber() {
    SplittableRandom random = new SplittableRandom(4);
    long[] edges = {0, 1, 2, 3, 1L << 31, 1L << 32, (1L << 32) - 1, 3037000499L, 3037000500L};
    for (long a : edges) {
      for (long b : edges) {
        assertProduct(a, b);
        assertProduct(Long.MAX_VALUE - a, b);
        assertProduct(a, Long.MAX_VALUE / Math.max(1, b));
      }
    }
    for (int trial = 0; trial < 500; trial++) {
      assertProduct(
          random.nextLong() >>> random.nextInt(1, 64), random.nextLong() >>> random.nextInt(1, 64));
    }
  }

  private static void assertProduct(long a, long b) {
    BigInteger exact = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    assertThat(Maps.product(a, b)).as("%d x %d", a, b).isEqualTo(exact.min(MOST).longValue());
  }

  @Test
  void sizesOfMaps() {
    Maps maps = new Maps(3, 5);
    assertThat(maps.positions()).isEqualTo(25);
    assertThat(maps.size()).isEqualTo(75);
    assertThat(Maps.vector(7)).isEqualTo(new Maps(7, 1));
    assertThat(Maps.vector(7).size()).isEqualTo(7);
    int most = Integer.MAX_VALUE;
    assertThat(new Maps(1, most).positions()).isEqualTo((long) most * most);
    assertThat(new Maps(most, most).size()).isEqualTo(Long.MAX_VALUE);
    assertRefused(() -> new Maps(0, 5), "channels is 0, expected a whole number of at least 1");
    assertRefused(() -> new Maps(5, -1), "side is -1, expected a whole number of at least 1");
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  /** A kernel is laid at every place where it fits on the map and its zeros. */
  @Test
  void outputSidesAreCountsOfPlaces() {
    for (int side = 1; side <= 6; side++) {
      for (int kernel = 1; kernel <= 8; kernel++) {
        assertThat(Padding.CIRCULAR.outputSide(side, kernel)).isEqualTo(side);
        for (int before = 0; before < 4; before++) {
          for (int after = 0; after < 4; after++) {
            Padding padding = Padding.zero(before, after);
            int places = 0;
            for (int first = -before; first + kernel <= side + after; first++) {
              places++;
            }
            assertThat(Math.max(0, padding.outputSide(side, kernel))).isEqualTo(places);
            assertThat(padding.firstTap()).isEqualTo(-before);
          }
        }
      }
    }
    assertThat(Padding.zero(1_000_000_000, 1_000_000_000).outputSide(1_000_000_000, 1))
        .isEqualTo(3_000_000_000L);
  }

  @Test
  void paddingThatCannotBeIsRefused() {
    assertThat(Padding.CIRCULAR.firstTap()).isEqualTo(1);
    assertThat(Padding.CIRCULAR.isCircular()).isTrue();
    assertThat(Padding.zero(0, 0).isCircular()).isFalse();
    assertThat(Padding.zero(0, 0)).isNotEqualTo(Padding.CIRCULAR);
    assertRefused(() -> Padding.zero(-1, 0), "before is -1, expected at least 0");
    assertRefused(() -> Padding.zero(0, -2), "after is -2, expected at least 0");
    assertRefused(
        () -> new Padding(Padding.Kind.CIRCULAR, 0, 1),
        "after is 1, expected 0, as circular padding adds no lines");
    assertRefused(
        () -> new Padding(Padding.Kind.CIRCULAR, 2, 0),
        "before is 2, expected 0, as circular padding adds no lines");
    assertRefused(
        () -> Padding.parse("zero 1\n1"),
        "padding is zero 1 1, expected circular, or zero BEFORE AFTER, two whole numbers");
    assertRefused(
        () -> Padding.parse("zero 1 1234567890"),
        "padding is zero 1 1234567890, expected circular, or zero BEFORE AFTER, two whole numbers");
    assertThat(Padding.parse("zero 999999999 0")).isEqualTo(Padding.zero(999_999_999, 0));
  }
}
