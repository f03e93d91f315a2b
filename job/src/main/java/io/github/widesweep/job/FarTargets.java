package io.github.widesweep.job;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Task;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Targets of a regression that lie so far from 0 that training hardly reaches them. */
final class FarTargets {
  /** How many standard deviations from 0 a mean may be: without biases, and with them. */
  private static final double NEAR = 1;

  private static final double NEAR_WITH_BIAS = 5;

  private FarTargets() {}

  /** What to tell the user of the first of them; empty if there is none. */
  static Optional<String> warning(SweepSpec spec, Dataset data) {
    if (!(spec.network() instanceof TrainedNetworks trained) || data.task() != Task.REGRESSION) {
      return Optional.empty();
    }
    double near = trained.bias() ? NEAR_WITH_BIAS : NEAR;
    int samples = data.train().count();
    double[] targets = data.train().targets().data;
    for (int j = 0; j < data.train().targets().getColDim(); j++) {
      double[] target = Arrays.copyOfRange(targets, j * samples, (j + 1) * samples);
      double mean = Arrays.stream(target).average().orElseThrow();
      double variance =
          Arrays.stream(target).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
      if (mean * mean > near * near * variance) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "target %d has mean %.4g and standard deviation %.4g: networks%s hardly reach"
                    + " numbers so far from 0, and lose more by pruning; data.target_scaling:"
                    + " standardize helps%s",
                j + 1,
                mean,
                Math.sqrt(variance),
                trained.bias() ? "" : " without bias",
                trained.bias() ? "" : ", network.bias: true less so"));
      }
    }
    return Optional.empty();
  }
}
