package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Role;
import java.io.Serializable;
import java.util.List;

/**
 * A compressed layer of a run. Numbers that do not exist are NaN.
 *
 * @param layer its number, from 1
 * @param role in W or in B
 * @param units units
 * @param weights weights
 * @param nonzeros weights that are not zero
 * @param distinctValues distinct values, 0 and -0 being one
 * @param psiStart watched loss at the dense weights, what earlier compressed layers have done
 * @param psi watched loss of the layer, mean over calibration samples
 * @param psiRelative the same over the mean squared length of the watched dense output
 * @param psiExpected its expectation over this layer's draws, given the earlier layers
 * @param psiBound a proven upper bound of that expectation
 * @param seconds time to plan and draw it
 * @param fallback what the method did instead of what its paper says; null if nothing
 */
public record LayerResult(
    int layer,
    Role role,
    int units,
    long weights,
    long nonzeros,
    int distinctValues,
    double psiStart,
    double psi,
    double psiRelative,
    double psiExpected,
    double psiBound,
    double seconds,
    String fallback)
    implements Serializable {
  /** The compressed layers, ascending. */
  static List<LayerResult> of(Compression compression) {
    return compression.layers().stream().map(layer -> of(compression, layer)).toList();
  }

  private static LayerResult of(Compression compression, LayerCompression layer) {
    return new LayerResult(
        layer.layer(),
        layer.role(),
        layer.units(),
        compression.network().layer(layer.layer()).weights().data.length,
        layer.nonzeros(),
        layer.distinctValues(),
        layer.psiStart(),
        layer.psi(),
        layer.psiRelative(),
        layer.psiExpected(),
        layer.psiBound(),
        layer.seconds(),
        layer.fallback().orElse(null));
  }

  /** Fraction of zeros. */
  public double sparsity() {
    return 1 - (double) nonzeros / weights;
  }
}
