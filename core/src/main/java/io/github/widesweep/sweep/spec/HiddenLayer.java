package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.training.LayerShape;
import java.util.OptionalInt;

/**
 * A hidden layer of a family of networks: dense, written as its size, or a circular convolution,
 * written {@code {conv: size, kernel: q}}.
 *
 * @param size number of neurons, or of filters
 * @param kernel rows and columns {@code q} of a convolution's kernels, 1 to {@value #MOST_KERNEL};
 *     empty for a dense layer
 */
public record HiddenLayer(HiddenSize size, OptionalInt kernel) {
  static final int MOST_KERNEL = 1024;
  static final String KERNEL = "a whole number from 1 to " + MOST_KERNEL;

  public HiddenLayer {
    require(size != null, "size", size, HiddenSize.FORM);
    require(
        kernel.isEmpty() || (kernel.getAsInt() >= 1 && kernel.getAsInt() <= MOST_KERNEL),
        "kernel",
        kernel,
        KERNEL);
  }

  public static HiddenLayer dense(HiddenSize size) {
    return new HiddenLayer(size, OptionalInt.empty());
  }

  public static HiddenLayer convolution(HiddenSize filters, int kernel) {
    return new HiddenLayer(filters, OptionalInt.of(kernel));
  }

  public boolean isConvolution() {
    return kernel.isPresent();
  }

  /** The layer at a width. */
  LayerShape at(int width) {
    return isConvolution()
        ? new LayerShape.Convolution(size.at(width), kernel.getAsInt())
        : new LayerShape.Dense(size.at(width));
  }

  /** The architecture's notation: {@code w}, {@code 40}, {@code conv(w,3)}. */
  @Override
  public String toString() {
    return isConvolution() ? "conv(" + size + "," + kernel.getAsInt() + ")" : size.toString();
  }
}
