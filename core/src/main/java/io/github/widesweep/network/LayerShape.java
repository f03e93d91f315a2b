package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.OptionalInt;

/**
 * What a layer is before it has weights. Nothing is made of it yet, so layers too large to exist
 * have a shape, too: counts are exact up to {@link Long#MAX_VALUE}, which stands for all beyond.
 *
 * @param inputs what it takes; a dense layer takes maps as numbers without an order
 * @param outputs what it gives: of a convolution, maps as large as its inputs where these wrap
 *     around, else perhaps of another size
 * @param kernel rows and columns {@code q} of a convolution's kernels, at least 1; one larger than
 *     the map wraps around. Empty for a dense layer
 */
public record LayerShape(Maps inputs, Maps outputs, OptionalInt kernel) {
  public LayerShape {
    require(
        kernel.isEmpty() || kernel.getAsInt() >= 1,
        "kernel",
        kernel,
        "a whole number of at least 1, or none in a dense layer");
    require(
        kernel.isPresent() || outputs.side() == 1,
        "outputs.side",
        outputs.side(),
        "1, as a dense layer gives no maps");
    require(
        kernel.isEmpty() || Math.abs(outputs.side() - inputs.side()) < kernel.getAsInt(),
        "outputs.side",
        outputs.side(),
        "less than the kernel's side away from the inputs' %d".formatted(inputs.side()));
  }

  /** A dense layer of so many neurons. */
  public static LayerShape dense(Maps inputs, int neurons) {
    return new LayerShape(inputs, Maps.vector(neurons), OptionalInt.empty());
  }

  /** A circular convolution of so many filters. */
  public static LayerShape convolution(Maps inputs, int filters, int kernel) {
    return new LayerShape(inputs, new Maps(filters, inputs.side()), OptionalInt.of(kernel));
  }

  public boolean isConvolution() {
    return kernel.isPresent();
  }

  /** Inputs of a dense layer, input filters of a convolution. */
  public long inputUnits() {
    return isConvolution() ? inputs.channels() : inputs.size();
  }

  /** Neurons, or output filters: a row of weights each. */
  public int outputUnits() {
    return outputs.channels();
  }

  /** Weights between two units: {@code q^2} of a convolution, 1 of a dense layer. */
  public long taps() {
    return (long) kernel.orElse(1) * kernel.orElse(1);
  }

  /** Weights of one output unit: {@code n_l}, or {@code d_l q^2}. */
  public long fanIn() {
    return Maps.product(inputUnits(), taps());
  }

  /** Weights of one input unit: {@code n_{l+1}}, or {@code d_{l+1} q^2}. */
  public long fanOut() {
    return Maps.product(outputUnits(), taps());
  }

  /** Weights, biases apart. */
  public long weights() {
    return Maps.product(outputUnits(), fanIn());
  }

  /** Multiplications of a sample's way through the layer, one per use of a weight. */
  public long multiplyAdds() {
    return Maps.product(weights(), outputs.positions());
  }
}
