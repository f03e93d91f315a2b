package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostModelTest {
  @Test
  void convolutionsHaveACost() {
    SweepSpec spec = Specs.convolution();
    CostModel cost = CostModel.of(spec, Grid.loadData(spec));
    assertThat(cost.trainingSeconds(60)).isGreaterThan(cost.trainingSeconds(6));
    assertThat(cost.trainingBytes(60)).isGreaterThan(cost.trainingBytes(6));
    assertThat(Chunker.chunks(Grid.of(spec, "synthetic", 32, 2), run -> true, cost, 1e9))
        .hasSize(2 * 6)
        .allMatch(chunk -> chunk.estimatedSeconds() > 0 && chunk.memoryBytes() > 0);
  }

  @Test
  void costsGrowWithWidthAndOrdering() {
    CostModel cost = CostModel.of(Specs.digits(), Grid.loadData(Specs.digits()));
    assertThat(cost.trainingSeconds(500)).isGreaterThan(cost.trainingSeconds(50));
    assertThat(cost.trainingBytes(500)).isGreaterThan(cost.trainingBytes(50));
    List<RunKey> block =
        Grid.of(Specs.digits(), "digits", 64, 10)
            .runs()
            .filter(run -> run.compression().target().toString().equals("B1"))
            .limit(2)
            .toList();
    assertThat(cost.runSeconds(block.get(0))).isLessThan(cost.runSeconds(block.get(1)));
  }
}
