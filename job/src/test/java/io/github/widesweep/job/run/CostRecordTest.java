package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import io.github.widesweep.sweep.spec.SpecReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostRecordTest {
  private static final Sweep SWEEP = Sweep.of(SpecReader.parse(Sweeps.SMALL, "test"));
  private static final CostModel COST = CostModel.of(SWEEP.spec(), SWEEP.data());

  /** A chunk of one run that took so many times what was expected. */
  private static Report<RunResult> chunk(RunKey run, Status status, double factor) {
    RunResult result = new RunResult(run, null, List.of(), null, 0, 0, status, null);
    double seconds = factor * COST.chunkSeconds(List.of(run));
    return new Report<>(List.of(result), seconds, "host", "blas");
  }

  private static CostRecord record(Status status, double factor) {
    CostRecord record = new CostRecord(COST, Rates.DEFAULT);
    SWEEP.grid().runs().forEach(run -> record.add(chunk(run, status, factor)));
    return record;
  }

  @Test
  void aMachineThatIsSlowerHasHigherRates() {
    Rates rates = record(Status.OK, 3).rates();
    SWEEP
        .grid()
        .runs()
        .forEach(
            run -> {
              // The prior pulls a little: there are 48 chunks, most of one kind of work.
              double seconds = rates.seconds(COST.chunkWork(List.of(run)));
              assertThat(seconds / COST.chunkSeconds(List.of(run))).isCloseTo(3, within(0.15));
            });
    assertThat(record(Status.NON_FINITE, 3).rates()).isEqualTo(rates);
  }

  @Test
  void runsThatWereNotComputedSayNothing() {
    assertThat(record(Status.FAILED, 0.01).rates()).isEqualTo(Rates.DEFAULT);
    assertThat(record(Status.NETWORK_DIVERGED, 0.01).rates()).isEqualTo(Rates.DEFAULT);
  }
}
