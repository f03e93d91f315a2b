package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final Dataset DIGITS = Specs.data(Specs.digits());

  /** Of some width: what it costs depends on that alone. */
  private static NetworkKey network(int width) {
    return new NetworkKey("some", "some", width, 0);
  }

  private static List<RunKey> runs(SweepSpec spec, Dataset data, String target) {
    return Grid.of(spec, data)
        .runs()
        .filter(run -> run.network().equals(Grid.of(spec, data).networks().get(0)))
        .filter(run -> run.compression().target().toString().equals(target))
        .toList();
  }

  @Test
  void convolutionsHaveACost() {
    SweepSpec spec = Specs.convolution();
    CostModel cost = CostModel.of(spec, Specs.data(spec));
    assertThat(cost.trainingSeconds(network(60))).isGreaterThan(cost.trainingSeconds(network(6)));
    assertThat(cost.trainingBytes(network(60))).isGreaterThan(cost.trainingBytes(network(6)));
    assertThat(Chunker.chunks(Grid.of(spec, "synthetic", 32, 2), run -> true, cost, 1e9))
        .hasSize(2 * 6)
        .allMatch(chunk -> chunk.estimatedSeconds() > 0 && chunk.memoryBytes() > 0);
  }

  @Test
  void costsGrowWithWidthAndOrdering() {
    CostModel cost = CostModel.of(Specs.digits(), DIGITS);
    assertThat(cost.trainingSeconds(network(500))).isGreaterThan(cost.trainingSeconds(network(50)));
    assertThat(cost.trainingBytes(network(500))).isGreaterThan(cost.trainingBytes(network(50)));
    List<RunKey> block = runs(Specs.digits(), DIGITS, "B1");
    // Static before refreshed.
    assertThat(stackSeconds(cost, block.get(0), 3)).isLessThan(stackSeconds(cost, block.get(1), 3));
    assertThat(stackSeconds(cost, block.get(0), 3)).isLessThan(stackSeconds(cost, block.get(0), 5));
  }

  @Test
  void trainingIsCountedAsByHand() {
    // 120 samples, 96 of them for training: 6 batches of 16, 2 epochs.
    SweepSpec spec = Specs.synthetic();
    Dataset data = Specs.data(spec);
    int train = data.train().count();
    int test = data.test().count();
    Work work = CostModel.of(spec, data).trainingWork(network(3));
    // 5-3-4-2: 35 weights. Three products an epoch, one to measure; norms of three layers.
    double norms = 0;
    for (double[] sides : new double[][] {{3, 5}, {3, 4}, {2, 4}}) {
      norms += 2 * (2 * sides[0] * sides[0] * sides[1] + 30 * Math.pow(sides[0], 3));
    }
    assertThat(work.count(Kind.FLOP)).isEqualTo(2 * 35 * (2 * 3 * train + train + test) + norms);
    // tanh behind 3 and 4 hidden neurons.
    assertThat(work.count(Kind.EXPONENTIAL)).isEqualTo(7 * (2 * 3 * train + train + test));
    assertThat(work.count(Kind.CALL)).isEqualTo(2 * Math.ceil(train / 16.0) + 1);
  }

  @Test
  void chunksCostTheirPartsOnce() {
    CostModel cost = CostModel.of(Specs.digits(), DIGITS);
    List<RunKey> runs = runs(Specs.digits(), DIGITS, "W1");
    int cells = runs.size() / 3;
    List<RunKey> one = runs.subList(0, 1);
    List<RunKey> draws = runs.stream().filter(run -> sameCell(run, runs.get(0))).toList();
    assertThat(draws).hasSize(3);
    // Preparation and plan once, stack once, draws each.
    double draw = stackSeconds(cost, runs.get(0), 2) - stackSeconds(cost, runs.get(0), 1);
    assertThat(cost.chunkSeconds(draws) - cost.chunkSeconds(one))
        .isCloseTo(2 * draw, within(1e-9 * cost.chunkSeconds(draws)));
    double apart =
        runs.stream()
            .limit(cells)
            .mapToDouble(
                run -> cost.chunkSeconds(runs.stream().filter(r -> sameCell(r, run)).toList()))
            .sum();
    assertThat(cost.chunkSeconds(runs)).isLessThan(apart);
    assertThat(cost.chunkSeconds(runs))
        .isCloseTo(Rates.DEFAULT.seconds(cost.chunkWork(runs)), within(1e-9));
  }

  private static double stackSeconds(CostModel cost, RunKey run, int draws) {
    return cost.stackSeconds(run.network(), run.compression(), draws);
  }

  private static boolean sameCell(RunKey a, RunKey b) {
    return a.compression().equals(b.compression());
  }

  @Test
  void drawsThatDoNotShareAStackCostMore() {
    SweepSpec spec = SpecReader.parse(Specs.digitsWith("  draws: 3", "  draws: 10"), "digits.yaml");
    CostModel cost = CostModel.of(spec, DIGITS);
    List<RunKey> all = runs(spec, DIGITS, "W1");
    List<RunKey> cell = all.stream().filter(run -> sameCell(run, all.get(0))).toList();
    assertThat(cost.chunkSeconds(cell.subList(0, 5)))
        .isLessThan(cost.chunkSeconds(cell.subList(3, 8)));
    assertThat(cost.chunkSeconds(cell.subList(0, 5)))
        .isEqualTo(cost.chunkSeconds(cell.subList(5, 10)));
  }

  @Test
  void ratesMakeSeconds() {
    Rates calls = new Rates(List.of(1e-99, 1e-99, 1e-99, 1e-99, 1e-99, 1e-99, 1.0));
    CostModel cost = CostModel.of(Specs.digits(), DIGITS, calls);
    List<RunKey> runs = runs(Specs.digits(), DIGITS, "W1");
    assertThat(cost.chunkSeconds(runs)).isCloseTo(1 + runs.size(), within(1e-9));
  }

  @Test
  void plansAddUpInMemory() {
    CostModel cost = CostModel.of(Specs.digits(), DIGITS);
    List<RunKey> runs = runs(Specs.digits(), DIGITS, "W1");
    long one = cost.chunkBytes(runs.subList(0, 1));
    assertThat(cost.chunkBytes(runs.subList(0, 2))).isGreaterThan(one);
    assertThat(one).isGreaterThan(8L * 1797 * 74);
  }

  @Test
  void plansBeyondTheHeapAreRefusedWithTheirWidth() {
    SweepSpec spec =
        SpecReader.parse(Specs.digitsWith("  widths: [3, 5]", "  widths: [3, 20000]"), "d.yaml");
    CostModel cost = CostModel.of(spec, DIGITS);
    Grid grid = Grid.of(spec, DIGITS);
    assertThatThrownBy(() -> cost.requireFits(grid, 1L << 27))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("grid.widths[1] is 20000, expected a smaller width")
        .hasMessageContainingAll(
            "by greedy (alpha 0.9, ordering ", "0.1 GiB of heap", "fewer grid.calibration_samples")
        .hasMessageNotContaining("\n");
    assertThatCode(() -> cost.requireFits(grid, 1L << 34)).doesNotThrowAnyException();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThatThrownBy(() -> cost.requireFits(grid, 1L << 27)).hasMessageContaining("0.1 GiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
