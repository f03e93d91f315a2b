package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waves list is what their rows are, whichever way it is found. */
class DoneTest {
  @TempDir private Path directory;

  private Path out;

  private Done listed(Grid grid) {
    return Done.read(
        Sweeps.output(out),
        grid,
        () -> {
          throw new AssertionError("a session was asked for");
        });
  }

  private Done scanned(Grid grid) {
    return Done.scan(Sweeps.spark(), Sweeps.output(out), grid);
  }

  private List<Path> waves() throws IOException {
    try (Stream<Path> waves = Files.list(out.resolve("runs"))) {
      return waves.sorted().toList();
    }
  }

  @Test
  void listsAgreeWithRows() throws IOException {
    out = directory.resolve("out");
    Sweeps.run(Sweeps.SMALL, out, 1e-9);
    Grid all = Provenance.latest(Sweeps.output(out)).grid();
    assertThat(listed(all).runs()).isEqualTo(all.runCount());
    // A larger grid, a smaller one, and one of other cells.
    for (String yaml :
        List.of(
            Sweeps.SMALL,
            Sweeps.SMALL.replace("draws: 2", "draws: 3").replace("[6, 12]", "[6, 12, 13]"),
            Sweeps.SMALL.replace("draws: 2", "draws: 1").replace("networks: 2", "networks: 1"),
            Sweeps.SMALL.replace("prune: [0.3]", "prune: [0.4]"))) {
      Grid grid = Grid.of(SpecReader.parse(yaml, "test"), all.networks().get(0).dataset(), 5, 2);
      assertThat(listed(grid).isSame(scanned(grid))).as(yaml).isTrue();
      assertThat(listed(grid).runs()).isPositive().isLessThanOrEqualTo(all.runCount());
    }
    // One wave of an older version among the others.
    Path wave = waves().get(0);
    Files.delete(wave.resolve("_manifest.json"));
    Done mixed = Done.read(Sweeps.output(out), all, Sweeps::spark);
    assertThat(mixed.isSame(scanned(all))).isTrue();
    assertThat(mixed.runs()).isEqualTo(all.runCount());
  }

  @Test
  void failuresAreListed() {
    out = directory.resolve("out");
    String diverging =
        Sweeps.SMALL.replace("batch_size: 16", "batch_size: 16, learning_rate: 1.0e300");
    Sweeps.run(diverging, out, 5);
    Grid grid = Provenance.latest(Sweeps.output(out)).grid();
    assertThat(listed(grid).failedRuns()).isEqualTo(grid.runCount());
    assertThat(listed(grid).isSame(scanned(grid))).isTrue();
  }
}
