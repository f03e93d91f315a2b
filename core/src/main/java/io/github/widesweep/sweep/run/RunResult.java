package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.Serializable;

/**
 * One run's measurements. Numbers that do not exist (no closed form, nothing to compress) are NaN.
 *
 * @param key the run's coordinates
 * @param units units in the compressed layers
 * @param weights weights in the compressed layers
 * @param nonzeros weights in the compressed layers that are not zero
 * @param distinctValues most distinct values in one compressed layer, 0 and -0 being one
 * @param before sizes of the dense network
 * @param after sizes of the compressed one, for neurons after {@link
 *     io.github.widesweep.network.Shrinker} has taken out what is useless
 * @param sparsityTarget expected fraction of zeros in the compressed layers: {@code alpha (1 - p)}
 *     under pruning; NaN under quantization
 * @param sparsityActual fraction of zeros in the compressed layers
 * @param psi watched loss of the last compressed layer, mean over calibration samples
 * @param theory what theory says of these numbers
 * @param calibrationErrorSq mean over calibration samples of the squared distance between dense and
 *     compressed outputs, whose expectation {@code theory.boundOutputLog10} bounds
 * @param outputErrorSq mean over test samples of the squared distance between dense and compressed
 *     outputs
 * @param logitErrorSq the same before a final softmax; equal to {@code outputErrorSq} without one
 * @param c largest operator norm of the dense network's layers
 * @param delta {@code c^(-2m) outputErrorSq}
 * @param deltaLogits {@code c^(-2m) logitErrorSq}
 * @param metricDense R^2 or accuracy of the dense network on test samples
 * @param metricCompressed the same of the compressed network
 * @param lossDense loss of the dense network on test samples
 * @param lossCompressed the same of the compressed network
 * @param selectSeconds time spent choosing and drawing
 * @param evaluateSeconds time spent measuring
 * @param status OK, NETWORK_DIVERGED, NON_FINITE or FAILED
 * @param error message of the failure, null unless FAILED
 */
public record RunResult(
    RunKey key,
    long units,
    long weights,
    long nonzeros,
    int distinctValues,
    NetworkSize before,
    NetworkSize after,
    double sparsityTarget,
    double sparsityActual,
    double psi,
    Theory theory,
    double calibrationErrorSq,
    double outputErrorSq,
    double logitErrorSq,
    double c,
    double delta,
    double deltaLogits,
    double metricDense,
    double metricCompressed,
    double lossDense,
    double lossCompressed,
    double selectSeconds,
    double evaluateSeconds,
    Status status,
    String error)
    implements Serializable {
  /** The row of a run that gave nothing to measure: counts 0, numbers NaN. */
  static RunResult without(RunKey key, Status status, String error) {
    double none = Double.NaN;
    return new RunResult(
        key,
        0,
        0,
        0,
        0,
        NetworkSize.NONE,
        NetworkSize.NONE,
        sparsityTarget(key),
        none,
        none,
        Theory.NONE,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        0,
        0,
        status,
        error);
  }

  /** {@code alpha (1 - p)} under pruning; NaN under quantization. */
  static double sparsityTarget(RunKey key) {
    return key.compression().scheme() instanceof Scheme.Prune prune
        ? key.compression().alpha() * (1 - prune.keepProbability())
        : Double.NaN;
  }

  /** The same row with other times. */
  RunResult withSeconds(double select, double evaluate) {
    return new RunResult(
        key,
        units,
        weights,
        nonzeros,
        distinctValues,
        before,
        after,
        sparsityTarget,
        sparsityActual,
        psi,
        theory,
        calibrationErrorSq,
        outputErrorSq,
        logitErrorSq,
        c,
        delta,
        deltaLogits,
        metricDense,
        metricCompressed,
        lossDense,
        lossCompressed,
        select,
        evaluate,
        status,
        error);
  }
}
