package io.github.widesweep.sweep.spec;

import static io.github.widesweep.sweep.spec.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several mistakes in a spec: all of them at once. */
class SpecMistakesTest {
  private static final String TARGET =
      "16: grid.targets[%d] is %s, expected layers with their roles, such as W1, B2 or W1+B3, W and"
          + " B and B+1 disjoint (6)";
  private static final String COUNT = "expected a whole number of at least 1";
  private static final String FRACTION = "expected a number strictly between 0 and 1";

  @Test
  void inDifferentSections() {
    String yaml =
        Specs.digitsWith("  draws: 3", "  drawz: [3]")
            .replace("seed: 7", "seed: seven")
            .replace("networks: 2", "networks: two")
            .replace("batch_size: 32", "batch_size: 0")
            .replace("hidden: [width, 6]", "hidden: [6]");
    assertRefused(
        yaml,
        "2: seed is \"seven\", expected a whole number of 64 bits",
        "15: grid.drawz is an unknown field, expected draws (did you mean that?)",
        "14: grid.networks is \"two\", expected a whole number of 32 bits",
        "7: network.hidden is [6], expected a list of layer sizes with the word width at least"
            + " once, such as [width, 40]",
        "11: training.batch_size is 0, " + COUNT);
  }

  /** What only its reader knows, what a record refuses, and what is in the place of no value. */
  @Test
  void inOneSection() {
    String yaml =
        Specs.digitsWith("  targets: [W1, B1, W2]", "  targets: [Q2, B1, 7]")
            .replace("alphas: [0.9, 0.5]", "alphas: [1.5, 0.5, 0]")
            .replace("widths: [3, 5]", "widths: [0, 5, x]")
            .replace("draws: 3", "draws:")
            .replace("prune: [0.3, 0.7]", "prune: [0.3, 7]")
            .replace("quantize: [2]", "quantize: [0]");
    assertRefused(
        yaml,
        "15: grid.draws is empty, expected a value, or no such field",
        TARGET.formatted(0, "Q2"),
        "16: grid.targets[2] is 7, expected a target such as W1, B2 or W1+B3",
        "13: grid.widths[0] is 0, " + COUNT,
        "13: grid.widths[2] is \"x\", " + COUNT,
        "18: grid.schemes.prune[1] is 7.0, " + FRACTION,
        "19: grid.schemes.quantize[0] is 0, " + COUNT,
        "20: grid.alphas[0] is 1.5, " + FRACTION,
        "20: grid.alphas[2] is 0.0, " + FRACTION);
  }

  @Test
  void ofOneRecord() {
    assertRefused(
        Specs.digitsWith("  epochs: 1", "  epochs: -1\n  learning_rate: 0\n  beta1: 1")
            .replace("scaling: standardize", "test_fraction: 2\n  name: \"?\""),
        "5: data.test_fraction is 2.0, " + FRACTION,
        "6: data.name is ?, expected at most 64 letters, digits, spaces, points, hyphens and"
            + " underscores, a letter or digit first",
        "11: training.epochs is -1, expected a whole number of at least 0",
        "12: training.learning_rate is 0.0, expected a finite number above 0",
        "13: training.beta1 is 1.0, expected a number in [0, 1)");
  }

  /** What fields have in common is looked at once each is right. */
  @Test
  void betweenSections() {
    String yaml =
        Specs.digitsWith("  targets: [W1, B1, W2]", "  targets: [W1, W4, B3]")
            .replace("epochs: 1", "loss: mse");
    String depth = ", expected layers of a network of 3, and for B one that has a next layer";
    assertRefused(
        yaml,
        "10: training.loss is mse, expected cross_entropy with network.output softmax",
        "16: grid.targets[1] is W4" + depth,
        "16: grid.targets[2] is B3" + depth);
    // Without its mistake the spec could have neurons with levels or not: nothing is said of that.
    assertRefused(
        yaml.replace("  alphas:", "  units: [neuron]\n  alphas:")
            .replace("prune: [0.3, 0.7]", "prune: [2]"),
        "18: grid.schemes.prune[0] is 2.0, " + FRACTION);
  }

  @Test
  void tenAreNamed() {
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
}
