package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DivergenceTest {
  private static NetworkResult train(double learningRate) {
    SweepSpec spec =
        SpecReader.parse(
            """
            name: divergence
            seed: 7
            data: {source: synthetic, samples: 60, features: 4, outputs: 2, teacher_width: 5}
            network: {hidden: [width], activation: relu}
            training: {epochs: 2, batch_size: 16, learning_rate: %s}
            grid:
              widths: [6]
              networks: 1
              draws: 1
              targets: [W1]
              schemes: {prune: [0.3]}
              alphas: [0.9]
            """
                .formatted(String.format(Locale.ROOT, "%.1e", learningRate)),
            "test");
    Dataset data = Specs.data(spec);
    return new ChunkRunner(spec, data).train(Grid.of(spec, data).networks().get(0));
  }

  /** At a rate of 1e6 every number stays finite, and means nothing: R^2 is below -1e9. */
  @ParameterizedTest
  @CsvSource({"1e-3, OK", "1e6, DIVERGED", "1e300, DIVERGED"})
  void aLossAThousandTimesThatOfAnsweringZeroHasDiverged(double learningRate, Status status) {
    NetworkResult result = train(learningRate);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.network().isPresent()).isEqualTo(status == Status.OK);
    if (learningRate == 1e6) {
      assertThat(result.error()).contains("that of answering zero");
    }
  }
}
