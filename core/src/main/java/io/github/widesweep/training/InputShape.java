package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/** The shape of what a layer takes and gives. */
public sealed interface InputShape extends Serializable {
  /** Numbers a sample. */
  int size();

  /**
   * Numbers without an order.
   *
   * @param size at least 1
   */
  record Vector(int size) implements InputShape {
    public Vector {
      require(size >= 1, "size", size, "a whole number of at least 1");
    }
  }

  /**
   * Square maps, flattened channel, row, column.
   *
   * @param channels at least 1
   * @param side rows and columns of a map, at least 1
   */
  record Maps(int channels, int side) implements InputShape {
    public Maps {
      require(channels >= 1, "channels", channels, "a whole number of at least 1");
      require(side >= 1, "side", side, "a whole number of at least 1");
      require(
          (double) channels * side * side <= Integer.MAX_VALUE,
          "side",
          side,
          "maps of less than 2^31 numbers, channels together");
    }

    @Override
    public int size() {
      return channels * side * side;
    }
  }
}
