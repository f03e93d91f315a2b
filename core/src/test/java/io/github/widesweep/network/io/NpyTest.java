package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy's arrays, written here by the format's own words, in every order that NumPy has. */
class NpyTest {
  private static final List<List<Integer>> SHAPES =
      List.of(
          List.of(),
          List.of(1),
          List.of(7),
          List.of(2, 3),
          List.of(4, 1),
          List.of(3, 2, 4),
          List.of(2, 3, 2, 2));

  private final SplittableRandom random = new SplittableRandom(3);

  private static String header(String descr, boolean fortran, List<Integer> shape) {
    String tuple =
        shape.size() == 1
            ? shape.get(0) + ","
            : shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
        .formatted(descr, fortran ? "True" : "False", tuple);
  }

  private static byte[] file(int version, String header, byte[] numbers) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    int start = version == 1 ? 10 : 12;
    ByteBuffer file = ByteBuffer.allocate(start + text.length + numbers.length);
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    return file.put(text).put(numbers).array();
  }

  /** Where an entry lies among the numbers. */
  private static int place(int[] index, List<Integer> shape, boolean fortran) {
    int place = 0;
    int step = 1;
    for (int k = 0; k < shape.size(); k++) {
      int d = fortran ? k : shape.size() - 1 - k;
      place += step * index[d];
      step *= shape.get(d);
    }
    return place;
  }

  private static int[] index(int number, List<Integer> shape) {
    int[] index = new int[shape.size()];
    int rest = number;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % shape.get(d);
      rest /= shape.get(d);
    }
    return index;
  }

  static Stream<Arguments> types() {
    return Stream.of("<", ">", "=", "")
        .flatMap(
            order ->
                Stream.of(NumberFormat.FLOAT16, NumberFormat.FLOAT32, NumberFormat.FLOAT64)
                    .map(format -> Arguments.of(order, format)));
  }

  /** Entry by entry, whatever the order of bytes and of dimensions. */
  @ParameterizedTest
  @MethodSource("types")
  void everyArrayOfFloatsIsRead(String order, NumberFormat format) {
    for (List<Integer> shape : SHAPES) {
      for (boolean fortran : new boolean[] {false, true}) {
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        double[] values = random.doubles(count, -9, 9).map(v -> format.round(v)).toArray();
        ByteBuffer numbers = ByteBuffer.allocate(count * format.bytes());
        numbers.order(order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] stored = new double[count];
        for (int i = 0; i < count; i++) {
          stored[place(index(i, shape), shape, fortran)] = values[i];
        }
        for (double value : stored) {
          format.put(numbers, value);
        }
        String header = header(order + "f" + format.bytes(), fortran, shape);
        for (int version = 1; version <= 3; version++) {
          Tensor read = Npy.read("w", file(version, header, numbers.array())).orElseThrow();
          assertThat(read.name()).isEqualTo("w");
          assertThat(read.format()).isEqualTo(format);
          assertThat(read.shape()).isEqualTo(shape);
          assertThat(read.values()).isEqualTo(values);
        }
      }
    }
  }

  /** Arrays of other things are none that a network is made of: not read, not refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'<i4'",
        "'|b1'",
        "'<c16'",
        "'<f16'",
        "'<u8'",
        "'<U3'",
        "'|O'",
        "'|S5'",
        "'<M8[ns]'",
        "[('a', '<f8'), ('b', '<i4')]"
      })
  void otherTypesAreLeftAlone(String descr) {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (2,), }";
    assertThat(Npy.read("w", file(1, header, new byte[3]))).isEmpty();
  }

  /** What is written begins where NumPy wants it, says what it is, and comes back to the bit. */
  @Test
  void whatIsWrittenComesBackToTheBit() {
    for (NumberFormat format : NumberFormat.values()) {
      for (List<Integer> shape : SHAPES) {
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        double[] values = random.doubles(count, -9, 9).map(format::round).toArray();
        values[0] = -0.0;
        byte[] file = Npy.write(new Tensor("w", format, shape, values));
        NumberFormat expected = format == NumberFormat.BFLOAT16 ? NumberFormat.FLOAT32 : format;
        int start = file.length - count * expected.bytes();
        assertThat(start % 64).isZero();
        String text = new String(file, 10, start - 10, StandardCharsets.ISO_8859_1);
        assertThat(text.strip()).isEqualTo(header("<f" + expected.bytes(), false, shape));
        assertThat(text).endsWith("\n");
        Tensor read = Npy.read("w", file).orElseThrow();
        assertThat(read.format()).isEqualTo(expected);
        assertThat(read.shape()).isEqualTo(shape);
        assertThat(read.values()).isEqualTo(values);
        assertThat(Npy.write(read)).isEqualTo(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "{\"a\": 1}", "sigma \u03c3, \u4e2d, \ud83d\ude00"})
  void textsComeBack(String text) {
    byte[] file = Npy.write(text);
    assertThat(Npy.readText("t", file)).contains(text);
    assertThat(Npy.read("t", file)).isEmpty();
    if (!text.isEmpty()) {
      assertThatThrownBy(() -> Npy.readText("t", Arrays.copyOf(file, file.length - 4)))
          .isInstanceOf(UserException.class)
          .hasMessageMatching("npz: array t: \\d+ bytes of text, expected \\d+");
    }
  }

  /** Several texts, and numbers, are no one text. */
  @Test
  void otherArraysAreNoText() {
    assertThat(Npy.readText("t", file(1, header("<U1", false, List.of(2)), new byte[8]))).isEmpty();
    Tensor one = new Tensor("t", NumberFormat.FLOAT64, List.of(), new double[] {3});
    assertThat(Npy.readText("t", Npy.write(one))).isEmpty();
  }

  /** Cut off anywhere, or with a byte too many: one line that names the array. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void truncationsAreRefusedAtEveryByte(int version) {
    byte[] numbers = new byte[48];
    byte[] file = file(version, header("<f8", true, List.of(2, 3)), numbers);
    assertThat(Npy.read("w", file)).isPresent();
    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), "array w: ");
    }
    assertRefused(Arrays.copyOf(file, file.length + 1), "49 bytes of numbers, expected 48 for");
  }

  @ParameterizedTest
  @CsvSource({"<, NaN, 3", ">, Infinity, 0", "<, -Infinity, 5", ">, NaN, 5"})
  void numbersThatAreNoneAreNamedWithTheirPlace(String order, double value, int place) {
    for (NumberFormat format : List.of(NumberFormat.FLOAT16, NumberFormat.FLOAT64)) {
      ByteBuffer numbers = ByteBuffer.allocate(6 * format.bytes());
      numbers.order(order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      IntStream.range(0, 6).forEach(i -> format.put(numbers, i == place ? value : i));
      String header = header(order + "f" + format.bytes(), false, List.of(2, 3));
      assertThatThrownBy(() -> Npy.read("w", file(1, header, numbers.array())))
          .isInstanceOf(UserException.class)
          .hasMessage("npz: w holds %s at place %d, expected finite numbers", value, place);
    }
  }

  @Test
  void whatIsNoArrayIsRefused() {
    byte[] file = file(1, header("<f8", false, List.of(1)), new byte[8]);
    for (int at = 0; at < 6; at++) {
      byte[] wrong = file.clone();
      wrong[at] ^= 1;
      assertRefused(wrong, "npz: array w: does not begin as NumPy's arrays do");
    }
    for (int version : new int[] {0, 4, -1}) {
      byte[] wrong = file.clone();
      wrong[6] = (byte) version;
      assertRefused(
          wrong, "npz: array w: version %d of the format, expected 1 to 3".formatted(version));
    }
    byte[] longer = file.clone();
    longer[9] = (byte) 0xff;
    assertRefused(longer, "bytes, of which");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Npy.read("w", file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
