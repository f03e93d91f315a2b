package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.UserException;
import io.github.widesweep.yaml.TreePath;
import io.github.widesweep.yaml.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of every field that a spec can have, found in what specs become when all defaults
 * are written out: a field that joins is held to it by itself.
 */
class EveryFieldTest {
  private static final Pattern MISTAKE =
      Pattern.compile("(.*): ([a-z_0-9.\\[\\]]+) is (.*), expected (.+)");

  /** Between them, every source of data, kind of network, method and axis. */
  static Stream<String> specs() {
    String methods =
        "  methods: [greedy, greedy-signed, {walk: {lambda: 0.5}}, {wanda: {per: layer}}, sparsegpt,"
            + " gptq, obs, alps, osscar]\n  refit: [true]\n  units: [weight, neuron]\n";
    String rest = Specs.DIGITS.substring(Specs.DIGITS.indexOf("network:"));
    String regression = rest.replace("targets: [W1, B1, W2]", "targets: [W1]");
    return Stream.of(
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

  private static List<String> paths(JsonNode tree) {
    Set<String> paths = new LinkedHashSet<>();
    collect("", tree, paths);
    return new ArrayList<>(paths);
  }

  private static void collect(String path, JsonNode node, Set<String> paths) {
    if (!path.isEmpty()) {
      paths.add(path);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(path + "[" + i + "]", node.get(i), paths);
    }
    node.properties()
        .forEach(field -> collect(TreePath.field(path, field.getKey()), field.getValue(), paths));
  }

  private static JsonNode written(String yaml) {
    return YamlTree.parse(SpecReader.parse(yaml, "s.yaml").toYaml(), "written").root();
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
  @MethodSource("specs")
  void aValueOfAWrongKindIsRefusedInOneLine(String yaml) {
    Path file = Specs.file(SpecReader.parse(yaml, "s.yaml").toYaml());
    for (String path : paths(written(yaml))) {
      for (String value : List.of("{wrong: [1]}", "[[1]]")) {
        List<String> mistakes = mistakes(file, path, value);
        assertThat(mistakes).allSatisfy(mistake -> assertThat(mistake).matches(MISTAKE));
        String place = "override " + path + "=" + value + ": ";
        assertThat(mistakes)
            .as("%s=%s", path, value)
            .anyMatch(mistake -> mistake.startsWith(place + path) || isAround(path, mistake));
      }
    }
  }

  /** Whether a mistake is told of what a value is in, at the line of that. */
  private static boolean isAround(String path, String mistake) {
    Matcher parts = MISTAKE.matcher(mistake);
    return parts.matches() && TreePath.isWithin(path, parts.group(2));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aFieldThatIsNotKnownIsRefusedWhereverItStands(String yaml) {
    Path file = Specs.file(SpecReader.parse(yaml, "s.yaml").toYaml());
    JsonNode tree = written(yaml);
    for (String path : paths(tree)) {
      JsonNode node = tree.at("/" + path.replace(".", "/").replace("[", "/").replace("]", ""));
      // Options are whatever a format knows.
      if (node.isObject() && !path.equals("data.options")) {
        assertThat(mistakes(file, path + ".wrong", "1"))
            .as(path)
            .anyMatch(
                mistake ->
                    mistake.startsWith(
                            "override " + path + ".wrong=1: " + path + ".wrong is an unk")
                        || mistake.contains(": " + path + " is {"));
      }
    }
    assertThat(mistakes(file, "wrong", "1"))
        .containsExactly(
            "override wrong=1: wrong is an unknown field, expected one of name, seed, data,"
                + " network, training, grid, measure");
  }

  /** Nothing, what is not finite, and what is no value. */
  @ParameterizedTest
  @MethodSource("specs")
  void nothingIsNoValueOfAnyField(String yaml) {
    Path file = Specs.file(SpecReader.parse(yaml, "s.yaml").toYaml());
    for (String path : paths(written(yaml))) {
      assertThat(mistakes(file, path, "null"))
          .containsExactly("override %s=null: %s is empty, expected a value".formatted(path, path));
      assertThat(mistakes(file, path, ".nan"))
          .contains("override %s=.nan: %s is .nan, expected a finite number".formatted(path, path));
    }
  }

  /** Every value where it was, in what a spec is written as. */
  @ParameterizedTest
  @MethodSource("specs")
  void aWrittenSpecSaysAllOfIt(String yaml) {
    SweepSpec spec = SpecReader.parse(yaml, "s.yaml");
    assertThat(SpecReader.parse(spec.toYaml(), "again.yaml")).isEqualTo(spec);
    assertThat(SpecReader.parse(spec.toYaml(), "again.yaml").toYaml()).isEqualTo(spec.toYaml());
    assertThat(SpecReader.parseResolved(spec.toYaml(), "again.yaml")).isEqualTo(spec);
  }
}
