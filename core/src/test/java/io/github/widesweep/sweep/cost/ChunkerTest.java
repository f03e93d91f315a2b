package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.sweep.grid.Asked;
import io.github.widesweep.sweep.grid.Cell;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static final Grid DIGITS = Grid.of(Specs.digits(), "digits", 64, 10);

  private static CostModel cost() {
    return CostModel.of(Specs.digits(), Specs.data(Specs.digits()));
  }

  private static SweepSpec digits(String draws, String orderings) {
    return SpecReader.parse(
        Specs.digitsWith("  draws: 3", "  draws: " + draws)
            .replace("[static, refresh: 0.25]", orderings),
        "digits.yaml");
  }

  private static int stackSize(RunKey run, CostModel cost) {
    return cost.stackSize(run.network(), run.compression().target());
  }

  private static double stackSeconds(RunKey run, CostModel cost, int draws) {
    return cost.stackSeconds(run.network(), run.compression(), draws);
  }

  /** What a chunk's runs take by their cells and stacks. */
  private static double drawSeconds(Chunk chunk, CostModel cost) {
    int size = stackSize(chunk.runs().get(0), cost);
    return chunk.runs().stream()
        .collect(Collectors.groupingBy(run -> List.of(run.compression(), run.draw() / size)))
        .values()
        .stream()
        .mapToDouble(runs -> stackSeconds(runs.get(0), cost, runs.size()))
        .sum();
  }

  /** Done are, of each network and cell, the draws that a seeded generator picked. */
  private static DoneDraws random(long seed, int draws, double part) {
    return (network, how) -> {
      SplittableRandom random =
          new SplittableRandom(seed + 31L * network.hashCode() + how.toString().hashCode());
      BitSet done = new BitSet();
      for (int draw = 0; draw < draws; draw++) {
        done.set(draw, random.nextDouble() < part);
      }
      return done;
    };
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-3, 0.02, 1, 1e9})
  void chunksHoldEveryMissingRunOnce(double seconds) {
    SweepSpec spec = digits("23", "[static, exact]\n  methods: [greedy, sparsegpt]");
    Grid whole = Grid.of(spec, "digits", 64, 10);
    chunksHoldEveryMissingRunOnce(spec, whole, seconds);
    chunksHoldEveryMissingRunOnce(spec, someOf(whole), seconds);
  }

  /** Every third cell, on its first networks and draws, and no cell of one target at one width. */
  private static Grid someOf(Grid whole) {
    List<Asked> asked = new ArrayList<>();
    Cell first = whole.cells().get(0);
    for (int i = 0; i < whole.cells().size(); i += 3) {
      Cell cell = whole.cells().get(i);
      if (cell.width() == first.width()
          && cell.compression().target().equals(first.compression().target())) {
        continue;
      }
      int draws = 1 + i % whole.draws(cell.compression());
      asked.add(new Asked(cell.id(), 1 + i % Specs.digits().grid().networks(), draws));
    }
    return whole.only(asked);
  }

  private static void chunksHoldEveryMissingRunOnce(SweepSpec spec, Grid grid, double seconds) {
    CostModel cost = CostModel.of(spec, Specs.data(spec));
    Chunker chunker = Chunker.of(grid, cost, seconds);
    for (double part : new double[] {0, 0.3, 0.97, 1}) {
      DoneDraws done = random(5, 23, part);
      List<Chunk> chunks = chunker.chunks(done).toList();
      assertThat(chunks.stream().flatMap(chunk -> chunk.runs().stream()))
          .containsExactlyInAnyOrderElementsOf(
              grid.runs()
                  .filter(run -> !done.of(run.network(), run.compression()).get(run.draw()))
                  .toList());
      assertThat(chunks)
          .allSatisfy(
              chunk -> {
                // At most the aim and one part more: a stack's draws keep to the aim, or are one.
                double most =
                    chunk.runs().stream()
                        .mapToDouble(run -> stackSeconds(run, cost, 1) + seconds)
                        .max()
                        .orElseThrow();
                assertThat(drawSeconds(chunk, cost)).isLessThanOrEqualTo((seconds + most) * 1.001);
                assertThat(chunk.estimatedSeconds())
                    .isCloseTo(cost.chunkSeconds(chunk.runs()), withinPercentage(1e-9));
                assertThat(chunk.memoryBytes()).isEqualTo(cost.chunkBytes(chunk.runs()));
              });
      assertThat(chunker.chunks(done).toList()).isEqualTo(chunks);
      assertThat(grid.networks().stream().flatMap(network -> chunker.chunks(network, done)))
          .containsExactlyInAnyOrderElementsOf(chunks);
    }
  }

  /** Sizes around those of stacks, aims from less than a run to more than a network. */
  @Test
  void totalsAreThoseOfTheChunks() {
    for (String draws : List.of("1", "3", "5", "6", "23", "100")) {
      SweepSpec spec = digits(draws, "[static, refresh: 0.25]\n  methods: [greedy, sparsegpt]");
      Grid grid = Grid.of(spec, "digits", 64, 10);
      CostModel cost = CostModel.of(spec, Specs.data(spec));
      for (double seconds :
          new double[] {1e-9, 1e-4, 5e-4, 1e-3, 3e-3, 7e-3, 0.02, 0.1, 1, 1e300}) {
        Chunker chunker = Chunker.of(grid, cost, seconds);
        List<Chunk> chunks = chunker.chunks(DoneDraws.NONE).toList();
        Chunker.Totals totals = chunker.totals();
        assertThat(totals.chunks()).isEqualTo(chunks.size());
        assertThat(totals.seconds())
            .isCloseTo(
                chunks.stream().mapToDouble(Chunk::estimatedSeconds).sum(), withinPercentage(1e-9));
        assertThat(totals.longestSeconds())
            .isCloseTo(
                chunks.stream().mapToDouble(Chunk::estimatedSeconds).max().orElseThrow(),
                withinPercentage(1e-9));
        assertThat(totals.memoryBytes())
            .isEqualTo(chunks.stream().mapToLong(Chunk::memoryBytes).max().orElseThrow());
      }
    }
  }

  @Test
  void aBillionRunsAreCountedAndCutOnDemand() {
    SweepSpec spec = digits("5000000", "[static, exact]");
    Grid grid = Grid.of(spec, "digits", 64, 10);
    assertThat(grid.runCount()).isEqualTo(480_000_000L);
    Chunker chunker = Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 5);
    assertThat(chunker.totals().chunks()).isGreaterThan(1000);
    assertThat(chunker.chunks(DoneDraws.NONE).limit(3)).hasSize(3);
    // A group of one chunk, were it not for memory.
    Chunker whole = Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 1e300);
    assertThat(whole.chunks(DoneDraws.NONE).limit(2))
        .allMatch(chunk -> chunk.runs().size() <= 1 << 16);
  }

  @Test
  void fewChunksAreShorterWhereThatCostsNothing() {
    SweepSpec spec = digits("20000", "[static]");
    Grid grid = Grid.of(spec, "digits", 64, 10);
    Chunker chunker = Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 1e9);
    Chunker.Totals coarse = chunker.totals();
    int cores = (int) Math.ceil(coarse.seconds() / 100);
    Chunker.Totals balanced = chunker.balanced(cores).totals();
    assertThat(coarse.chunks()).isLessThan(16L * cores);
    assertThat(balanced.chunks()).isBetween(16L * cores, 64L * cores);
    assertThat(balanced.longestSeconds()).isLessThan(balanced.seconds() / cores / 8);
    assertThat(balanced.seconds()).isBetween(coarse.seconds(), 1.01 * coarse.seconds());
    // Enough of them, or short enough.
    assertThat(chunker.balanced(1)).isSameAs(chunker);
    assertThat(chunker.balanced(1_000_000).targetSeconds()).isEqualTo(1);
    Chunker quick = Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 0.5);
    assertThat(quick.balanced(1_000_000)).isSameAs(quick);
  }

  @Test
  void costliestWidthsComeFirst() {
    List<Integer> widths =
        Chunker.of(DIGITS, cost(), 1e9)
            .chunks(DoneDraws.NONE)
            .filter(chunk -> chunk.runs().get(0).compression().target().toString().equals("W1"))
            .map(chunk -> chunk.network().width())
            .toList();
    assertThat(widths).containsExactly(5, 5, 3, 3);
  }

  @Test
  void chunksKeepDrawsTogetherAndInOrder() {
    for (Chunk chunk : Chunker.of(DIGITS, cost(), 0.01).chunks(DoneDraws.NONE).toList()) {
      List<Integer> draws = chunk.runs().stream().map(RunKey::draw).toList();
      assertThat(draws).isSorted();
      assertThat(new HashSet<>(draws)).hasSize(draws.get(draws.size() - 1) - draws.get(0) + 1);
    }
  }

  @Test
  void tinyAndHugeAimsGiveOneRunAndOneGroup() {
    assertThat(Chunker.of(DIGITS, cost(), 1e-9).chunks(DoneDraws.NONE))
        .hasSize((int) DIGITS.runCount());
    assertThat(Chunker.of(DIGITS, cost(), Double.MAX_VALUE).chunks(DoneDraws.NONE)).hasSize(4 * 3);
    assertThat(Chunker.chunks(DIGITS, run -> false, cost(), 1)).isEmpty();
  }

  /** Halving what is infinite would never end. */
  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aimsAreFiniteNumbersAboveZero(double seconds) {
    assertThatThrownBy(() -> Chunker.of(DIGITS, cost(), seconds))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("seconds per chunk is " + seconds + ", expected a finite number above 0");
  }

  /** Halved as often as cores ask for, never below a second, never for a hundredth more time. */
  @Test
  void moreCoresNeverMakeLongerChunks() {
    SweepSpec spec = digits("200000", "[static]");
    Grid grid = Grid.of(spec, "digits", 64, 10);
    Chunker chunker = Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 64);
    double before = Double.MAX_VALUE;
    for (int cores = 1; cores <= 1 << 8; cores *= 2) {
      Chunker balanced = chunker.balanced(cores);
      double halvings = Math.log(64 / balanced.targetSeconds()) / Math.log(2);
      assertThat(halvings).isEqualTo(Math.rint(halvings)).isBetween(0.0, 6.0);
      assertThat(balanced.targetSeconds()).isLessThanOrEqualTo(before);
      assertThat(balanced.totals().seconds())
          .isLessThanOrEqualTo(1.01 * chunker.totals().seconds());
      // No finer than it has to be: twice the aim makes too few chunks.
      if (balanced != chunker) {
        Chunker coarser =
            Chunker.of(grid, CostModel.of(spec, Specs.data(spec)), 2 * balanced.targetSeconds());
        assertThat(coarser.totals().chunks()).isLessThan(16L * cores);
      }
      before = balanced.targetSeconds();
    }
  }

  @Test
  void chunksEndWhereStacksDo() {
    SweepSpec spec = digits("23", "[static, refresh: 0.25]");
    Grid grid = Grid.of(spec, "digits", 64, 10);
    CostModel cost = CostModel.of(spec, Specs.data(spec));
    RunKey some = grid.runs().findFirst().orElseThrow();
    assertThat(stackSize(some, cost)).isEqualTo(5);
    List<RunKey> group =
        grid.runs()
            .filter(run -> run.network().equals(some.network()))
            .filter(run -> run.compression().target().equals(some.compression().target()))
            .toList();
    List<RunKey> cells = group.stream().limit(group.size() / 23).toList();
    double all = cells.stream().mapToDouble(run -> stackSeconds(run, cost, 5)).sum();
    double draws =
        cells.stream()
            .mapToDouble(run -> stackSeconds(run, cost, 5) - stackSeconds(run, cost, 0))
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
