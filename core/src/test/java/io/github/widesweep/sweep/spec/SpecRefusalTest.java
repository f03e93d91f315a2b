package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import io.github.widesweep.sweep.grid.Grid;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes in the fields of a spec: one line each, with its number, the value and what would do.
 */
class SpecRefusalTest {
  /**
   * A line of {@link Specs#DIGITS}, what takes its place, and the message after the file's name.
   */
  static List<Arguments> refusals() {
    return List.of(
        // unknown fields
        arguments(
            "name: tiny",
            "nam: tiny",
            "1: nam is an unknown field, expected name (did you mean that?)"),
        arguments(
            "seed: 7",
            "seed: 7\nxyzzy: 1",
            "3: xyzzy is an unknown field, expected one of name, seed, data, network, training, grid, measure"),
        arguments(
            "  scaling: standardize",
            "  scalling: none",
            "5: data.scalling is an unknown field, expected scaling (did you mean that?)"),
        arguments(
            "  source: digits",
            "  source: digits\n  file: x",
            "5: data.file is an unknown field, expected one of scaling, test_fraction, name, source"),
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
            "  draws: 3",
            "  drawz: 3",
            "15: grid.drawz is an unknown field, expected draws (did you mean that?)"),
        arguments(
            "    quantize: [2]",
            "    quantise: [2]",
            "19: grid.schemes.quantise is an unknown field, expected quantize (did you mean that?)"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [refrsh: 0.5]",
            "21: grid.orderings[0].refrsh is an unknown field, expected refresh (did you mean that?)"),
        arguments(
            "  widths: [3, 5]",
            "  widths: {from: 1, to: 2, step: 1, by: 2}",
            "13: grid.widths.by is an unknown field, expected one of from, to, step"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [magnitud]",
            "21: grid.methods[0] is \"magnitud\", expected magnitude (did you mean that?)"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [greedy, 5]",
            "21: grid.methods[1] is 5, expected a method's word, or {WORD: {PARAMETER: VALUE}}"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [wanda: {pre: row}]",
            "21: grid.methods[0].wanda.pre is an unknown field, expected per (did you mean that?)"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [wanda: {per: column}]",
            "21: grid.methods[0].wanda.per is \"column\", expected one of row, layer"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [wanda: row]",
            "21: grid.methods[0].wanda is \"row\", expected a method's word, or {WORD: {PARAMETER: VALUE}}"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [wanda, wanda: {per: row}]",
            "21: grid.methods[1] is wanda {per=ROW} for the second time, expected different values, or cells would be there twice"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [greedy, norm]",
            "21: grid.methods[1] is norm, expected targets, units and schemes that it compresses: it can prune neurons in W and B"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  refit: [1]",
            "21: grid.refit[0] is 1, expected true or false"),
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: [calibration_eror]",
            "3: measure[0] is \"calibration_eror\", expected one of calibration_error"),
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: calibration_error",
            "3: measure is \"calibration_error\", expected a list"),
        // there twice
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: [calibration_error, calibration_error]",
            "3: measure[1] is calibration_error for the second time, expected every measurement once"),
        arguments(
            "seed: 7",
            "seed: 7\nname: x",
            "3: name is there for the second time, expected each field once"),
        arguments(
            "  draws: 3",
            "  draws: 3\n  draws: 3",
            "16: grid.draws is there for the second time, expected each field once"),
        // missing
        arguments("name: tiny", "", "1: name is missing, expected a text that is not blank"),
        arguments("seed: 7", "", "1: seed is missing, expected a whole number of 64 bits"),
        arguments(
            "  source: digits",
            "",
            "3: data.source is missing, expected one of digits, csv, california_housing, synthetic, table"),
        arguments(
            "  source: digits",
            "  source: csv",
            "3: data.file is missing, expected the path of a CSV file"),
        arguments(
            "  hidden: [width, 6]",
            "",
            "6: network.hidden is missing, expected a list of layer sizes with the word width at least once, such as [width, 40]"),
        arguments(
            "  widths: [3, 5]", "", "12: grid.widths is missing, expected at least one value"),
        arguments(
            "  draws: 3", "", "12: grid.draws is missing, expected a whole number of at least 1"),
        arguments(
            "  alphas: [0.9, 0.5]", "", "12: grid.alphas is missing, expected at least one value"),
        arguments(
            "  widths: [3, 5]",
            "  widths: {from: 1, to: 2}",
            "13: grid.widths.step is missing, expected a whole number of at least 1"),
        // nothing, or not a plain value
        arguments("name: tiny", "name:", "1: name is empty, expected a value, or no such field"),
        arguments(
            "  draws: 3",
            "  draws: null",
            "15: grid.draws is empty, expected a value, or no such field"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, ~]",
            "20: grid.alphas[1] is empty, expected a value, or no such field"),
        arguments("  draws: 3", "  draws: !!int \"3\"", null),
        arguments(
            "  draws: 3",
            "  draws: !count 3",
            "15: grid.draws is !count 3, expected a value without a tag"),
        arguments(
            "  draws: 3",
            "  draws: &n 3\n  x: *n",
            "16: grid.x is an alias of another value, expected the value itself"),
        arguments(
            "  draws: 3",
            "  ? [a]\n  : 3",
            "15: grid is a mapping with a list or mapping as key, expected field names as keys"),
        // wrong types
        arguments("name: tiny", "name: 5", "1: name is 5, expected a text"),
        arguments(
            "name: tiny", "name: \" \"", "1: name is \" \", expected a text that is not blank"),
        arguments("seed: 7", "seed: 7.0", "2: seed is 7.0, expected a whole number of 64 bits"),
        arguments(
            "seed: 7",
            "seed: 9223372036854775808",
            "2: seed is 9223372036854775808, expected a whole number of 64 bits"),
        arguments("seed: 7", "seed: \"7\"", "2: seed is \"7\", expected a whole number of 64 bits"),
        arguments(
            "  source: digits",
            "  source: digit",
            "4: data.source is \"digit\", expected one of digits, csv, california_housing, synthetic, table"),
        arguments(
            "  source: digits",
            "  source: 1",
            "4: data.source is 1, expected one of digits, csv, california_housing, synthetic, table"),
        arguments(
            "  scaling: standardize",
            "  scaling: standard",
            "5: data.scaling is \"standard\", expected one of standardize, scale, none"),
        arguments(
            "  activation: relu",
            "  activation: ReLU",
            "8: network.activation is \"ReLU\", expected one of identity, relu, tanh, sigmoid, centered_sigmoid, softplus, softmax"),
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
            "  alphas: [0.9, 0.5]", "  alphas: 0.9", "20: grid.alphas is 0.9, expected a list"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, \"0.5\"]",
            "20: grid.alphas[1] is \"0.5\", expected a number"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas:\n    - 0.9\n    - x",
            "22: grid.alphas[1] is \"x\", expected a number"),
        arguments(
            "  widths: [3, 5]",
            "  widths: 3",
            "13: grid.widths is 3, expected a list of whole numbers, or {from, to, step}"),
        arguments(
            "  widths: [3, 5]",
            "  widths: [3, 5.0]",
            "13: grid.widths[1] is 5.0, expected a whole number of at least 1"),
        arguments(
            "  widths: [3, 5]",
            "  widths: [3, 3000000000]",
            "13: grid.widths[1] is 3000000000, expected a whole number of at least 1"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: 0.3",
            "18: grid.schemes.prune is 0.3, expected a list"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [x]",
            "18: grid.schemes.prune[0] is \"x\", expected a number strictly between 0 and 1"),
        arguments(
            "    quantize: [2]",
            "    quantize: [2.0]",
            "19: grid.schemes.quantize[0] is 2.0, expected a whole number of at least 1"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [fast]",
            "21: grid.orderings[0] is \"fast\", expected exact, static or {refresh: FRACTION}"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [refresh: x]",
            "21: grid.orderings[0] is {\"refresh\":\"x\"}, expected exact, static or {refresh: FRACTION}"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [5]",
            "21: grid.orderings[0] is 5, expected exact, static or {refresh: FRACTION}"),
        arguments(
            "  calibration_samples: 50",
            "  calibration_samples: some",
            "22: grid.calibration_samples is \"some\", expected the word all or a whole number of at least 1"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: width",
            "7: network.hidden is \"width\", expected a list"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [widht, 6]",
            "7: network.hidden[0] is \"widht\", expected the word width or a whole number of at least 1, or {conv: SIZE, kernel: SIDE}"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, 6.5]",
            "7: network.hidden[1] is 6.5, expected the word width or a whole number of at least 1, or {conv: SIZE, kernel: SIDE}"),
        // impossible values
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [0.3, 1.5]",
            "18: grid.schemes.prune[1] is 1.5, expected a number strictly between 0 and 1"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [0]",
            "18: grid.schemes.prune[0] is 0.0, expected a number strictly between 0 and 1"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [1]",
            "18: grid.schemes.prune[0] is 1.0, expected a number strictly between 0 and 1"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [.nan]",
            "18: grid.schemes.prune[0] is .nan, expected a finite number"),
        arguments(
            "    quantize: [2]",
            "    quantize: [0]",
            "19: grid.schemes.quantize[0] is 0, expected a whole number of at least 1"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, 1]",
            "20: grid.alphas[1] is 1.0, expected a number strictly between 0 and 1"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [.inf]",
            "20: grid.alphas[0] is .inf, expected a finite number"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [-.Inf]",
            "20: grid.alphas[0] is -.Inf, expected a finite number"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [1e999]",
            "20: grid.alphas[0] is 1e999, expected a finite number"),
        arguments(
            "  widths: [3, 5]",
            "  widths: [3, 0]",
            "13: grid.widths[1] is 0, expected a whole number of at least 1"),
        arguments(
            "  widths: [3, 5]",
            "  widths: [-3]",
            "13: grid.widths[0] is -3, expected a whole number of at least 1"),
        arguments(
            "  widths: [3, 5]",
            "  widths: {from: 1, to: 9, step: 0}",
            "13: grid.widths.step is 0, expected a whole number of at least 1"),
        arguments(
            "  widths: [3, 5]",
            "  widths: {from: 9, to: 8, step: 1}",
            "13: grid.widths.to is 8, expected a width of at least from, which is 9"),
        arguments(
            "  widths: [3, 5]",
            "  widths:\n    from: 1\n    to: 2000000000\n    step: 1",
            "16: grid.widths.step is 1, expected a step that gives at most 10000 widths"),
        arguments(
            "  networks: 2",
            "  networks: 0",
            "14: grid.networks is 0, expected a whole number of at least 1"),
        arguments(
            "  draws: 3",
            "  draws: 2147483647",
            "12: grid is 206158430112 runs, expected at most 1000000000"),
        arguments(
            "  draws: 3",
            "  draws: -3",
            "15: grid.draws is -3, expected a whole number of at least 1"),
        arguments(
            "  epochs: 1",
            "  epochs: -1",
            "10: training.epochs is -1, expected a whole number of at least 0"),
        arguments(
            "  batch_size: 32",
            "  batch_size: 0",
            "11: training.batch_size is 0, expected a whole number of at least 1"),
        arguments(
            "  scaling: standardize",
            "  test_fraction: 1",
            "5: data.test_fraction is 1.0, expected a number strictly between 0 and 1"),
        arguments(
            "  calibration_samples: 50",
            "  calibration_samples: 0",
            "22: grid.calibration_samples is 0, expected the word all or a whole number of at least 1"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [refresh: 2]",
            "21: grid.orderings[0].refresh is 2.0, expected a fraction of the steps, above 0 and at most 1"),
        // axes
        arguments(
            "  widths: [3, 5]",
            "  widths: []",
            "13: grid.widths is empty, expected at least one value"),
        arguments(
            "  targets: [W1, B1, W2]",
            "  targets: []",
            "16: grid.targets is empty, expected at least one value"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: []",
            "21: grid.orderings is empty, expected at least one value"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: []",
            "18: grid.schemes.prune is empty, expected at least one value"),
        arguments(
            "  widths: [3, 5]",
            "  widths: [3, 5, 3]",
            "13: grid.widths[2] is 3 for the second time, expected different values, or cells would be there twice"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, 0.90]",
            "20: grid.alphas[1] is 0.9 for the second time, expected different values, or cells would be there twice"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [0.3, 3e-1]",
            "18: grid.schemes.prune[1] is 0.3 for the second time, expected different values, or cells would be there twice"),
        arguments(
            "  targets: [W1, B1, W2]",
            "  targets: [W1+W2, W2+W1]",
            "16: grid.targets[1] is W1+W2 for the second time, expected different values, or cells would be there twice"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [static, static]",
            "21: grid.orderings[1] is static for the second time, expected different values, or cells would be there twice"),
        // fields that do not go together
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [conv: width, 6]",
            "7: network.hidden[0].kernel is missing, expected a whole number from 1 to 1024"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: wide, kernel: 3}, 6]",
            "7: network.hidden[0].conv is \"wide\", expected the word width or a whole number of at least 1"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 1025}, 6]",
            "7: network.hidden[0].kernel is 1025, expected a whole number from 1 to 1024"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernels: 3}, 6]",
            "7: network.hidden[0].kernels is an unknown field, expected kernel (did you mean that?)"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [width, {conv: 6, kernel: 3}]",
            "7: network.hidden[1] is conv(6,3), expected a dense layer: a convolution takes maps, and the layer before gives none"),
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
            "8: network.image.side is 40000, expected maps of less than 2^31 numbers, channels together"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [{conv: width, kernel: 3}, 6]",
            "12: grid.units[0] is weight, expected neuron: target W1 is in convolutions, which lose whole filters only"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: [7, 6]",
            "7: network.hidden is [7, 6], expected a list of layer sizes with the word width at least once, such as [width, 40]"),
        arguments(
            "  hidden: [width, 6]",
            "  hidden: []",
            "7: network.hidden is [], expected a list of layer sizes with the word width at least once, such as [width, 40]"),
        arguments(
            "  activation: relu",
            "  activation: softmax",
            "8: network.activation is softmax, expected an entrywise activation: softmax is for the output only"),
        arguments(
            "  activation: relu",
            "  output: tanh",
            "9: training.loss is cross_entropy, expected mse with network.output tanh, or softmax there"),
        arguments(
            "  epochs: 1",
            "  loss: mse",
            "10: training.loss is mse, expected cross_entropy with network.output softmax"));
  }

  static List<Arguments> targetRefusals() {
    String form =
        ", expected layers with their roles, such as W1, B2 or W1+B3, W and B and B+1 disjoint (6)";
    String depth = ", expected layers of a network of 3, and for B one that has a next layer";
    return List.of(
        arguments("[W1, W1+B1]", "grid.targets[1] is W1+B1" + form),
        arguments("[B1+W2]", "grid.targets[0] is B1+W2" + form),
        arguments("[B1+B2]", "grid.targets[0] is B1+B2" + form),
        arguments("[W0]", "grid.targets[0] is W0" + form),
        arguments("[w1]", "grid.targets[0] is w1" + form),
        arguments("[W1+]", "grid.targets[0] is W1+" + form),
        arguments("[\"\"]", "grid.targets[0] is " + form),
        arguments("[1]", "grid.targets[0] is 1, expected a target such as W1, B2 or W1+B3"),
        arguments("[W3, W4]", "grid.targets[1] is W4" + depth),
        arguments("[W1, B3]", "grid.targets[1] is B3" + depth));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void namesLineFieldAndValue(String line, String replacement, String message) {
    String yaml = Specs.digitsWith(line, replacement);
    if (message == null) {
      assertThat(SpecReader.parse(yaml, "f.yaml")).isNotNull();
    } else {
      assertRefused(yaml, message);
    }
  }

  @ParameterizedTest
  @MethodSource("targetRefusals")
  void namesTarget(String targets, String message) {
    assertRefused(
        Specs.digitsWith("  targets: [W1, B1, W2]", "  targets: " + targets), "16: " + message);
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> SpecReader.parse(yaml, "f.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage("f.yaml:" + message);
  }

  /** Fields and types everywhere, one value out of range in each of the other sections. */
  @Test
  void namesAllMistakesAtOnce() {
    String yaml =
        Specs.digitsWith("  draws: 3", "  drawz: [3]")
            .replace("seed: 7", "seed: seven")
            .replace("networks: 2", "networks: two")
            .replace("batch_size: 32", "batch_size: 0")
            .replace("hidden: [width, 6]", "hidden: [6]");
    assertRefused(
        yaml,
        "2: seed is \"seven\", expected a whole number of 64 bits;"
            + " f.yaml:15: grid.drawz is an unknown field, expected draws (did you mean that?);"
            + " f.yaml:14: grid.networks is \"two\", expected a whole number of 32 bits;"
            + " f.yaml:7: network.hidden is [6], expected a list of layer sizes with the word width"
            + " at least once, such as [width, 40];"
            + " f.yaml:11: training.batch_size is 0, expected a whole number of at least 1");
    String text =
        IntStream.range(1, 30)
            .mapToObj(i -> "a" + i + ": 1\n")
            .collect(Collectors.joining("", Specs.DIGITS, ""));
    assertThatThrownBy(() -> SpecReader.parse(text, "f.yaml"))
        .message()
        .contains("a10 is an unknown field")
        .doesNotContain("a11 is")
        .endsWith("; and more");
  }

  @Test
  void longValuesAreCut() {
    String huge = "x".repeat(900_000);
    for (String yaml :
        List.of(
            Specs.DIGITS + huge + ": 1\n",
            Specs.digitsWith("seed: 7", "seed: " + huge),
            Specs.digitsWith("  targets: [W1, B1, W2]", "  targets: [" + huge + "]"),
            Specs.digitsWith("  activation: relu", "  activation: " + huge))) {
      assertThatThrownBy(() -> SpecReader.parse(yaml, "f.yaml"))
          .isInstanceOf(UserException.class)
          .message()
          .hasSizeLessThan(700)
          .doesNotContain("\n");
    }
    assertThatThrownBy(() -> SpecReader.read(Specs.file(Specs.DIGITS), Map.of("grid.drawz", huge)))
        .isInstanceOf(UserException.class)
        .message()
        .hasSizeLessThan(700);
  }

  @Test
  void refusesGridsThatWouldFillTheMemory() {
    String numbers =
        IntStream.range(1, 20_000)
            .mapToObj(i -> "0." + i)
            .filter(s -> !s.endsWith("0"))
            .collect(Collectors.joining(", "));
    String alphas = Specs.digitsWith("  alphas: [0.9, 0.5]", "  alphas: [" + numbers + "]");
    assertThat(SpecReader.parse(alphas, "f.yaml").grid().alphas()).hasSizeGreaterThan(15_000);
    String both = alphas.replace("    prune: [0.3, 0.7]", "    prune: [" + numbers + "]");
    assertThatThrownBy(() -> SpecReader.parse(both, "f.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("f.yaml:12: grid is ")
        .hasMessageEndingWith(" cells or more, expected at most 1000000");
    assertRefused(
        Specs.digitsWith("  networks: 2", "  networks: 5000001"),
        "14: grid.networks is 5000001, expected at most 5000000 for 2 widths");
  }

  /** A width is found too large when the data is known; the line it was written at is not lost. */
  @Test
  void whatIsFoundLaterHasItsPlace() {
    PlacedSpec wide =
        SpecReader.readPlaced(
            Specs.file(Specs.digitsWith("  widths: [3, 5]", "  widths: [3, 400000000]")), Map.of());
    assertThatThrownBy(() -> wide.make(spec -> Grid.of(spec, "digits", 64, 10)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            ".*\\.yaml:13: grid\\.widths\\[1] is 400000000, expected a width that gives layer 1 at"
                + " most 2147483639 weights");
    assertThat(wide.make(SweepSpec::seed)).isEqualTo(7);
  }

  @Test
  void neuronsNeedAKeepProbability() {
    String yaml =
        Specs.SYNTHETIC.replace(
            "schemes: {prune: [0.4], quantize: [3]}",
            "units: [weight, neuron]\n  schemes: {quantize: [3]}");
    assertThatThrownBy(() -> SpecReader.parse(yaml, "f.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "f.yaml:11: grid.units[1] is neuron, expected weight, or schemes with prune or density:"
                + " neurons are pruned, never quantized");
  }
}
