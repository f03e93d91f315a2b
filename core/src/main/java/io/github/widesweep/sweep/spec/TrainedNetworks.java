package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.widesweep.FieldChecks;
import io.github.widesweep.Names;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import io.github.widesweep.training.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Networks that a sweep trains, all of one family: only the width changes.
 *
 * <p>Null given to the constructor stands for the default. Only {@code output} stays null then, as
 * its default depends on the task: {@link #withDefaultOutput} fills it in.
 *
 * @param image what a sample is where convolutions come first; null without convolutions, and for
 *     one square map: {@link #input} fills that in
 * @param hidden the hidden layers, at least one of them of the width; convolutions before all dense
 *     layers
 * @param activation of the hidden layers, entrywise; default {@link Activation#RELU}
 * @param output activation of the last layer; null until known
 * @param init how weights start, default {@link Initialization#UNIFORM}
 * @param bias whether layers have biases, which are trained and never compressed; default false
 */
public record TrainedNetworks(
    @JsonInclude(JsonInclude.Include.NON_NULL) Maps image,
    List<HiddenLayer> hidden,
    Activation activation,
    Activation output,
    Initialization init,
    Boolean bias)
    implements NetworkSpec {
  public TrainedNetworks {
    activation = activation == null ? Activation.RELU : activation;
    init = init == null ? Initialization.UNIFORM : init;
    bias = bias == null ? Boolean.FALSE : bias;
    FieldChecks checks = new FieldChecks();
    checks.that(
        hidden != null && hidden.stream().anyMatch(layer -> layer.size().isEmpty()),
        "hidden",
        hidden,
        "a list of layer sizes with the word width at least once, such as [width, 40]");
    checks.that(
        activation.isEntrywise(),
        "activation",
        Names.of(activation),
        "an entrywise activation: softmax is for the output only");
    checks.done();
    hidden = List.copyOf(hidden);
    for (int i = 1; i < hidden.size(); i++) {
      require(
          !hidden.get(i).isConvolution() || hidden.get(i - 1).isConvolution(),
          "hidden[" + i + "]",
          hidden.get(i),
          "a dense layer: a convolution takes maps, and the layer before gives none");
    }
    require(
        image == null || hidden.get(0).isConvolution(),
        "image",
        image == null ? null : describe(image),
        "no such field: the first hidden layer is dense");
    require(
        image == null || image.size() <= Integer.MAX_VALUE,
        "image.side",
        image == null ? null : image.side(),
        "maps of less than 2^31 numbers, channels together");
  }

  /** The same with the task's usual output where none is given: softmax for classes. */
  public TrainedNetworks withDefaultOutput(Task task) {
    if (output != null) {
      return this;
    }
    Activation usual = task == Task.CLASSIFICATION ? Activation.SOFTMAX : Activation.IDENTITY;
    return new TrainedNetworks(image, hidden, activation, usual, init, bias);
  }

  /** Number of layers {@code m}. */
  public int depth() {
    return hidden.size() + 1;
  }

  /** Whether layer {@code l}, from 1, is a convolution. */
  boolean isConvolution(int l) {
    return l <= hidden.size() && hidden.get(l - 1).isConvolution();
  }

  /**
   * What a sample is: the image, where convolutions come first, else numbers without an order.
   *
   * @throws io.github.widesweep.InvalidValueException if the image has another number of values
   *     than samples have features, or there is none and they are no square number
   */
  private Maps input(int features) {
    if (!isConvolution(1)) {
      return Maps.vector(features);
    }
    if (image != null) {
      require(
          image.size() == features,
          "network.image",
          describe(image),
          "channels and side of %d values, the features of a sample".formatted(features));
      return image;
    }
    int side = (int) Math.round(Math.sqrt(features));
    require(
        side * side == features,
        "network.image",
        "missing",
        "channels and side: %d features are no square map".formatted(features));
    return new Maps(1, side);
  }

  /**
   * The layers at a width, {@link #depth()} of them.
   *
   * @param features number of features of a sample
   * @param outputs number of outputs
   * @throws io.github.widesweep.InvalidValueException if the image does not fit the features
   */
  public List<LayerShape> layers(int features, int width, int outputs) {
    List<LayerShape> layers = new ArrayList<>();
    Maps given = input(features);
    for (HiddenLayer layer : hidden) {
      layers.add(layer.at(width, given));
      given = layers.get(layers.size() - 1).outputs();
    }
    layers.add(LayerShape.dense(given, outputs));
    return layers;
  }

  /** The networks' shape; arguments as of {@link #layers}. */
  public NetworkShape shape(int features, int width, int outputs) {
    return new NetworkShape(layers(features, width, outputs), activations(), bias);
  }

  private List<Activation> activations() {
    return IntStream.rangeClosed(1, depth())
        .mapToObj(l -> l < depth() ? activation : output)
        .toList();
  }

  /** A network with random weights; arguments as of {@link #layers}. */
  public Network initialize(int features, int width, int outputs, RandomGenerator random) {
    return init.network(layers(features, width, outputs), activations(), bias, random);
  }

  /**
   * The family's name in keys and tables, {@code w} standing for the width: {@code 64-w-40-10 relu
   * softmax}, {@code 1x8x8-conv(w,3)-10 relu softmax}, with {@code bias} at the end where there are
   * biases.
   */
  public String describe(int features, int outputs) {
    Maps given = input(features);
    String input = isConvolution(1) ? describe(given) : String.valueOf(features);
    String layers = hidden.stream().map(layer -> layer + "-").collect(Collectors.joining());
    // Run ids and seeds are made of it: no format, whose digits are the locale's.
    String functions = Names.of(activation) + " " + Names.of(output);
    return input + "-" + layers + outputs + " " + functions + (bias ? " bias" : "");
  }

  private static String describe(Maps maps) {
    return maps.channels() + "x" + maps.side() + "x" + maps.side();
  }
}
