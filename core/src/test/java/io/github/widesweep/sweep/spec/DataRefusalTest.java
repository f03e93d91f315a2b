package io.github.widesweep.sweep.spec;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in the section {@code data}. */
class DataRefusalTest {
  /**
   * A line of {@link Specs#DIGITS}, what takes its place, and the message after the file's name.
   */
  static List<Arguments> refusals() {
    return List.of(
        arguments(
            "  scaling: standardize",
            "  scalling: none",
            "5: data.scalling is an unknown field, expected scaling (did you mean that?)"),
        arguments(
            "  source: digits",
            "  source: digits\n  file: x",
            "5: data.file is an unknown field, expected one of scaling, test_fraction, name,"
                + " source"),
        arguments(
            "  source: digits",
            "",
            "3: data.source is missing, expected one of digits, csv, california_housing, synthetic,"
                + " table"),
        arguments(
            "  source: digits",
            "  source: csv\n  target: price\n  task: regression",
            "3: data.file is missing, expected the path of a CSV file"),
        arguments(
            "  source: digits",
            "  source: digit",
            "4: data.source is \"digit\", expected one of digits, csv, california_housing,"
                + " synthetic, table"),
        arguments(
            "  source: digits",
            "  source: 1",
            "4: data.source is 1, expected one of digits, csv, california_housing, synthetic,"
                + " table"),
        arguments(
            "  scaling: standardize",
            "  scaling: standard",
            "5: data.scaling is \"standard\", expected one of standardize, scale, none"),
        arguments(
            "  scaling: standardize",
            "  test_fraction: 1",
            "5: data.test_fraction is 1.0, expected a number strictly between 0 and 1"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void namesLineFieldAndValue(String line, String replacement, String message) {
    Refusals.assertRefused(Specs.digitsWith(line, replacement), message);
  }
}
