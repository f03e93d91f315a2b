package io.github.widesweep.sweep.spec;

/**
 * How large a layer is, without overflow for absurd widths.
 *
 * @param inputUnits inputs of a dense layer, input filters of a convolution
 * @param outputUnits neurons, or output filters
 * @param positions numbers of a unit: {@code r^2} of a convolution, 1 of a dense layer
 * @param taps weights between two units: {@code q^2} of a convolution, 1 of a dense layer
 */
public record LayerSize(long inputUnits, long outputUnits, long positions, long taps) {
  public static LayerSize dense(long inputs, long outputs) {
    return new LayerSize(inputs, outputs, 1, 1);
  }

  /** {@code n_l}. */
  public double inputs() {
    return (double) inputUnits * positions;
  }

  /** {@code n_{l+1}}. */
  public double outputs() {
    return (double) outputUnits * positions;
  }

  /** Weights, biases apart. */
  public double weights() {
    return (double) inputUnits * outputUnits * taps;
  }

  /** Multiplications a sample. */
  public double multiplyAdds() {
    return weights() * positions;
  }

  public boolean isConvolution() {
    return positions * taps > 1;
  }
}
