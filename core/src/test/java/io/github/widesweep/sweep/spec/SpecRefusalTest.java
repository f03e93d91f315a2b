package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import io.github.widesweep.sweep.grid.Grid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes in the text of a spec and outside of its sections: one line, with its number, the value
 * and what would do.
 */
class SpecRefusalTest {
  /**
   * A line of {@link Specs#DIGITS}, what takes its place, and the message after the file's name.
   */
  static List<Arguments> refusals() {
    return List.of(
        arguments(
            "name: tiny",
            "nam: tiny",
            "1: nam is an unknown field, expected name (did you mean that?)"),
        arguments(
            "seed: 7",
            "seed: 7\nxyzzy: 1",
            "3: xyzzy is an unknown field, expected one of name, seed, data, network, training,"
                + " grid, measure"),
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: [calibration_eror]",
            "3: measure[0] is \"calibration_eror\", expected one of calibration_error"),
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: calibration_error",
            "3: measure is \"calibration_error\", expected a list"),
        arguments(
            "seed: 7",
            "seed: 7\nmeasure: [calibration_error, calibration_error]",
            "3: measure[1] is calibration_error for the second time, expected every measurement"
                + " once"),
        arguments(
            "seed: 7",
            "seed: 7\nname: x",
            "3: name is there for the second time, expected each field once"),
        arguments(
            "  draws: 3",
            "  draws: 3\n  draws: 3",
            "16: grid.draws is there for the second time, expected each field once"),
        arguments("name: tiny", "", "1: name is missing, expected a text that is not blank"),
        arguments("seed: 7", "", "1: seed is missing, expected a whole number of 64 bits"),
        arguments("name: tiny", "name:", "1: name is empty, expected a value, or no such field"),
        arguments(
            "  draws: 3",
            "  draws: null",
            "15: grid.draws is empty, expected a value, or no such field"),
        arguments(
            "  alphas: [0.9, 0.5]",
            "  alphas: [0.9, ~]",
            "20: grid.alphas[1] is empty, expected a value, or no such field"),
        arguments(
            "  draws: 3",
            "  draws: !count 3",
            "15: grid.draws is !count 3, expected a value without a tag"),
        arguments(
            "  draws: 3",
            "  draws: &n 3\n  units: *n",
            "16: grid.units is an alias of another value, expected the value itself"),
        arguments(
            "  draws: 3",
            "  draws: 3\n  ? [a]\n  : 3",
            "16: grid is a mapping with a list or mapping as key, expected field names as keys"),
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
            "    prune: [0.3, 0.7]",
            "    prune: [.nan]",
            "18: grid.schemes.prune[0] is .nan, expected a finite number"),
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
            "20: grid.alphas[0] is 1e999, expected a finite number"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void namesLineFieldAndValue(String line, String replacement, String message) {
    Refusals.assertRefused(Specs.digitsWith(line, replacement), message);
  }

  @Test
  void aTagThatSaysWhatAValueIsAnywayPasses() {
    assertThat(SpecReader.parse(Specs.digitsWith("  draws: 3", "  draws: !!int \"3\""), "f.yaml"))
        .isNotNull();
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
}
