package io.github.widesweep.sweep.grid;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;

/** What is too large for Java's arrays. */
final class GridLimits {
  /** A layer's weights are one Java array, and so are its outputs over some samples. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private GridLimits() {}

  /** Refuses networks with a layer that does not fit an array. */
  static void requireLayersFit(NetworkKind kind) {
    for (int l = 1; l <= kind.shape().depth(); l++) {
      LayerShape layer = kind.shape().layer(l);
      if (Math.max(layer.weights(), layer.outputs().size()) > MOST_NUMBERS) {
        throw tooWide(kind, l, "weights");
      }
    }
  }

  /**
   * Refuses networks where samples that go through a layer together give more numbers than an array
   * holds: a batch of training and a block of {@link Activations} through all layers, and all
   * calibration samples where a B layer is looked at, from its inputs to the next layer's outputs.
   */
  static void requireSamplesFit(SweepSpec spec, Dataset data, NetworkKind kind) {
    int train = data.train().count();
    int calibration = Math.min(spec.grid().calibrationSamples(), train);
    int batch = spec.training() == null ? 1 : Math.min(spec.training().batchSize(), train);
    int block = Math.min(Activations.LEAST_BLOCK, Math.max(train, data.test().count()));
    for (int l = 1; l <= kind.shape().depth(); l++) {
      long outputs = kind.shape().layer(l).outputs().size();
      if (calibration * outputs > MOST_NUMBERS && isBesideBlock(spec.grid().targets(), l)) {
        String samples = " calibration samples, or fewer grid.calibration_samples";
        throw tooWide(kind, l, "outputs over " + calibration + samples);
      } else if (batch * outputs > MOST_NUMBERS) {
        String samples = " samples of a batch, or a smaller training.batch_size";
        throw tooWide(kind, l, "outputs over " + batch + samples);
      } else if (block * outputs > MOST_NUMBERS) {
        throw tooWide(kind, l, "outputs over a block of " + block + " samples");
      }
    }
  }

  /** Whether layer l, the one before or the one after it is in B in some target. */
  private static boolean isBesideBlock(List<Target> targets, int l) {
    return targets.stream()
        .flatMap(target -> target.roles().entrySet().stream())
        .anyMatch(entry -> entry.getValue() == Role.BLOCK && Math.abs(entry.getKey() - l) <= 1);
  }

  private static InvalidValueException tooWide(NetworkKind kind, int layer, String numbers) {
    return kind.refused(
        "a width that gives layer %d at most %d %s".formatted(layer, MOST_NUMBERS, numbers));
  }
}
