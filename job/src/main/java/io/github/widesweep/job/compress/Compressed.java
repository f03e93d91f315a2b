package io.github.widesweep.job.compress;

import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.Network;
import java.util.List;

/**
 * A network that was compressed, as its file has it: weights rounded to the file's numbers. Of its
 * layers {@code Psi} and bounds are those before rounding; errors of outputs are those after.
 *
 * @param scheme the replacement
 * @param network the compressed network
 * @param layers what was done to its layers
 * @param draw the draw that was taken, from 0
 * @param errors how far its outputs are from the dense network's
 */
public record Compressed(
    Scheme scheme, Network network, List<LayerCompression> layers, int draw, Errors errors) {
  public Compressed {
    layers = List.copyOf(layers);
  }

  /**
   * Distances of outputs.
   *
   * @param calibration mean over the calibration samples of the squared distance
   * @param guaranteed bound of {@code calibration}, in expectation over the draws where the method
   *     is random, before rounding to the file's numbers; NaN if none was asked for or is known
   * @param heldOut the same over the samples held out
   * @param relative {@code heldOut} over the mean squared length of the dense outputs there; NaN if
   *     that is 0
   * @param agreement fraction of the samples held out whose largest output is the same one
   */
  public record Errors(
      double calibration, double guaranteed, double heldOut, double relative, double agreement) {}
}
