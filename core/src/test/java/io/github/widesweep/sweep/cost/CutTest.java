package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.sweep.cost.Cut.Part;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutTest {
  private static final SweepSpec SPEC =
      SpecReader.parse(
          Specs.digitsWith("  draws: 3", "  draws: 1000")
              .replace("  alphas: [0.9, 0.5]", "  alphas: [0.9, 0.5]\n  methods: [greedy, wanda]"),
          "cut.yaml");
  private static final Grid GRID = Grid.of(SPEC, "digits", 64, 10);
  private static final CostModel COST = CostModel.of(SPEC, Specs.data(SPEC));
  private static final NetworkKey NETWORK = GRID.networks().get(0);
  private static final Target W1 = Target.parse("W1");
  private static final Target B1 = Target.parse("B1");

  /** Draws of a stack. */
  private static final int SIZE = COST.stackSize(NETWORK, W1);

  private static boolean isSingle(CompressionSpec how) {
    return !how.method().random();
  }

  private static Cut cut(Target target, double seconds, List<Part> wanted) {
    return new Cut(COST, NETWORK, target, seconds, wanted, CutTest::isSingle);
  }

  /**
   * All cells of a target that a condition holds for, with these draws; single ones with draw 0.
   */
  private static List<Part> cells(
      Target target, Predicate<CompressionSpec> some, int from, int to) {
    return GRID.specs(target).stream()
        .filter(some)
        .map(how -> isSingle(how) ? new Part(how, 0, 1) : new Part(how, from, to))
        .toList();
  }

  private static double seconds(Part part) {
    return COST.stackSeconds(NETWORK, part.how(), part.to() - part.from());
  }

  private static double seconds(List<Part> parts) {
    return parts.stream().mapToDouble(CutTest::seconds).sum();
  }

  /** A stack of these cells, as much as it can take. */
  private static double stackSeconds(List<Part> cells) {
    return cells.stream()
        .filter(part -> !isSingle(part.how()))
        .mapToDouble(part -> COST.stackSeconds(NETWORK, part.how(), SIZE))
        .sum();
  }

  private static int stack(int draw) {
    return draw / SIZE;
  }

  /** Every draw of every cell: literally one by one. */
  private static void assertCovered(List<Part> wanted, List<List<Part>> pieces) {
    Map<CompressionSpec, List<Integer>> draws = new HashMap<>();
    for (List<Part> piece : pieces) {
      assertThat(piece).isNotEmpty();
      assertThat(piece.stream().map(Part::how)).doesNotHaveDuplicates();
      for (Part part : piece) {
        for (int draw = part.from(); draw < part.to(); draw++) {
          draws.computeIfAbsent(part.how(), how -> new ArrayList<>()).add(draw);
        }
      }
    }
    assertThat(draws).hasSize(wanted.size());
    for (Part part : wanted) {
      // In order, so that none is there twice either.
      assertThat(draws.get(part.how()))
          .containsExactlyElementsOf(IntStream.range(part.from(), part.to()).boxed().toList());
    }
  }

  /** Spans of draws that differ by cell, some of one draw; aims from nothing to everything. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyDrawIsInOnePieceInOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int repetition = 0; repetition < 15; repetition++) {
      Target target = random.nextBoolean() ? W1 : B1;
      List<Part> wanted = new ArrayList<>();
      for (Part cell : cells(target, how -> random.nextInt(3) > 0, 0, 1)) {
        int from = random.nextInt(30);
        wanted.add(
            isSingle(cell.how())
                ? cell
                : new Part(cell.how(), from, from + 1 + random.nextInt(60)));
      }
      if (!wanted.isEmpty()) {
        double aim = stackSeconds(wanted) * Math.exp(random.nextDouble(-6, 4)) + 1e-9;
        assertCovered(wanted, cut(target, aim, wanted).pieces().toList());
      }
    }
  }

  /** Whole stacks of all cells, of two sizes a stack apart, none above the aim. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3.7, 10, 16, 39.99, 40, 1e6})
  void piecesAreConsecutiveStacks(double stacks) {
    List<Part> wanted = cells(W1, how -> !isSingle(how), 0, 40 * SIZE);
    double aim = stacks * stackSeconds(wanted) * (1 + 1e-9);
    List<List<Part>> pieces = cut(W1, aim, wanted).pieces().toList();
    int most = (int) Math.min(40, stacks);
    assertThat(pieces).hasSize((40 - 1) / most + 1);
    Set<Integer> sizes = new HashSet<>();
    for (List<Part> piece : pieces) {
      assertThat(piece).hasSameSizeAs(wanted);
      assertThat(piece.stream().map(part -> List.of(part.from(), part.to())).distinct()).hasSize(1);
      Part part = piece.get(0);
      assertThat(part.from() % SIZE).isZero();
      assertThat(part.to() % SIZE).isZero();
      sizes.add((part.to() - part.from()) / SIZE);
    }
    int small = 40 / pieces.size();
    assertThat(sizes).isSubsetOf(small, small + 1).allMatch(size -> size <= most);
  }

  /** Where less than a stack fits the aim, none of its pieces goes on into the next. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.99})
  void aStackThatTakesLongerIsCutByCells(double part) {
    List<Part> wanted = cells(B1, how -> !isSingle(how), 3, 3 + 4 * SIZE);
    double aim = part * stackSeconds(wanted);
    List<List<Part>> pieces = cut(B1, aim, wanted).pieces().toList();
    double most =
        wanted.stream()
            .mapToDouble(cell -> seconds(new Part(cell.how(), 0, SIZE)))
            .max()
            .orElseThrow();
    for (List<Part> piece : pieces) {
      assertThat(
              piece.stream()
                  .flatMapToInt(p -> IntStream.of(stack(p.from()), stack(p.to() - 1)))
                  .distinct())
          .hasSize(1);
      assertThat(seconds(piece)).isLessThan(aim + most);
    }
    assertThat(pieces.size()).isGreaterThan(5);
  }

  /** Pieces of one stack take about the same: none is a small rest. */
  @Test
  void theCutOfAStackIsEven() {
    List<Part> wanted = cells(B1, how -> !isSingle(how), 0, SIZE);
    double total = stackSeconds(wanted);
    double largest = wanted.stream().mapToDouble(CutTest::seconds).max().orElseThrow();
    for (int count = 2; count <= 4; count++) {
      List<List<Part>> pieces = cut(B1, total / count * 1.0001, wanted).pieces().toList();
      assertThat(pieces).hasSizeLessThanOrEqualTo(count);
      for (List<Part> piece : pieces) {
        assertThat(seconds(piece)).isBetween(total / count - largest, total / count + largest);
      }
    }
  }

  /** One draw of each stays with the first piece, unless they alone take longer than the aim. */
  @Test
  void cellsOfOneDrawJoinTheFirstPiece() {
    List<Part> wanted = cells(W1, how -> true, 0, 10 * SIZE);
    List<Part> single = wanted.stream().filter(part -> isSingle(part.how())).toList();
    assertThat(single).isNotEmpty();
    List<List<Part>> pieces = cut(W1, 2 * stackSeconds(wanted), wanted).pieces().toList();
    assertThat(pieces.get(0)).containsAll(single);
    assertThat(pieces.stream().skip(1).flatMap(List::stream)).doesNotContainAnyElementsOf(single);
    List<List<Part>> alone = cut(W1, 1e9, single).pieces().toList();
    assertThat(alone).containsExactly(single);
  }

  /** However long a piece may take, its runs fit in memory. */
  @Test
  void aPieceHasAtMostSoManyRuns() {
    List<Part> wanted = cells(W1, how -> !isSingle(how), 0, 1_000_000);
    List<List<Part>> pieces = cut(W1, 1e300, wanted).pieces().limit(3).toList();
    int runs = pieces.get(1).stream().mapToInt(part -> part.to() - part.from()).sum();
    assertThat(runs).isBetween((1 << 16) / 10 * 9, 1 << 16);
  }

  /** Told without making them: how many pieces cost what. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.2, 0.6, 1, 2.5, 3.2, 7, 1e9})
  void kindsAreThoseOfThePieces(double stacks) {
    for (Target target : List.of(W1, B1)) {
      for (int draws : new int[] {2, SIZE, SIZE + 1, 4 * SIZE, 11 * SIZE + 3, 23 * SIZE}) {
        List<Part> wanted = cells(target, how -> true, 0, draws);
        Cut cut = cut(target, stacks * stackSeconds(wanted), wanted);
        Map<List<Integer>, Long> counted = new HashMap<>();
        cut.kinds().forEach(kind -> counted.merge(shape(kind.piece()), kind.count(), Long::sum));
        assertThat(counted)
            .isEqualTo(
                cut.pieces().collect(Collectors.groupingBy(CutTest::shape, Collectors.counting())));
      }
    }
  }

  /** Its cells, and how many draws of each. */
  private static List<Integer> shape(List<Part> piece) {
    return piece.stream()
        .flatMap(part -> Stream.of(part.how().hashCode(), part.to() - part.from()))
        .toList();
  }
}
