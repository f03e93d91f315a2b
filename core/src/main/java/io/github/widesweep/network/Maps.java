package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

/**
 * What flows between layers, for one sample: square maps, one a channel, flattened channel, row,
 * column. Numbers without an order are maps of one number each.
 *
 * @param channels number of maps, at least 1
 * @param side rows and columns of a map, at least 1
 */
public record Maps(int channels, int side) {
  public Maps {
    require(channels >= 1, "channels", channels, "a whole number of at least 1");
    require(side >= 1, "side", side, "a whole number of at least 1");
  }

  /** Numbers without an order, at least 1. */
  public static Maps vector(int size) {
    return new Maps(size, 1);
  }

  /** Numbers of a map. */
  public long positions() {
    return (long) side * side;
  }

  /** Numbers of all maps; {@link Long#MAX_VALUE} if there are more. */
  public long size() {
    return product(channels, positions());
  }

  /** A product of numbers from 0 on; {@link Long#MAX_VALUE} if it is more. */
  static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }
}
