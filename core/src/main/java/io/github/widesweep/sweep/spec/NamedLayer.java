package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.io.LayerSource;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.util.Optional;

/**
 * A layer of a file that does not say what its layers are: which tensors it is made of.
 *
 * @param weight name of the weights' tensor
 * @param bias name of the biases' tensor; null for none
 * @param activation what follows it
 * @param orientation which dimension of a dense layer's weights comes first, default {@link
 *     Orientation#OUTPUTS_FIRST}
 * @param side side of the square maps of a circular convolution, as {@link LayerSource#side()};
 *     null for a dense layer
 */
public record NamedLayer(
    String weight,
    @JsonInclude(JsonInclude.Include.NON_NULL) String bias,
    Activation activation,
    Orientation orientation,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer side) {
  public NamedLayer {
    orientation = orientation == null ? Orientation.OUTPUTS_FIRST : orientation;
    require(weight != null && !weight.isEmpty(), "weight", weight, "the name of a tensor");
    require(bias == null || !bias.isEmpty(), "bias", "empty", "the name of a tensor, or no bias");
    require(
        activation != null,
        "activation",
        activation,
        "what follows the layer: relu, softmax, identity if nothing does");
    require(side == null || side >= 1, "side", side, "a whole number of at least 1");
  }

  /** What readers of files take. */
  LayerSource toSource() {
    return new LayerSource(
        weight,
        Optional.ofNullable(bias),
        orientation,
        activation,
        Double.POSITIVE_INFINITY,
        side == null ? 0 : side);
  }
}
