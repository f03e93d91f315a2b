package io.github.widesweep.sweep;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.training.Architecture;
import io.github.widesweep.training.Initialization;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The networks of a sweep, all of one family: only the width changes.
 *
 * <p>Null given to the constructor stands for the default. Only {@code output} stays null then, as
 * its default depends on the task: {@link #withDefaultOutput} fills it in.
 *
 * @param hidden sizes of the hidden layers, at least one of them the width
 * @param activation of the hidden layers, entrywise; default {@link Activation#RELU}
 * @param output activation of the last layer; null until known
 * @param init how weights start, default {@link Initialization#UNIFORM}
 * @param bias whether layers have biases, which are trained and never compressed; default false
 */
public record NetworkSpec(
    List<HiddenSize> hidden,
    Activation activation,
    Activation output,
    Initialization init,
    Boolean bias) {
  public NetworkSpec {
    activation = activation == null ? Activation.RELU : activation;
    init = init == null ? Initialization.UNIFORM : init;
    bias = bias == null ? Boolean.FALSE : bias;
    require(
        hidden != null && hidden.contains(HiddenSize.WIDTH),
        "hidden",
        hidden,
        "a list of layer sizes with the word width at least once, such as [width, 40]");
    require(
        activation.isEntrywise(),
        "activation",
        Names.of(activation),
        "an entrywise activation: softmax is for the output only");
    hidden = List.copyOf(hidden);
  }

  /** The same with the task's usual output where none is given: softmax for classes. */
  public NetworkSpec withDefaultOutput(Task task) {
    if (output != null) {
      return this;
    }
    Activation usual = task == Task.CLASSIFICATION ? Activation.SOFTMAX : Activation.IDENTITY;
    return new NetworkSpec(hidden, activation, usual, init, bias);
  }

  /** Number of layers {@code m}. */
  public int depth() {
    return hidden.size() + 1;
  }

  /** Inputs, hidden sizes and outputs at a width: {@code depth() + 1} numbers. */
  public List<Integer> sizes(int features, int width, int outputs) {
    return Stream.of(
            Stream.of(features), hidden.stream().map(size -> size.at(width)), Stream.of(outputs))
        .flatMap(part -> part)
        .toList();
  }

  /** The networks at a width. */
  public Architecture architecture(int features, int width, int outputs) {
    List<Activation> activations =
        IntStream.rangeClosed(1, depth()).mapToObj(l -> l < depth() ? activation : output).toList();
    return new Architecture(sizes(features, width, outputs), activations, init, bias);
  }

  /**
   * The family's name in keys and tables, {@code w} standing for the width: {@code 64-w-40-10 relu
   * softmax}, with {@code bias} at the end where there are biases.
   */
  public String describe(int features, int outputs) {
    String sizes =
        Stream.of(
                Stream.of(features), hidden.stream().map(HiddenSize::toString), Stream.of(outputs))
            .flatMap(part -> part)
            .map(String::valueOf)
            .collect(Collectors.joining("-"));
    return sizes + " " + Names.of(activation) + " " + Names.of(output) + (bias ? " bias" : "");
  }
}
