package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import java.util.OptionalInt;

/**
 * A hidden layer of a family of networks: dense, written as its size, or a circular convolution,
 * written {@code {conv: size, kernel: q}}.
 *
 * @param size number of neurons, or of filters, at least 1; empty for the swept width, written
 *     {@value #WIDTH}
 * @param kernel rows and columns {@code q} of a convolution's kernels, 1 to {@value #MOST_KERNEL};
 *     empty for a dense layer
 */
public record HiddenLayer(OptionalInt size, OptionalInt kernel) {
  static final String WIDTH = "width";
  static final String SIZE = "the word width or a whole number of at least 1";
  static final int MOST_KERNEL = 1024;
  static final String KERNEL = "a whole number from 1 to " + MOST_KERNEL;

  public HiddenLayer {
    require(size.isEmpty() || size.getAsInt() >= 1, "size", size, SIZE);
    require(
        kernel.isEmpty() || (kernel.getAsInt() >= 1 && kernel.getAsInt() <= MOST_KERNEL),
        "kernel",
        kernel,
        KERNEL);
  }

  boolean isConvolution() {
    return kernel.isPresent();
  }

  /** The layer at a width, behind what gives these maps. */
  LayerShape at(int width, Maps inputs) {
    int units = size.orElse(width);
    return isConvolution()
        ? LayerShape.convolution(inputs, units, kernel.getAsInt())
        : LayerShape.dense(inputs, units);
  }

  /** The architecture's notation: {@code w}, {@code 40}, {@code conv(w,3)}. */
  @Override
  public String toString() {
    String units = size.isPresent() ? String.valueOf(size.getAsInt()) : "w";
    return isConvolution() ? "conv(" + units + "," + kernel.getAsInt() + ")" : units;
  }
}
