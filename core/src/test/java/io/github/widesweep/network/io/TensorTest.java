package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tensors, and what is said of files that have none. */
class TensorTest {
  private static final BigInteger MOST = BigInteger.valueOf(Tensor.MOST_NUMBERS + 1);

  /** Whatever is too large, of any sizes, is the same number: nothing overflows into the small. */
  @Test
  void countsStopBehindTheMost() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 500; trial++) {
      List<Long> shape = new ArrayList<>();
      BigInteger exact = BigInteger.ONE;
      for (int d = random.nextInt(5); d > 0; d--) {
        long size = random.nextLong(1, 1L << random.nextInt(1, 63));
        shape.add(size);
        exact = exact.multiply(BigInteger.valueOf(size));
      }
      assertThat(Tensor.count(shape)).as("%s", shape).isEqualTo(exact.min(MOST).longValue());
    }
    assertThat(Tensor.count(List.of())).isEqualTo(1);
    assertThat(Tensor.count(List.of(1 << 29))).isEqualTo(1 << 29);
    assertThat(Tensor.count(List.of(1 << 29, 2))).isEqualTo(MOST.longValue());
    assertThat(Tensor.count(List.of(3, -1))).isEqualTo(MOST.longValue());
    assertThat(Tensor.count(List.of(5, 0))).isZero();
  }

  @Test
  void aTensorHasAsManyNumbersAsItsShapeSays() {
    List<Integer> shape = new ArrayList<>(List.of(2, 3));
    Tensor tensor = new Tensor("w", NumberFormat.FLOAT32, shape, new double[6]);
    shape.set(0, 9);
    assertThat(tensor.shape()).containsExactly(2, 3);
    Tensor other = tensor.withValues(new double[] {1, 2, 3, 4, 5, 6});
    assertThat(other.name()).isEqualTo("w");
    assertThat(other.format()).isEqualTo(NumberFormat.FLOAT32);
    assertThat(other.shape()).isEqualTo(tensor.shape());
    assertThat(other.values()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> tensor.withValues(new double[5]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("values is 5 numbers, expected as many as shape [2, 3] says");
    assertThatThrownBy(() -> new Tensor("s", NumberFormat.FLOAT64, List.of(), new double[0]))
        .isInstanceOf(InvalidValueException.class);
  }

  /** Numbers of every size in bytes follow each other; the first that is none is named. */
  @Test
  void numbersAreDecodedInTheirOrder() {
    for (NumberFormat format : NumberFormat.values()) {
      double[] values = {0.5, -2, 0, 1, -0.0, 96};
      Tensor tensor = new Tensor("w", format, List.of(3, 2), values);
      ByteBuffer data = ByteBuffer.allocate(6 * format.bytes());
      tensor.put(data);
      assertThat(data.hasRemaining()).isFalse();
      Tensor decoded = Tensor.decode(TensorFormat.ONNX, "w", format, List.of(3, 2), data);
      assertThat(decoded.values()).isEqualTo(values);
      ByteBuffer broken = ByteBuffer.allocate(6 * format.bytes());
      double inf = Double.POSITIVE_INFINITY;
      tensor.withValues(new double[] {1, 1, 1, inf, Double.NaN, 1}).put(broken);
      assertThatThrownBy(() -> Tensor.decode(TensorFormat.ONNX, "w", format, List.of(3, 2), broken))
          .isInstanceOf(UserException.class)
          .hasMessage("onnx: w holds Infinity at place 3, expected finite numbers");
    }
  }

  /** An ending says the format, in any letters and any language's. */
  @Test
  void namesSayTheFormat() {
    Locale before = Locale.getDefault();
    try {
      // Where the small letter of I is another one.
      Locale.setDefault(Locale.forLanguageTag("tr"));
      for (TensorFormat format : TensorFormat.values()) {
        assertThat(TensorFormat.of("dir.d/W" + format.suffix())).isEqualTo(format);
        assertThat(TensorFormat.of("w" + format.suffix().toUpperCase(Locale.ROOT)))
            .isEqualTo(format);
        assertThat(TensorFormat.find("w" + format.suffix() + ".gz")).isEmpty();
        assertThat(TensorFormat.find("w" + format.suffix().substring(1))).isEmpty();
      }
      assertThat(TensorFormat.SAFETENSORS.suffix()).isEqualTo(".safetensors");
      assertThat(TensorFormat.NPZ.suffix()).isEqualTo(".npz");
      assertThat(TensorFormat.ONNX.suffix()).isEqualTo(".onnx");
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Whatever a file's text is: one line, that a person reads to its end. */
  @Test
  void messagesAreOneShortLine() {
    assertThat(TensorFormat.NPZ.malformed("a\nb\tc\u0000d"))
        .isInstanceOf(UserException.class)
        .hasMessage("npz: a b c d");
    String long500 = "x".repeat(500);
    assertThat(TensorFormat.ONNX.malformed(long500)).hasMessage("onnx: " + long500);
    assertThat(TensorFormat.ONNX.malformed(long500 + "y")).hasMessage("onnx: " + long500 + "...");
  }
}
