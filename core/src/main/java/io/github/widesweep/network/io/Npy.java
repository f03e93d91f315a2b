package io.github.widesweep.network.io;

import io.github.widesweep.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's format of one array, versions 1 to 3: six bytes of magic, two of version, the header's
 * length, the header, which is the text of a Python dictionary, and the numbers.
 */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Numbers start at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  private static final Map<String, NumberFormat> FORMATS =
      Map.of("f8", NumberFormat.FLOAT64, "f4", NumberFormat.FLOAT32, "f2", NumberFormat.FLOAT16);

  private static final Pattern DESCR = Pattern.compile("'descr': *'([<>|=]?)(\\w+)'");
  private static final Pattern TEXT = Pattern.compile("'descr': *'([<>=]?)U(\\d{1,9})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape': *\\(((?:\\d{1,10}, *)*(?:\\d{1,10})?)\\)");

  private static final Pattern SIZE = Pattern.compile("\\d+");

  private Npy() {}

  /**
   * Reads an array.
   *
   * @return empty if its type is none of floating-point numbers of 2, 4 or 8 bytes
   * @throws UserException if the bytes are no array in this format, or numbers are not finite
   */
  static Optional<Tensor> read(String name, byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(name, buffer);
    Matcher descr = DESCR.matcher(header);
    if (!descr.find()) {
      // A structured type, or no array at all: nothing that a network is made of.
      return Optional.empty();
    }
    NumberFormat format = FORMATS.get(descr.group(2));
    if (format == null) {
      return Optional.empty();
    }
    List<Integer> shape = shape(name, header);
    ByteBuffer data = buffer.slice();
    data.order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long expected = Tensor.count(shape) * format.bytes();
    if (data.limit() != expected) {
      throw malformed(
          name,
          "%d bytes of numbers, expected %d for shape %s; it may be truncated"
              .formatted(data.limit(), expected, shape));
    }
    return Optional.of(
        isFortranOrder(name, header)
            ? columnMajor(name, format, shape, data)
            : Tensor.decode(TensorFormat.NPZ, name, format, shape, data));
  }

  /**
   * The text in an array of one.
   *
   * @return empty if it is another array, or of another type
   * @throws UserException as of {@link #read}
   */
  static Optional<String> readText(String name, byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    String header = header(name, buffer.order(ByteOrder.LITTLE_ENDIAN));
    Matcher descr = TEXT.matcher(header);
    if (!descr.find() || !shape(name, header).isEmpty()) {
      return Optional.empty();
    }
    long expected = 4 * Long.parseLong(descr.group(2));
    if (buffer.remaining() != expected) {
      throw malformed(
          name, "%d bytes of text, expected %d".formatted(buffer.remaining(), expected));
    }
    Charset utf32 = descr.group(1).equals(">") ? UTF_32BE : UTF_32LE;
    return Optional.of(utf32.decode(buffer).toString().replaceFirst("\0+$", ""));
  }

  private static String header(String name, ByteBuffer buffer) {
    for (byte magic : MAGIC) {
      if (!buffer.hasRemaining() || buffer.get() != magic) {
        throw malformed(name, "does not begin as NumPy's arrays do");
      }
    }
    if (buffer.remaining() < 6) {
      throw malformed(name, "ends within its header");
    }
    int version = buffer.get();
    buffer.get();
    if (version < 1 || version > 3) {
      throw malformed(name, "version %d of the format, expected 1 to 3".formatted(version));
    }
    long length = version == 1 ? buffer.getShort() & 0xffff : buffer.getInt() & 0xffffffffL;
    if (length > buffer.remaining()) {
      throw malformed(
          name, "header of %d bytes, of which %d are there".formatted(length, buffer.remaining()));
    }
    byte[] text = new byte[(int) length];
    buffer.get(text);
    return new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  private static List<Integer> shape(String name, String header) {
    Matcher matcher = SHAPE.matcher(header);
    if (!matcher.find()) {
      throw malformed(name, "no shape in its header " + header.strip());
    }
    List<Integer> shape = new ArrayList<>();
    Matcher size = SIZE.matcher(matcher.group(1));
    while (size.find()) {
      long value = Long.parseLong(size.group());
      if (value < 1 || value > Tensor.MOST_NUMBERS) {
        throw malformed(name, "size %d in its shape, expected 1 or more that fit".formatted(value));
      }
      shape.add((int) value);
    }
    if (Tensor.count(shape) > Tensor.MOST_NUMBERS) {
      throw malformed(name, "shape %s is too large".formatted(shape));
    }
    return shape;
  }

  private static boolean isFortranOrder(String name, String header) {
    Matcher matcher = ORDER.matcher(header);
    if (!matcher.find()) {
      throw malformed(name, "no fortran_order in its header " + header.strip());
    }
    return matcher.group(1).equals("True");
  }

  /** The first dimension fastest: the C order of the reversed shape. */
  private static Tensor columnMajor(
      String name, NumberFormat format, List<Integer> shape, ByteBuffer data) {
    List<Integer> reversed = new ArrayList<>(shape);
    Collections.reverse(reversed);
    Tensor read = Tensor.decode(TensorFormat.NPZ, name, format, reversed, data);
    double[] values = new double[read.values().length];
    int[] index = new int[shape.size()];
    for (double value : read.values()) {
      int at = 0;
      for (int d = 0; d < index.length; d++) {
        at = at * shape.get(d) + index[d];
      }
      values[at] = value;
      for (int d = 0; d < index.length && ++index[d] == shape.get(d); d++) {
        index[d] = 0;
      }
    }
    return new Tensor(name, format, shape, values);
  }

  /** The file of an array, version 1, in C order; NumPy has no bfloat16, so that is widened. */
  static byte[] write(Tensor original) {
    Tensor tensor =
        original.format() == NumberFormat.BFLOAT16
            ? new Tensor(original.name(), NumberFormat.FLOAT32, original.shape(), original.values())
            : original;
    StringBuilder shape = new StringBuilder();
    tensor.shape().forEach(size -> shape.append(size).append(", "));
    // Python writes tuples of one element with a comma, longer ones without a last one.
    String tuple =
        tensor.shape().size() > 1
            ? shape.substring(0, shape.length() - 2)
            : shape.toString().stripTrailing();
    int bytes = tensor.format().bytes();
    return file("<f" + bytes, tuple, tensor.values().length * bytes, tensor::put);
  }

  /** The file of an array without dimensions that is a text. */
  static byte[] write(String text) {
    byte[] bytes = text.getBytes(UTF_32LE);
    return file("<U" + bytes.length / 4, "", bytes.length, buffer -> buffer.put(bytes));
  }

  private static byte[] file(String descr, String tuple, int bytes, Consumer<ByteBuffer> contents) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descr, tuple);
    int start = MAGIC.length + 4;
    int padding = -(start + header.length() + 1) & (ALIGNMENT - 1);
    int length = header.length() + padding + 1;
    ByteBuffer buffer = ByteBuffer.allocate(start + length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    buffer.put((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    contents.accept(buffer);
    return buffer.array();
  }

  private static UserException malformed(String name, String message) {
    return TensorFormat.NPZ.malformed("array %s: %s".formatted(name, message));
  }
}
