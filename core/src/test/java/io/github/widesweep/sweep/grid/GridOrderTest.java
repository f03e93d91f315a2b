package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.sweep.spec.SpecReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is what its coordinates say, whatever stands beside it in the spec, and in which order. */
class GridOrderTest {
  private static final Grid GRID = grid(axes());
  private static final Set<String> IDS = ids(GRID);

  private static Map<String, List<String>> axes() {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    axes.put("widths", List.of("3", "5"));
    axes.put("targets", List.of("W1", "B1", "W1+W2", "W3"));
    axes.put("methods", List.of("greedy", "{wanda: {per: layer}}", "rtn"));
    axes.put("prune", List.of("0.3", "0.7"));
    axes.put("density", List.of("0.6"));
    axes.put("quantize", List.of("2", "4"));
    axes.put("alphas", List.of("0.9", "0.5"));
    axes.put("orderings", List.of("exact", "static", "refresh: 0.25"));
    axes.put("refit", List.of("false", "true"));
    return axes;
  }

  private static Grid grid(Map<String, List<String>> axes) {
    return Grid.of(
        SpecReader.parse(
            """
            name: order
            seed: 7
            data: {source: digits}
            network: {hidden: [width, 4]}
            grid:
              networks: 2
              draws: 2
              widths: %s
              targets: %s
              methods: %s
              schemes: {prune: %s, density: %s, quantize: %s}
              alphas: %s
              orderings: %s
              refit: %s
            """
                .formatted(axes.values().toArray()),
            "order.yaml"),
        "digits",
        64,
        10);
  }

  private static Set<String> ids(Grid grid) {
    return grid.runs().map(RunKey::id).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theOrderOfTheListsChangesNoRun(long seed) {
    Random random = new Random(seed);
    Map<String, List<String>> shuffled = axes();
    shuffled.replaceAll(
        (axis, values) -> {
          List<String> other = new ArrayList<>(values);
          Collections.shuffle(other, random);
          return other;
        });
    assertThat(ids(grid(shuffled))).isEqualTo(IDS).hasSize((int) GRID.runCount());
  }

  @ParameterizedTest
  @CsvSource({
    "widths, 4",
    "targets, B2",
    "methods, random",
    "prune, 0.55",
    "density, 0.75",
    "quantize, 3",
    "alphas, 0.8",
    "orderings, 'refresh: 0.5'"
  })
  void oneMoreValueLeavesTheOtherRunsAsTheyAre(String axis, String value) {
    Map<String, List<String>> more = axes();
    List<String> values = new ArrayList<>(more.get(axis));
    values.add(0, value);
    more.put(axis, values);
    assertThat(ids(grid(more))).containsAll(IDS).hasSizeGreaterThan(IDS.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"widths", "targets", "methods", "prune", "quantize", "alphas", "orderings"})
  void aValueLessTakesItsOwnRunsAlone(String axis) {
    Map<String, List<String>> fewer = axes();
    fewer.put(axis, fewer.get(axis).subList(1, fewer.get(axis).size()));
    Set<String> after = ids(grid(fewer));
    assertThat(IDS).containsAll(after).hasSizeGreaterThan(after.size());
  }

  /** Uniforms, initial weights and shuffles of a network are those of its own coordinates. */
  @Test
  void streamsDoNotDependOnTheGrid() {
    Map<String, List<String>> other = axes();
    other.put("widths", List.of("9", "5"));
    other.put("targets", List.of("W2"));
    NetworkKey here = GRID.network(5, 1).orElseThrow();
    NetworkKey there = grid(other).network(5, 1).orElseThrow();
    assertThat(there).isEqualTo(here);
    assertThat(Seeds.uniforms(7, there, 2).ofLayer(1, 5))
        .containsExactly(Seeds.uniforms(7, here, 2).ofLayer(1, 5));
    assertThat(Seeds.init(7, there).nextLong()).isEqualTo(Seeds.init(7, here).nextLong());
    assertThat(Seeds.training(7, there).nextLong()).isEqualTo(Seeds.training(7, here).nextLong());
  }

  /** By width as written, number, target, draw; all cells of a draw before the next. */
  @Test
  void runsComeByWidthNetworkTargetAndDraw() {
    List<String> targets = GRID.targets().stream().map(Object::toString).toList();
    List<String> widths = axes().get("widths");
    List<int[]> places =
        GRID.runs()
            .map(
                run ->
                    new int[] {
                      widths.indexOf(String.valueOf(run.network().width())),
                      run.network().network(),
                      targets.indexOf(run.compression().target().toString()),
                      run.draw(),
                      GRID.specs(run.compression().target()).indexOf(run.compression())
                    })
            .toList();
    assertThat(places).isSortedAccordingTo(Arrays::compare);
  }

  @Test
  void numberedNetworksAreFoundByWidth() {
    for (NetworkKey network : GRID.networks()) {
      assertThat(GRID.network(network.width(), network.network())).contains(network);
    }
    assertThat(GRID.network(4, 0)).isEmpty();
    assertThat(GRID.network(5, 2)).isEmpty();
    assertThat(GRID.network(5, -1)).isEmpty();
  }
}
