package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumberFormatTest {
  /** Every finite number of a format of two bytes, ascending, and its bits. */
  private static double[] all(NumberFormat format) {
    double[] numbers = new double[1 << 16];
    for (int bits = 0; bits < numbers.length; bits++) {
      numbers[bits] = format.get(ByteBuffer.allocate(2).putShort(0, (short) bits), 0);
    }
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void everyNumberOfTwoBytesComesBack(NumberFormat format) {
    double[] numbers = all(format);
    for (int bits = 0; bits < numbers.length; bits++) {
      if (Double.isNaN(numbers[bits])) {
        assertThat(format.round(numbers[bits])).isNaN();
      } else {
        ByteBuffer written = ByteBuffer.allocate(2);
        format.put(written, numbers[bits]);
        assertThat(written.getShort(0)).as("%x", bits).isEqualTo((short) bits);
      }
    }
  }

  /** Against a search for the nearest among all of them; of two, the one with even bits. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void roundsToTheNearest(NumberFormat format) {
    double[] positive = Arrays.stream(all(format), 0, 1 << 15).filter(Double::isFinite).toArray();
    SplittableRandom random = new SplittableRandom(16);
    for (int i = 0; i < 4000; i++) {
      int below = random.nextInt(positive.length - 1);
      double low = positive[below];
      double high = positive[below + 1];
      double middle = low + (high - low) / 2;
      double value = i % 3 == 0 ? middle : low + (high - low) * random.nextDouble();
      double nearest = value < middle ? low : value > middle ? high : below % 2 == 0 ? low : high;
      assertThat(format.round(value)).as("%s", value).isEqualTo(nearest);
      assertThat(format.round(-value)).isEqualTo(-nearest);
    }
  }

  @Test
  void knownNumbers() {
    assertThat(NumberFormat.FLOAT16.round(65504)).isEqualTo(65504);
    assertThat(NumberFormat.FLOAT16.round(65519.9)).isEqualTo(65504);
    assertThat(NumberFormat.FLOAT16.round(65520)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(NumberFormat.FLOAT16.round(-1e300)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(NumberFormat.FLOAT16.round(0x1p-24)).isEqualTo(0x1p-24);
    assertThat(NumberFormat.FLOAT16.round(0x1p-25)).isEqualTo(0);
    assertThat(NumberFormat.FLOAT16.round(1.0 / 3)).isEqualTo(0.333251953125);
    assertThat(NumberFormat.BFLOAT16.round(1.0 / 3)).isEqualTo(0.333984375);
    assertThat(NumberFormat.BFLOAT16.round(1e300)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(NumberFormat.FLOAT32.round(0.1)).isEqualTo(0.1f);
    assertThat(NumberFormat.FLOAT64.round(0.1)).isEqualTo(0.1);
    for (NumberFormat format : NumberFormat.values()) {
      assertThat(1 / format.round(-0.0)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(format.round(Double.NaN)).isNaN();
    }
  }
}
