package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Scheme;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.Serializable;
import java.util.List;

/**
 * One run: its coordinates, what was measured, what theory says, and how it went.
 *
 * @param key the run's coordinates
 * @param measured the measurements
 * @param layers the compressed layers, ascending; none where there is nothing to measure
 * @param theory the bounds
 * @param selectSeconds time spent choosing and drawing: the run's share of its stack, plans
 *     included where the stack is the first to need them
 * @param evaluateSeconds time spent measuring, likewise
 * @param status OK, FALLBACK, NETWORK_DIVERGED, NON_FINITE or FAILED
 * @param error message of the failure, or what the method did instead; null unless FAILED or where
 *     there was a fallback
 */
public record RunResult(
    RunKey key,
    Measured measured,
    List<LayerResult> layers,
    Theory theory,
    double selectSeconds,
    double evaluateSeconds,
    Status status,
    String error)
    implements Serializable {
  /** The row of a run that gave nothing to measure. */
  static RunResult without(RunKey key, Status status, String error) {
    return new RunResult(key, Measured.NONE, List.of(), Theory.NONE, 0, 0, status, error);
  }

  /** {@code psi} over the mean squared length of the watched dense output; NaN where that is 0. */
  public double psiRelative() {
    return layers.isEmpty() ? Double.NaN : layers.get(layers.size() - 1).psiRelative();
  }

  /** Expected fraction of zeros: {@code alpha (1 - p)} under pruning; NaN under quantization. */
  public double sparsityTarget() {
    return key.compression().scheme() instanceof Scheme.Prune prune
        ? key.compression().method().offered() * (1 - prune.keepProbability())
        : Double.NaN;
  }
}
