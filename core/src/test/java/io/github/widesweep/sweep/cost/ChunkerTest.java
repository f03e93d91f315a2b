package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static final Grid DIGITS = Grid.of(Specs.digits(), "digits", 64, 10);

  private static CostModel cost() {
    return CostModel.of(Specs.digits(), Grid.loadData(Specs.digits()));
  }

  /** What a chunk's runs take by their cells and stacks. */
  private static double drawSeconds(Chunk chunk, CostModel cost) {
    int size = cost.stackSize(chunk.runs().get(0));
    return chunk.runs().stream()
        .collect(Collectors.groupingBy(run -> List.of(run.compression(), run.draw() / size)))
        .values()
        .stream()
        .mapToDouble(runs -> cost.stackSeconds(runs.get(0), runs.size()))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-3, 0.02, 1, 1e9})
  void chunksHoldEveryWantedRunOnce(double seconds) {
    CostModel cost = cost();
    List<Chunk> chunks = Chunker.chunks(DIGITS, run -> run.draw() != 1, cost, seconds);
    assertThat(chunks.stream().flatMap(chunk -> chunk.runs().stream()))
        .containsExactlyInAnyOrderElementsOf(DIGITS.runs().filter(run -> run.draw() != 1).toList());
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              // At most the aim and one part more: a stack's draws keep to the aim, or are one.
              double part =
                  chunk.runs().stream()
                      .mapToDouble(run -> cost.stackSeconds(run, 1))
                      .map(one -> one + seconds)
                      .max()
                      .orElseThrow();
              assertThat(drawSeconds(chunk, cost)).isLessThanOrEqualTo((seconds + part) * 1.001);
              assertThat(chunk.estimatedSeconds()).isEqualTo(cost.chunkSeconds(chunk.runs()));
              assertThat(chunk.memoryBytes()).isPositive();
            });
    assertThat(chunks.stream().map(Chunk::estimatedSeconds).toList())
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(Chunker.chunks(DIGITS, run -> run.draw() != 1, cost, seconds)).isEqualTo(chunks);
  }

  @Test
  void chunksKeepDrawsTogetherAndInOrder() {
    for (Chunk chunk : Chunker.chunks(DIGITS, run -> true, cost(), 0.01)) {
      List<Integer> draws = chunk.runs().stream().map(RunKey::draw).toList();
      assertThat(draws).isSorted();
      assertThat(new HashSet<>(draws)).hasSize(draws.get(draws.size() - 1) - draws.get(0) + 1);
    }
  }

  @Test
  void tinyAndHugeAimsGiveOneRunAndOneGroup() {
    assertThat(Chunker.chunks(DIGITS, run -> true, cost(), 1e-9)).hasSize((int) DIGITS.runCount());
    assertThat(Chunker.chunks(DIGITS, run -> true, cost(), Double.MAX_VALUE)).hasSize(4 * 3);
    assertThat(Chunker.chunks(DIGITS, run -> false, cost(), 1)).isEmpty();
    assertThatThrownBy(() -> Chunker.chunks(DIGITS, run -> true, cost(), Double.NaN))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void chunksEndWhereStacksDo() {
    SweepSpec spec = SpecReader.parse(Specs.digitsWith("  draws: 3", "  draws: 23"), "digits.yaml");
    Grid grid = Grid.of(spec, "digits", 64, 10);
    CostModel cost = CostModel.of(spec, Grid.loadData(spec));
    RunKey some = grid.runs().findFirst().orElseThrow();
    assertThat(cost.stackSize(some)).isEqualTo(5);
    List<RunKey> group = grid.groups().findFirst().orElseThrow().toList();
    List<RunKey> cells = group.stream().limit(group.size() / 23).toList();
    double all = cells.stream().mapToDouble(run -> cost.stackSeconds(run, 5)).sum();
    double draws =
        cells.stream()
            .mapToDouble(run -> cost.stackSeconds(run, 5) - cost.stackSeconds(run, 0))
            .max()
            .orElseThrow();
    List<Chunk> chunks = Chunker.chunks(grid, Set.copyOf(group)::contains, cost, all * 1.01);
    assertThat(chunks).hasSize(5);
    for (Chunk chunk : chunks) {
      int first = chunk.runs().get(0).draw();
      assertThat(first % 5).isZero();
      assertThat(chunk.runs()).hasSize(Math.min(5, 23 - first) * cells.size());
    }
    // Room for the draws of any one cell, if not for what their stack shares: still whole stacks.
    for (Chunk chunk : Chunker.chunks(grid, Set.copyOf(group)::contains, cost, draws * 1.01)) {
      chunk.runs().stream()
          .collect(Collectors.groupingBy(run -> List.of(run.compression(), run.draw() / 5)))
          .values()
          .forEach(runs -> assertThat(runs).hasSize(runs.get(0).draw() / 5 < 4 ? 5 : 3));
    }
  }
}
