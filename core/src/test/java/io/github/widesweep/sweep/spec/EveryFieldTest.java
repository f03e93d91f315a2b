package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.UserException;
import io.github.widesweep.yaml.TreePath;
import io.github.widesweep.yaml.YamlTree;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of every field that a spec can have, found in what specs become when all defaults
 * are written out: a field that joins is held to it by itself.
 */
class EveryFieldTest {
  private static final Pattern MISTAKE =
      Pattern.compile("(.*): ([a-z_0-9.\\[\\]]+) is (.*), expected (.+)");

  /** Between them, every source of data, kind of network, method and axis. */
  private static List<String> specs() {
    String methods =
        "  methods: [greedy, {walk: {lambda: 0.5}}, {wanda: {per: layer}}, sparsegpt, gptq, osscar]\n  refit: [true]\n  units: [weight, neuron]\n";
    String rest = Specs.DIGITS.substring(Specs.DIGITS.indexOf("network:"));
    String regression = rest.replace("targets: [W1, B1, W2]", "targets: [W1]");
    return List.of(
        Specs.DIGITS + methods,
        Specs.SYNTHETIC + "measure: []\n",
        Specs.CONVOLUTION,
        "name: a\nseed: 1\ndata: {source: csv, file: a.csv, target: y, task: regression,"
            + " target_scaling: none}\n"
            + regression,
        "name: a\nseed: 1\ndata: {source: california_housing, file: a.data, name: h}\n"
            + regression,
        "name: a\nseed: 1\ndata: {source: table, format: csv, path: [p, q], options: {header: true},"
            + " query: SELECT 1, features: [a, b], target: y, task: classification, key: k,"
            + " samples: 9}\n"
            + rest,
        """
        name: own
        seed: 7
        data: {source: digits}
        network:
          source: [a.npz, {file: 'b/*.npz', label: old}]
          layers:
            - {weight: w1, bias: b1, activation: relu, side: 3}
            - {weight: w2, activation: softmax, orientation: inputs_first}
        grid: {draws: 2, targets: [W1], schemes: {density: [0.3]}, alphas: [0.9]}
        """);
  }

  /** A spec that is written out, with the paths that none before it has. */
  static Stream<Arguments> fields() {
    Set<String> seen = new HashSet<>();
    return specs().stream()
        .map(
            yaml -> {
              String written = SpecReader.parse(yaml, "s.yaml").toYaml();
              Map<String, JsonNode> values = new LinkedHashMap<>();
              collect("", YamlTree.parse(written, "written").root(), values);
              values.keySet().removeIf(path -> !seen.add(path));
              return arguments(written, values);
            });
  }

  /** Of every list two elements: the others are read alike. */
  private static void collect(String path, JsonNode node, Map<String, JsonNode> values) {
    if (!path.isEmpty()) {
      values.put(path, node);
    }
    for (int i = 0; node.isArray() && i < Math.min(2, node.size()); i++) {
      collect(path + "[" + i + "]", node.get(i), values);
    }
    node.properties()
        .forEach(field -> collect(TreePath.field(path, field.getKey()), field.getValue(), values));
  }

  /** The mistakes of a spec with one value replaced; none if it is still a spec. */
  private static List<String> mistakes(Path file, String path, String value) {
    try {
      SpecReader.read(file, Map.of(path, value));
      return List.of();
    } catch (UserException e) {
      return e.mistakes();
    }
  }

  /** Neither a mapping of what nobody knows nor a list of lists is anything in a spec. */
  @ParameterizedTest
  @MethodSource("fields")
  void aValueOfAWrongKindIsRefusedInOneLine(String yaml, Map<String, JsonNode> values) {
    Path file = Specs.file(yaml);
    for (String path : values.keySet()) {
      String value = values.get(path).isArray() ? "{wrong: [1]}" : "[[1]]";
      List<String> mistakes = mistakes(file, path, value);
      assertThat(mistakes).allSatisfy(mistake -> assertThat(mistake).matches(MISTAKE));
      String place = "override " + path + "=" + value + ": ";
      assertThat(mistakes)
          .as("%s=%s", path, value)
          .anyMatch(mistake -> mistake.startsWith(place + path) || isAround(path, mistake));
    }
  }

  /** Whether a mistake is told of what a value is in, at the line of that. */
  private static boolean isAround(String path, String mistake) {
    Matcher parts = MISTAKE.matcher(mistake);
    return parts.matches() && TreePath.isWithin(path, parts.group(2));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aFieldThatIsNotKnownIsRefusedWhereverItStands(String yaml, Map<String, JsonNode> values) {
    Path file = Specs.file(yaml);
    values.forEach(
        (path, value) -> {
          // Options are whatever a format knows.
          if (value.isObject() && !path.equals("data.options")) {
            assertThat(mistakes(file, path + ".wrong", "1"))
                .as(path)
                .anyMatch(
                    mistake ->
                        mistake.startsWith(
                                "override %s.wrong=1: %s.wrong is an unknown".formatted(path, path))
                            || mistake.contains(": " + path + " is {"));
          }
        });
    assertThat(mistakes(file, "wrong", "1"))
        .containsExactly(
            "override wrong=1: wrong is an unknown field, expected one of name, seed, data,"
                + " network, training, grid, measure");
  }

  /** Nothing, and what is not finite. */
  @ParameterizedTest
  @MethodSource("fields")
  void nothingIsNoValueOfAnyField(String yaml, Map<String, JsonNode> values) {
    Path file = Specs.file(yaml);
    for (String path : values.keySet()) {
      boolean number = values.get(path).isNumber();
      String value = number ? ".nan" : "null";
      String problem = number ? ".nan, expected a finite number" : "empty, expected a value";
      assertThat(mistakes(file, path, value))
          .contains("override %s=%s: %s is %s".formatted(path, value, path, problem));
    }
  }

  /** Every value where it was, in what a spec is written as. */
  @ParameterizedTest
  @MethodSource("fields")
  void aWrittenSpecSaysAllOfIt(String yaml) {
    SweepSpec spec = SpecReader.parse(yaml, "s.yaml");
    assertThat(spec.toYaml()).isEqualTo(yaml);
    assertThat(SpecReader.parseResolved(yaml, "again.yaml")).isEqualTo(spec);
  }
}
