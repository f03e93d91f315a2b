package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in overrides and in the section quick. */
class SpecOverrideTest {
  static List<Arguments> quickSections() {
    return List.of(
        arguments(
            "quick: {grid.drawz: 5}",
            "23: grid.drawz is an unknown field, expected draws (did you mean that?)"),
        arguments(
            "quick:\n  grid.draws: x",
            "24: grid.draws is \"x\", expected a whole number of 32 bits"),
        arguments(
            "quick:\n  grid.alphas[2]: 0.1",
            "24: grid.alphas[2] is not there, expected an index below 2"),
        arguments(
            "quick: {grid..draws: 1}",
            "23: quick.grid..draws is no path, expected field names and list indices, such as grid.draws or grid.alphas[0]"),
        arguments(
            "quick: {quick.x: 1}",
            "23: quick.quick.x is no path, expected field names and list indices, such as grid.draws or grid.alphas[0]"),
        arguments("quick: 3", "23: quick is 3, expected values by path, such as grid.draws: 10"));
  }

  @ParameterizedTest
  @MethodSource("quickSections")
  void refusesQuickSectionsAskedForOrNot(String section, String message) {
    Path file = Specs.file(Specs.DIGITS + section + "\n");
    assertThatThrownBy(() -> SpecReader.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ":" + message);
    assertThatThrownBy(() -> SpecReader.readQuick(file, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ":" + message);
  }

  @Test
  void refusesQuickValuesOutOfRangeAndNoSection() {
    Path file = Specs.file(Specs.DIGITS + "quick: {grid.widths: [3, 0]}\n");
    assertThatThrownBy(() -> SpecReader.readQuick(file, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ":23: grid.widths[1] is 0, expected a whole number of at least 1");
    Path none = Specs.file(Specs.DIGITS);
    assertThatThrownBy(() -> SpecReader.readQuick(none, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(none + ":1: quick is missing, expected values by path, such as grid.draws: 10");
    assertThatThrownBy(() -> SpecReader.read(none, Map.of("quick.grid.draws", "1")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("override quick.grid.draws=1: path is \"quick.grid.draws\", ");
  }

  static List<Arguments> overrides() {
    return List.of(
        arguments(
            "grid.drawz",
            "5",
            "grid.drawz is an unknown field, expected draws (did you mean that?)"),
        arguments("grid.draws", "x", "grid.draws is \"x\", expected a whole number of 32 bits"),
        arguments("grid.draws", "0", "grid.draws is 0, expected a whole number of at least 1"),
        arguments("grid.draws", "", "grid.draws is empty, expected a value"),
        arguments(
            "grid.draws",
            "[1",
            "grid.draws is malformed YAML (expected ',' or ']', but got <stream end>), expected one well-formed document"),
        arguments(
            "grid.alphas",
            "[0.5, 2]",
            "grid.alphas[1] is 2.0, expected a number strictly between 0 and 1"),
        arguments(
            "grid.alphas[2]", "0.1", "grid.alphas[2] is not there, expected an index below 2"),
        arguments("grid.draws.x", "1", "grid.draws is 3, expected fields with values"),
        arguments(
            "grid..draws",
            "1",
            "path is \"grid..draws\", expected field names and list indices, such as grid.draws or grid.alphas[0]"),
        arguments(
            "",
            "1",
            "path is \"\", expected field names and list indices, such as grid.draws or grid.alphas[0]"));
  }

  @ParameterizedTest
  @MethodSource("overrides")
  void namesOverride(String path, String value, String message) {
    Path file = Specs.file(Specs.DIGITS);
    assertThatThrownBy(() -> SpecReader.read(file, Map.of(path, value)))
        .isInstanceOf(UserException.class)
        .hasMessage("override " + path + "=" + value + ": " + message);
  }
}
