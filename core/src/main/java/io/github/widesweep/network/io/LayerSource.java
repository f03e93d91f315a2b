package io.github.widesweep.network.io;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Padding;
import java.util.Optional;

/**
 * Which tensors of a file make one layer.
 *
 * @param weight name of the weights' tensor: two dimensions, of a convolution four
 * @param bias name of the biases' tensor, one dimension; empty for none
 * @param orientation which dimension of a dense layer's weights comes first
 * @param activation the layer's activation
 * @param radius radius of the ball that outputs are projected onto, infinite for none
 * @param side side of a convolution's square input maps; 0 for a dense layer
 * @param padding what a convolution sees beyond its maps' edges; circular for a dense layer
 */
public record LayerSource(
    String weight,
    Optional<String> bias,
    Orientation orientation,
    Activation activation,
    double radius,
    int side,
    Padding padding) {
  /** Orders of a dense layer's dimensions. */
  public enum Orientation {
    /** [outputs, inputs], as PyTorch stores them. */
    OUTPUTS_FIRST,
    /** [inputs, outputs], as Keras and scikit-learn store them. */
    INPUTS_FIRST
  }

  public LayerSource {
    require(!weight.isEmpty(), "weight", "empty", "the name of a tensor");
    require(radius > 0, "radius", radius, "a positive number");
    require(side >= 0, "side", side, "the maps' side, or 0 for a dense layer");
  }

  /** A layer whose maps, if it is a convolution, wrap around. */
  public LayerSource(
      String weight,
      Optional<String> bias,
      Orientation orientation,
      Activation activation,
      double radius,
      int side) {
    this(weight, bias, orientation, activation, radius, side, Padding.CIRCULAR);
  }

  /** A dense layer without projection. */
  public static LayerSource dense(
      String weight, Optional<String> bias, Orientation orientation, Activation activation) {
    return new LayerSource(weight, bias, orientation, activation, Double.POSITIVE_INFINITY, 0);
  }

  boolean isConvolution() {
    return side > 0;
  }
}
