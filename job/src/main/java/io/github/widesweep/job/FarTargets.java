package io.github.widesweep.job;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Task;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Targets of a regression that networks without biases hardly reach. */
final class FarTargets {
  private FarTargets() {}

  /** What to tell the user of the first of them; empty if there is none. */
  static Optional<String> warning(SweepSpec spec, Dataset data) {
    boolean biased = !(spec.network() instanceof TrainedNetworks trained) || trained.bias();
    if (biased || data.task() != Task.REGRESSION) {
      return Optional.empty();
    }
    int samples = data.train().count();
    double[] targets = data.train().targets().data;
    for (int j = 0; j < data.train().targets().getColDim(); j++) {
      double[] target = Arrays.copyOfRange(targets, j * samples, (j + 1) * samples);
      double mean = Arrays.stream(target).average().orElseThrow();
      double variance =
          Arrays.stream(target).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
      if (mean * mean > variance) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "target %d has mean %.4g and standard deviation %.4g: networks without bias hardly"
                    + " reach numbers so far from 0, and lose more by pruning; data.target_scaling:"
                    + " standardize or network.bias: true helps",
                j + 1,
                mean,
                Math.sqrt(variance)));
      }
    }
    return Optional.empty();
  }
}
