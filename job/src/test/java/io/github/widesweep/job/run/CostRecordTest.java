package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SpecReader;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostRecordTest {
  private static final Sweep SWEEP = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
  private static final CostModel COST = CostModel.of(SWEEP.spec(), SWEEP.data());

  /** A chunk of one run that took so many times what was expected. */
  private static ChunkTask.Measured chunk(RunKey run, boolean computed, double factor) {
    double seconds = COST.chunkSeconds(List.of(run));
    Chunk chunk = new Chunk(run.network(), List.of(run), seconds, 0);
    return new ChunkTask.Measured(
        Order.of(chunk, null),
        factor * seconds,
        new HashMap<>(),
        computed,
        new Place("host", "blas"));
  }

  private static CostRecord record(boolean computed, double factor) {
    CostRecord record = new CostRecord(COST, Rates.DEFAULT);
    SWEEP.grid().runs().forEach(run -> record.add(chunk(run, computed, factor)));
    return record;
  }

  @Test
  void aMachineThatIsSlowerHasHigherRates() {
    Rates rates = record(true, 3).rates();
    SWEEP
        .grid()
        .runs()
        .forEach(
            run -> {
              // The prior pulls a little: there are 48 chunks, most of one kind of work.
              double seconds = rates.seconds(COST.chunkWork(List.of(run)));
              assertThat(seconds / COST.chunkSeconds(List.of(run))).isCloseTo(3, within(0.15));
            });
  }

  @Test
  void runsThatWereNotComputedSayNothing() {
    assertThat(record(false, 0.01).rates()).isEqualTo(Rates.DEFAULT);
  }
}
