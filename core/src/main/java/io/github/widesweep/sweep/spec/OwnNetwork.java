package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.widesweep.Names;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network that somebody brought along, as it was found: what it contains makes it what it is, not
 * where it was.
 *
 * @param content SHA-256 (hex) of the file of float64 safetensors that it becomes, {@link
 *     io.github.widesweep.network.io.Safetensors#write(Network)}: weights, biases and activations
 * @param label what tables call it beside its width; null for nothing
 * @param layers what its layers are, from input to output
 */
public record OwnNetwork(
    String content,
    @JsonInclude(JsonInclude.Include.NON_NULL) String label,
    List<FoundLayer> layers) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int NUMBER_DIGITS = 8;

  public OwnNetwork {
    require(
        content != null && SHA_256.matcher(content).matches(),
        "content",
        content,
        "a SHA-256 of 64 hexadecimal digits");
    require(layers != null && !layers.isEmpty(), "layers", layers, "at least one layer");
    layers = List.copyOf(layers);
  }

  /**
   * A layer that was found.
   *
   * @param inputs what it takes
   * @param outputs what it gives
   * @param kernel rows and columns of a convolution's kernels; null for a dense layer
   * @param activation its activation
   * @param bias whether it has biases
   */
  public record FoundLayer(
      Maps inputs,
      Maps outputs,
      @JsonInclude(JsonInclude.Include.NON_NULL) Integer kernel,
      Activation activation,
      boolean bias) {
    LayerShape shape() {
      return new LayerShape(
          inputs, outputs, kernel == null ? OptionalInt.empty() : OptionalInt.of(kernel));
    }

    /** {@code 40}, {@code conv(40,3)}; with the side of its maps where that is another one. */
    private String describe(String units) {
      if (kernel == null) {
        return units;
      }
      String side = outputs.side() == inputs.side() ? "" : "," + outputs.side();
      return "conv(" + units + "," + kernel + side + ")";
    }
  }

  /** What a network is. */
  public static OwnNetwork of(String content, String label, Network network) {
    return new OwnNetwork(
        content,
        label,
        network.layers().stream()
            .map(
                layer ->
                    layer instanceof Convolution convolution
                        ? new FoundLayer(
                            new Maps(convolution.inputChannels(), convolution.side()),
                            new Maps(convolution.outputChannels(), convolution.outputSide()),
                            convolution.kernelSide(),
                            layer.activation(),
                            layer.bias().isPresent())
                        : new FoundLayer(
                            Maps.vector(layer.inputs()),
                            Maps.vector(layer.outputs()),
                            null,
                            layer.activation(),
                            layer.bias().isPresent()))
            .toList());
  }

  /** Neurons or filters of the first layer; of a single layer, its inputs. */
  public int width() {
    return layers.size() > 1
        ? layers.get(0).outputs().channels()
        : layers.get(0).inputs().channels();
  }

  /** Its number among networks of the same width: 31 bits of its content. */
  public int number() {
    return (int) (Long.parseLong(content.substring(0, NUMBER_DIGITS), 16) & Integer.MAX_VALUE);
  }

  /** What it is without its numbers. */
  public NetworkShape shape() {
    return new NetworkShape(
        layers.stream().map(FoundLayer::shape).toList(),
        layers.stream().map(FoundLayer::activation).toList(),
        layers.stream().anyMatch(FoundLayer::bias));
  }

  /**
   * The same notation that trained families have, {@code w} standing for the width: {@code
   * 64-w-40-10 relu softmax bias}; every activation is named where hidden ones differ.
   */
  public String architecture() {
    FoundLayer first = layers.get(0);
    Maps in = first.inputs();
    String input =
        first.kernel() == null
            ? String.valueOf(in.size())
            : in.channels() + "x" + in.side() + "x" + in.side();
    String sizes =
        IntStream.range(0, layers.size())
            .mapToObj(
                i ->
                    layers
                        .get(i)
                        .describe(
                            i == 0 && layers.size() > 1
                                ? "w"
                                : String.valueOf(layers.get(i).outputs().channels())))
            .collect(Collectors.joining("-"));
    List<Activation> activations = layers.stream().map(FoundLayer::activation).toList();
    List<Activation> hidden = activations.subList(0, activations.size() - 1);
    List<Activation> named =
        hidden.stream().distinct().count() == 1
            ? List.of(hidden.get(0), activations.get(hidden.size()))
            : activations;
    return (layers.size() > 1 ? input : "w")
        + "-"
        + sizes
        + " "
        + named.stream().map(Names::of).collect(Collectors.joining(" "))
        + (shape().bias() ? " bias" : "");
  }
}
