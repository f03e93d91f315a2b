package io.github.widesweep.sweep.spec;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the sections {@code network} and {@code training}. */
class NetworkRefusalTest {
  /**
   * A line of {@link Specs#DIGITS}, what takes its place, and the message after the file's name.
   */
  static List<Arguments> refusals() {
    return List.of(
        arguments(
            "  activation: relu",
            "  activatoin: relu",
            "8: network.activatoin is an unknown field, expected activation (did you mean that?)"),
        arguments(
            "  epochs: 1",
            "  epoch: 1",
            "10: training.epoch is an unknown field, expected epochs (did you mean that?)"),
        arguments(
            "  epochs: 1",
            "  batchSize: 1",
            "10: training.batchSize is an unknown field, expected batch_size (did you mean that?)"),
        arguments(
            "  hidden: [width, 6]",
            "",
            "6: network.hidden is missing, expected a list of layer sizes with the word width at"
                + " least once, such as [width, 40]"),
        arguments(
            "  activation: relu",
            "  activation: ReLU",
            "8: network.activation is \"ReLU\", expected one of identity, relu, tanh, sigmoid,"
                + " centered_sigmoid, softplus, softmax"),
        arguments(
            "  activation: relu",
            "  bias: yes",
            "8: network.bias is \"yes\", expected true or false"),
        arguments(
            "  activation: relu", "  bias: 1", "8: network.bias is 1, expected true or false"),
        arguments(
            "  epochs: 1",
            "  epochs: 1.5",
            "10: training.epochs is 1.5, expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: 1.0",
            "10: training.epochs is 1.0, expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: true",
            "10: training.epochs is true, expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: [1]",
            "10: training.epochs is [1], expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: 2147483648",
            "10: training.epochs is 2147483648, expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: 010",
            "10: training.epochs is \"010\", expected a whole number of 32 bits"),
        arguments(
            "  epochs: 1",
            "  epochs: " + "9".repeat(50),
            "10: training.epochs is " + "9".repeat(50) + ", expected a whole number of 64 bits"),
        arguments(
            "  epochs: 1",
            "  learning_rate: fast",
            "10: training.learning_rate is \"fast\", expected a number"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: width",
            "7: network.hidden is \"width\", expected a list"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [widht, 6]",
            "7: network.hidden[0] is \"widht\", expected the word width or a whole number of at"
                + " least 1, or {conv: SIZE, kernel: SIDE}"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, 6.5]",
            "7: network.hidden[1] is 6.5, expected the word width or a whole number of at least 1,"
                + " or {conv: SIZE, kernel: SIDE}"),
        arguments(
            "  epochs: 1",
            "  epochs: -1",
            "10: training.epochs is -1, expected a whole number of at least 0"),
        arguments(
            "  batch_size: 32",
            "  batch_size: 0",
            "11: training.batch_size is 0, expected a whole number of at least 1"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [conv: width, 6]",
            "7: network.hidden[0].kernel is missing, expected a whole number from 1 to 1024"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: wide, kernel: 3}, 6]",
            "7: network.hidden[0].conv is \"wide\", expected the word width or a whole number of at"
                + " least 1"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 1025}, 6]",
            "7: network.hidden[0].kernel is 1025, expected a whole number from 1 to 1024"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernels: 3}, 6]",
            "7: network.hidden[0].kernels is an unknown field, expected kernel (did you mean"
                + " that?)"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, {conv: 6, kernel: 3}]",
            "7: network.hidden[1] is conv(6,3), expected a dense layer: a convolution takes maps,"
                + " and the layer before gives none"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, 6]\n  image: {channels: 1, side: 8}",
            "8: network.image is 1x8x8, expected no such field: the first hidden layer is dense"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, 6]\n  image: {side: 8}",
            "8: network.image.channels is missing, expected a whole number of 32 bits"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 3}]\n  image: {channels: 0, side: 8}",
            "8: network.image.channels is 0, expected a whole number of at least 1"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 3}]\n  image: {channels: 2, side: 40000}",
            "8: network.image.side is 40000, expected maps of less than 2^31 numbers, channels"
                + " together"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 3}, 6]",
            "12: grid.units[0] is weight, expected neuron: target W1 is in convolutions, which lose"
                + " whole filters only"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [7, 6]",
            "7: network.hidden is [7, 6], expected a list of layer sizes with the word width at"
                + " least once, such as [width, 40]"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: []",
            "7: network.hidden is [], expected a list of layer sizes with the word width at least"
                + " once, such as [width, 40]"),
        arguments(
            "  activation: relu",
            "  activation: softmax",
            "8: network.activation is softmax, expected an entrywise activation: softmax is for the"
                + " output only"),
        arguments(
            "  activation: relu",
            "  output: tanh",
            "9: training.loss is cross_entropy, expected mse with network.output tanh, or softmax"
                + " there"),
        arguments(
            "  epochs: 1",
            "  loss: mse",
            "10: training.loss is mse, expected cross_entropy with network.output softmax"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void namesLineFieldAndValue(String line, String replacement, String message) {
    Refusals.assertRefused(Specs.digitsWith(line, replacement), message);
  }
}
