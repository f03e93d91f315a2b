package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.CircularConvolution;
import java.io.Serializable;

/** What a layer is before it has weights. */
public sealed interface LayerShape extends Serializable {
  /**
   * The shape of the layer's outputs.
   *
   * @throws io.github.widesweep.InvalidValueException if the layer cannot take such inputs
   */
  InputShape outputs(InputShape inputs);

  /**
   * A dense layer; it takes anything, maps flattened.
   *
   * @param size number of outputs, at least 1
   */
  record Dense(int size) implements LayerShape {
    public Dense {
      require(size >= 1, "size", size, "a whole number of at least 1");
    }

    @Override
    public InputShape outputs(InputShape inputs) {
      return new InputShape.Vector(size);
    }
  }

  /**
   * A circular convolution; it takes maps and gives maps of the same side.
   *
   * @param channels number of output channels, at least 1
   * @param kernel rows and columns of a kernel, at least 1; one larger than the map wraps around
   */
  record Convolution(int channels, int kernel) implements LayerShape {
    public Convolution {
      require(channels >= 1, "channels", channels, "a whole number of at least 1");
      require(kernel >= 1, "kernel", kernel, "a whole number of at least 1");
    }

    @Override
    public InputShape outputs(InputShape inputs) {
      require(
          inputs instanceof InputShape.Maps,
          "inputs of a convolution",
          inputs.size() + " numbers without an order",
          "maps: an image, or the outputs of a convolution");
      return new InputShape.Maps(channels, map((InputShape.Maps) inputs).side());
    }

    CircularConvolution map(InputShape.Maps inputs) {
      return new CircularConvolution(inputs.channels(), channels, kernel, inputs.side());
    }
  }
}
