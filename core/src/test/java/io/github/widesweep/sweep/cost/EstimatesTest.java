package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.MethodName;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More to compute is never estimated as less, whichever method computes it. */
class EstimatesTest {
  private static final Dataset DIGITS = Specs.data(Specs.digits());

  /** Every method, in every target, unit and scheme that it has. */
  private static SweepSpec spec(String widths, String samples) {
    String methods =
        Arrays.stream(MethodName.values()).map(MethodName::word).collect(Collectors.joining(", "));
    return SpecReader.parse(
        Specs.digitsWith("  widths: [3, 5]", "  widths: " + widths)
                .replace("draws: 3", "draws: 40")
                .replace("targets: [W1, B1, W2]", "targets: [W1, B1, W2, W1+B2]")
                .replace("quantize: [2]", "quantize: [2]\n  units: [weight, neuron]")
                .replace("calibration_samples: 50", "calibration_samples: " + samples)
            + "  methods: ["
            + methods
            + "]\n  refit: [false, true]\n",
        "all.yaml");
  }

  private static List<CompressionSpec> cells(Grid grid) {
    return grid.targets().stream().flatMap(target -> grid.specs(target).stream()).toList();
  }

  private static List<RunKey> runs(Grid grid, NetworkKey network, CompressionSpec how, int draws) {
    return IntStream.range(0, draws)
        .mapToObj(draw -> new RunKey(network, how, grid.calibrationSamples(), draw))
        .toList();
  }

  @Test
  void widerNetworksTakeNoLess() {
    SweepSpec spec = spec("[2, 20, 63, 64, 65, 500, 3000]", "all");
    Grid grid = Grid.of(spec, DIGITS);
    CostModel cost = CostModel.of(spec, DIGITS);
    for (CompressionSpec how : cells(grid)) {
      double seconds = 0;
      double bytes = 0;
      for (NetworkKey network : grid.networks()) {
        if (network.network() == 0) {
          List<RunKey> runs = runs(grid, network, how, 1);
          double now = cost.chunkSeconds(runs);
          long held = cost.chunkBytes(runs);
          assertThat(now).as("%s at %d", how, network.width()).isGreaterThan(seconds);
          assertThat((double) held)
              .as("%s at %d", how, network.width())
              .isGreaterThan(bytes * 0.99);
          seconds = now;
          bytes = held;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 80})
  void moreSamplesTakeNoLess(int width) {
    double[] before = null;
    for (String samples : List.of("1", "60", "100", "1437")) {
      SweepSpec spec = spec("[" + width + "]", samples);
      Grid grid = Grid.of(spec, DIGITS);
      CostModel cost = CostModel.of(spec, DIGITS);
      List<CompressionSpec> cells = cells(grid);
      double[] now =
          cells.stream()
              .mapToDouble(how -> cost.chunkSeconds(runs(grid, grid.networks().get(0), how, 1)))
              .toArray();
      for (int i = 0; before != null && i < now.length; i++) {
        assertThat(now[i]).as("%s over %s", cells.get(i), samples).isGreaterThan(before[i]);
      }
      before = now;
    }
  }

  @Test
  void moreDrawsTakeMoreAndTogetherLess() {
    SweepSpec spec = spec("[30]", "all");
    Grid grid = Grid.of(spec, DIGITS);
    CostModel cost = CostModel.of(spec, DIGITS);
    NetworkKey network = grid.networks().get(0);
    for (CompressionSpec how : cells(grid)) {
      double one = cost.chunkSeconds(runs(grid, network, how, 1));
      double before = one;
      for (int draws : new int[] {2, 5, 6, 11, 40}) {
        double now = cost.chunkSeconds(runs(grid, network, how, draws));
        assertThat(now).isGreaterThan(before).isLessThan(draws * one);
        before = now;
      }
      // What a chunk holds is the same however many draws go through it.
      assertThat(cost.chunkBytes(runs(grid, network, how, 40)))
          .isEqualTo(cost.chunkBytes(runs(grid, network, how, 1)));
    }
  }
}
