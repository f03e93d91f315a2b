package io.github.widesweep.network.io;

import static io.github.widesweep.InvalidValueException.require;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A named array of numbers in a file.
 *
 * @param name its name, unique in the file
 * @param format how its numbers are stored
 * @param shape sizes of its dimensions, each at least 1; empty for a single number
 * @param values the numbers in C order, the last dimension fastest, all finite; as many as the
 *     shape says
 */
public record Tensor(String name, NumberFormat format, List<Integer> shape, double[] values) {
  /** Numbers in one tensor: what a Java array of float64 holds in 4 GB. */
  static final long MOST_NUMBERS = 1L << 29;

  public Tensor {
    shape = List.copyOf(shape);
    require(
        count(shape) == values.length,
        "values",
        values.length + " numbers",
        "as many as shape " + shape + " says");
  }

  /** The product of the sizes, 1 of none; {@code MOST_NUMBERS + 1} if there are more than that. */
  static long count(List<? extends Number> shape) {
    long count = 1;
    for (Number size : shape) {
      long factor = size.longValue();
      if (factor < 0 || factor > MOST_NUMBERS || count * factor > MOST_NUMBERS) {
        return MOST_NUMBERS + 1;
      }
      count *= factor;
    }
    return count;
  }

  /** The same tensor with other numbers. */
  public Tensor withValues(double[] others) {
    return new Tensor(name, format, shape, others);
  }

  /** The numbers as the file stores them. */
  void put(ByteBuffer data) {
    for (double value : values) {
      format.put(data, value);
    }
  }

  /**
   * Decodes numbers.
   *
   * @param data exactly the numbers' bytes
   * @throws io.github.widesweep.UserException if one is not finite
   */
  static Tensor decode(
      TensorFormat file, String name, NumberFormat format, List<Integer> shape, ByteBuffer data) {
    double[] values = new double[(int) count(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = format.get(data, i * format.bytes());
      if (!Double.isFinite(values[i])) {
        throw file.malformed(
            "%s holds %s at place %d, expected finite numbers".formatted(name, values[i], i));
      }
    }
    return new Tensor(name, format, shape, values);
  }
}
