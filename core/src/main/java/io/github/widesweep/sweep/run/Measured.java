package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.sweep.spec.OptionalMeasurement;
import io.github.widesweep.training.Evaluation;
import java.io.Serializable;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The measurements of one run. Numbers that do not exist (no closed form, not asked for, nothing to
 * compress) are NaN.
 *
 * @param counts what was compressed, and to how many values
 * @param before sizes of the dense network
 * @param after sizes of the compressed one, for neurons after {@link
 *     io.github.widesweep.network.Shrinker} has taken out what is useless
 * @param psi watched loss of the last compressed layer, mean over calibration samples
 * @param psiExpected closed-form expectation of {@code psi}; none in most B layers
 * @param calibrationErrorSq mean over calibration samples of the squared distance between dense and
 *     compressed outputs, whose expectation {@link Theory#boundOutputLog10} bounds; NaN if the spec
 *     leaves it out
 * @param calibrationLogitErrorSq the same before the last activation, whose expectation {@link
 *     Theory#boundSampleLog10} bounds; NaN likewise
 * @param outputErrorSq mean over test samples of the squared distance between dense and compressed
 *     outputs
 * @param logitErrorSq the same before a final softmax; equal to {@code outputErrorSq} without one
 * @param logitErrorSqExpected closed-form expectation of {@code logitErrorSq}; only where
 *     everything behind the last compressed layer is linear
 * @param c largest operator norm of the dense network's layers
 * @param deltaScale {@code c^(-2m)}, which makes errors comparable between networks; NaN if c is 0
 * @param dense loss and metric of the dense network on test samples
 * @param compressed the same of the compressed network
 */
public record Measured(
    Counts counts,
    NetworkSize before,
    NetworkSize after,
    double psi,
    double psiExpected,
    double calibrationErrorSq,
    double calibrationLogitErrorSq,
    double outputErrorSq,
    double logitErrorSq,
    double logitErrorSqExpected,
    double c,
    double deltaScale,
    Evaluation dense,
    Evaluation compressed)
    implements Serializable {
  private static final double NO = Double.NaN;

  /** Nothing was measured: counts 0, numbers NaN. */
  static final Measured NONE =
      new Measured(
          new Counts(0, 0, 0, 0),
          NetworkSize.NONE,
          NetworkSize.NONE,
          NO,
          NO,
          NO,
          NO,
          NO,
          NO,
          NO,
          NO,
          NO,
          new Evaluation(NO, NO),
          new Evaluation(NO, NO));

  /**
   * The compressed layers, together.
   *
   * @param units units
   * @param weights weights
   * @param nonzeros weights that are not zero
   * @param distinctValues most distinct values in one layer, 0 and -0 being one
   */
  public record Counts(long units, long weights, long nonzeros, int distinctValues)
      implements Serializable {
    static Counts of(List<LayerCompression> layers, List<Long> weights) {
      return new Counts(
          layers.stream().mapToLong(LayerCompression::units).sum(),
          weights.stream().mapToLong(Long::longValue).sum(),
          layers.stream().mapToLong(LayerCompression::nonzeros).sum(),
          layers.stream().mapToInt(LayerCompression::distinctValues).max().orElse(0));
    }
  }

  /** Fraction of zeros in the compressed layers. */
  public double sparsityActual() {
    return 1 - (double) counts.nonzeros() / counts.weights();
  }

  /** {@code c^(-2m) outputErrorSq}. */
  public double delta() {
    return deltaScale * outputErrorSq;
  }

  /** {@code c^(-2m) logitErrorSq}. */
  public double deltaLogits() {
    return deltaScale * logitErrorSq;
  }

  /** What of the metric is lost: above 0 is worse. */
  public double metricDrop() {
    return dense.metric() - compressed.metric();
  }

  /**
   * Whether every number that was measured is finite.
   *
   * @param asked which of the optional ones were
   */
  boolean isFinite(List<OptionalMeasurement> asked) {
    boolean labelled = !dense.equals(Evaluation.NONE);
    return areFinite(psi, outputErrorSq, logitErrorSq)
        && (!labelled || areFinite(dense.metric(), compressed.loss(), compressed.metric()))
        && (!asked.contains(OptionalMeasurement.CALIBRATION_ERROR)
            || areFinite(calibrationErrorSq, calibrationLogitErrorSq));
  }

  private static boolean areFinite(double... numbers) {
    return DoubleStream.of(numbers).allMatch(Double::isFinite);
  }
}
