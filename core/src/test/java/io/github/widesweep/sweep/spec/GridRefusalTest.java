package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the section {@code grid}. */
class GridRefusalTest {
  /**
   * A line of {@link Specs#DIGITS}, what takes its place, and the message after the file's name.
   */
  static List<Arguments> refusals() {
    return List.of(
        arguments(
            "  draws: 3",
            "  drawz: 3",
            "15: grid.drawz is an unknown field, expected draws (did you mean that?)"),
        arguments(
            "    quantize: [2]",
            "    quantise: [2]",
            "19: grid.schemes.quantise is an unknown field, expected quantize (did you mean"
                + " that?)"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [refrsh: 0.5]",
            "21: grid.orderings[0].refrsh is an unknown field, expected refresh (did you mean"
                + " that?)"),
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
            "21: grid.methods[0].wanda is \"row\", expected a method's word, or {WORD: {PARAMETER:"
                + " VALUE}}"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [wanda, wanda: {per: row}]",
            "21: grid.methods[1] is wanda {per=ROW} for the second time, expected different values,"
                + " or cells would be there twice"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  methods: [greedy, norm]",
            "21: grid.methods[1] is norm, expected targets, units and schemes that it compresses:"
                + " it can prune neurons in W and B"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9]\n  refit: [1]",
            "21: grid.refit[0] is 1, expected true or false"),
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
            "21: grid.orderings[0] is {\"refresh\":\"x\"}, expected exact, static or {refresh:"
                + " FRACTION}"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [5]",
            "21: grid.orderings[0] is 5, expected exact, static or {refresh: FRACTION}"),
        arguments(
            "  calibration_samples: 50",
            "  calibration_samples: some",
            "22: grid.calibration_samples is \"some\", expected the word all or a whole number of"
                + " at least 1"),
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
            "    quantize: [2]",
            "    quantize: [0]",
            "19: grid.schemes.quantize[0] is 0, expected a whole number of at least 1"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, 1]",
            "20: grid.alphas[1] is 1.0, expected a number strictly between 0 and 1"),
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
            "  calibration_samples: 50",
            "  calibration_samples: 0",
            "22: grid.calibration_samples is 0, expected the word all or a whole number of at least"
                + " 1"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [refresh: 2]",
            "21: grid.orderings[0].refresh is 2.0, expected a fraction of the steps, above 0 and at"
                + " most 1"),
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
            "13: grid.widths[2] is 3 for the second time, expected different values, or cells would"
                + " be there twice"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, 0.90]",
            "20: grid.alphas[1] is 0.9 for the second time, expected different values, or cells"
                + " would be there twice"),
        arguments(
            "    prune: [0.3, 0.7]",
            "    prune: [0.3, 3e-1]",
            "18: grid.schemes.prune[1] is 0.3 for the second time, expected different values, or"
                + " cells would be there twice"),
        arguments(
            "  targets: [W1, B1, W2]",
            "  targets: [W1+W2, W2+W1]",
            "16: grid.targets[1] is W1+W2 for the second time, expected different values, or cells"
                + " would be there twice"),
        arguments(
            "  orderings: [static, refresh: 0.25]",
            "  orderings: [static, static]",
            "21: grid.orderings[1] is static for the second time, expected different values, or"
                + " cells would be there twice"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void namesLineFieldAndValue(String line, String replacement, String message) {
    Refusals.assertRefused(Specs.digitsWith(line, replacement), message);
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
  @MethodSource("targetRefusals")
  void namesTarget(String targets, String message) {
    Refusals.assertRefused(
        Specs.digitsWith("  targets: [W1, B1, W2]", "  targets: " + targets), "16: " + message);
  }

  @Test
  void refusesGridsThatWouldFillTheMemory() {
    String numbers =
        IntStream.range(1, 2_000)
            .mapToObj(i -> "0." + i)
            .filter(s -> !s.endsWith("0"))
            .collect(Collectors.joining(", "));
    String alphas = Specs.digitsWith("  alphas: [0.9, 0.5]", "  alphas: [" + numbers + "]");
    assertThat(SpecReader.parse(alphas, "f.yaml").grid().alphas()).hasSizeGreaterThan(1_500);
    String both = alphas.replace("    prune: [0.3, 0.7]", "    prune: [" + numbers + "]");
    assertThatThrownBy(() -> SpecReader.parse(both, "f.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("f.yaml:12: grid is ")
        .hasMessageEndingWith(" cells or more, expected at most 1000000");
    Refusals.assertRefused(
        Specs.digitsWith("  networks: 2", "  networks: 5000001"),
        "14: grid.networks is 5000001, expected at most 5000000 for 2 widths");
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
