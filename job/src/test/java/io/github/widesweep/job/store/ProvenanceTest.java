package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Work;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.table.Invocation;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.spec.SpecReader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
  /** What work takes is known of an invocation that goes on, or was killed. */
  @Test
  void ratesAreThoseOfTheLastRow(@TempDir Path directory) {
    Output output = Sweeps.output(directory.resolve("out"));
    Sweep sweep = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
    Invocation begun = Invocation.started("invocation-1", sweep, "4", "local");
    Provenance.write(Sweeps.spark(), output, begun);
    assertThat(Provenance.rates(output)).isEmpty();
    for (int step = 1; step <= 2; step++) {
      Rates rates = new Rates(Collections.nCopies(Work.Kind.values().length, 1e-9 * step));
      Provenance.writeStep(Sweeps.spark(), output, begun.measuring(rates), step);
      assertThat(Provenance.rates(output)).isEqualTo(Optional.of(rates));
    }
    assertThat(Provenance.recorded(output)).hasSize(1);
  }
}
