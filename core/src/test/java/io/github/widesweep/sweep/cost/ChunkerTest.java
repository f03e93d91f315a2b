package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.Specs;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static final Grid DIGITS = Grid.of(Specs.digits(), "digits", 64, 10);

  private static CostModel cost() {
    return CostModel.of(Specs.digits(), Grid.loadData(Specs.digits()));
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
              // At most the aim and one run more.
              double costliest =
                  chunk.runs().stream().mapToDouble(cost::runSeconds).max().orElseThrow();
              double total = chunk.runs().stream().mapToDouble(cost::runSeconds).sum();
              assertThat(total).isLessThanOrEqualTo((seconds + costliest) * 1.001);
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
}
