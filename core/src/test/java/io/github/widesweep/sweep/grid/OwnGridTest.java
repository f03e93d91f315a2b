package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.spec.OwnNetwork;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Grids over networks of somebody's own. */
class OwnGridTest {
  private static final String YAML =
      """
      name: own
      seed: 7
      data: {source: table, format: parquet, path: p, features: [a, b], options: {x: true}, key: id}
      network:
        source: [a.npz, {file: 'b/*.npz', label: old}]
        layers:
          - {weight: w1, bias: b1, activation: relu}
          - {weight: w2, activation: softmax, orientation: inputs_first}
      grid:
        draws: 2
        targets: [W1]
        schemes: {prune: [0.3]}
        alphas: [0.9]
      """;

  private static OwnNetwork network(char digit, int width, String label) {
    Network network =
        new Network(
            List.of(
                new Dense(LinearAlgebra.zeros(width, 2), Activation.RELU),
                new Dense(LinearAlgebra.zeros(3, width), Activation.SOFTMAX)));
    return OwnNetwork.of(String.valueOf(digit).repeat(64), label, network);
  }

  private static SweepSpec spec(OwnNetwork... found) {
    return SpecReader.parse(YAML, "own.yaml").withFound(List.of(found));
  }

  private static Set<String> runs(SweepSpec spec) {
    return Grid.of(spec, "t", 2, 0).runs().map(RunKey::id).collect(Collectors.toSet());
  }

  @Test
  void whatWasFoundIsWrittenAndReadAgain() {
    SweepSpec spec = spec(network('a', 4, null), network('b', 5, "old"));
    assertThat(SpecReader.parse(spec.toYaml(), "again")).isEqualTo(spec);
  }

  @Test
  void networksAreTheirContentsInWhateverOrderAndCompany() {
    OwnNetwork a = network('a', 4, null);
    OwnNetwork b = network('b', 4, null);
    OwnNetwork c = network('c', 4, "old");
    Set<String> all = runs(spec(a, b, c));
    assertThat(all).hasSize(6).isEqualTo(runs(spec(c, a, b)));
    Set<String> parts = new HashSet<>(runs(spec(a)));
    parts.addAll(runs(spec(b)));
    // A label is no coordinate.
    parts.addAll(runs(spec(network('c', 4, "new"))));
    assertThat(parts).isEqualTo(all);
    Grid grid = Grid.of(spec(a, b, c), "t", 2, 0);
    assertThat(grid.cellCount()).isEqualTo(2).isEqualTo(grid.cells().size());
    assertThat(grid.networks())
        .allSatisfy(
            key -> {
              assertThat(key.architecture()).isEqualTo("2-w-3 relu softmax");
              assertThat(grid.network(4, key.network())).contains(key);
              assertThat(new RunKey(key, grid.cells().get(0).compression(), 5, 0).canonical())
                  .contains("content=" + key.content());
            });
    assertThat(grid.network(4, 0)).isEmpty();
    assertThatThrownBy(() -> spec(a, a))
        .hasMessageStartingWith("source is the network aaaaaaaaaaaaaaaa for the second time");
  }

  /** Some of the networks of a cell are those that come first. */
  @Test
  void aPartIsOfTheFirstNetworks() {
    Grid grid = Grid.of(spec(network('a', 4, null), network('b', 4, null)), "t", 2, 0);
    Grid part = grid.only(List.of(new Asked(grid.cells().get(0).id(), 1, 2)));
    assertThat(part.networks()).containsExactly(grid.networks().get(0));
    assertThat(part.runs()).hasSize(2).hasSize((int) part.runCount());
  }

  static List<Arguments> refusals() {
    return Stream.of(
            "draws: 2|draws: 2\n  widths: [3]|11: grid.widths is [3], expected no such field",
            "seed: 7|seed: 7\ntraining: {epochs: 1}|3: training is there, expected no such field",
            "label: old|labl: old|5: network.source[1].labl is an unknown field, expected label",
            "activation: relu|activation: rel|7: network.layers[0].activation is \"rel\", expected",
            ", activation: relu||7: network.layers[0].activation is missing, expected what follows",
            "path: p, |query: ' ', |3: data.format is parquet, expected no format without path",
            "key: id|key: id, target: y|3: data.task is missing, expected regression or",
            "key: id|samples: 1|3: data.samples is 1, expected a whole number of at least 2",
            "{x: true}|{x: [1]}|3: data.options",
            "[a, b]|[a, 5]|3: data.features[1] is 5, expected a text")
        .map(line -> line.split("\\|"))
        .map(parts -> arguments(parts[0], parts[1], parts[2]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void mistakesAreNamedAtTheirPlace(String text, String replacement, String message) {
    assertThat(YAML).contains(text);
    assertThatThrownBy(() -> SpecReader.parse(YAML.replace(text, replacement), "own.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("own.yaml:" + message);
  }
}
