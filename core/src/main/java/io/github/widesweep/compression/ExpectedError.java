package io.github.widesweep.compression;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * The closed form of the expected error of a whole network's logits, where there is one: where the
 * logits are affine in the draws of the last compressed layer.
 *
 * <p>With units {@code u} offered to independent unbiased draws {@code t_u}, and nothing but linear
 * maps from them to the logits {@code y},
 *
 * <pre>  E||y - y_dense||^2 = ||y' - y_dense||^2 + sum_u Var(t_u) ||dy/dt_u||^2</pre>
 *
 * where {@code y'} are the logits with the last compressed layer still dense. The expectation is
 * over that layer's draws, given what the earlier layers became, and holds on any samples, those
 * that the method never saw included: which units are offered does not depend on the draws.
 */
public final class ExpectedError {
  private ExpectedError() {}

  /**
   * The expectation of the mean over samples of {@code ||y - y_dense||^2}, logits being the last
   * layer's pre-activations.
   *
   * @param dense the network that was compressed
   * @param compression what became of it
   * @param unit what was offered to one draw
   * @param first the first target layer
   * @param inputs that layer's inputs, samples x inputs: up to there both networks are the same
   * @param denseLogits the dense network's logits, samples x outputs
   * @return at least 0; NaN where no closed form is known: the layers after the last compressed one
   *     (after the activation of a B layer whose rows are pruned) are not all linear, a projection
   *     lies between, or the draws have no {@link LayerPlan#variances}
   */
  public static double ofLogits(
      Network dense,
      Compression compression,
      Unit unit,
      int first,
      Activations inputs,
      R064Store denseLogits) {
    LayerCompression last = compression.last();
    int l = last.layer();
    boolean rows = last.role() == Role.BLOCK && unit == Unit.NEURON;
    if (last.variances().isEmpty() || !isLinear(compression.network(), rows ? l + 1 : l)) {
      return Double.NaN;
    }
    double[] variances = last.variances().get();
    Layer layer = dense.layer(l);
    Network undrawn = compression.network().withLayer(l, layer);
    double start = 0;
    if (l > first) {
      R064Store logits = Forward.logits(List.of(undrawn), first, inputs);
      start = LinearAlgebra.meanSquaredDistance(logits, denseLogits);
    }
    Activations zh = inputs.after(undrawn.layers().subList(first - 1, l - 1));
    List<Layer> after = undrawn.layers().subList(l, undrawn.depth());
    if (unit == Unit.WEIGHT) {
      return start + weights(layer, zh, after, variances);
    }
    return start
        + (rows
            ? units(after, zh.after(List.of(layer)), variances)
            : units(undrawn.layers().subList(l - 1, undrawn.depth()), zh, variances));
  }

  /** Whether pre-activations of layer {@code l} reach the logits through linear maps alone. */
  private static boolean isLinear(Network network, int l) {
    return network.layers().subList(l - 1, network.depth() - 1).stream()
        .allMatch(
            layer ->
                layer.activation() == Activation.IDENTITY
                    && layer.radius() == Double.POSITIVE_INFINITY);
  }

  /**
   * {@code sum Var(t_ij) mean zh_j^2 ||A_i||^2}, {@code A_i} being what output i adds to logits.
   */
  private static double weights(
      Layer layer, Activations zh, List<Layer> after, double[] variances) {
    double[] passedOn = new double[layer.outputs()];
    Arrays.fill(passedOn, 1);
    if (!after.isEmpty()) {
      passedOn = squaredColumns(pulledBack(after));
    }
    double[] moments = zh.meanSquares();
    double sum = 0;
    for (int unit = 0; unit < variances.length; unit++) {
      int i = unit / moments.length;
      int j = unit % moments.length;
      sum += variances[unit] * moments[j] * passedOn[i];
    }
    return sum;
  }

  /**
   * The sum over units of the variance times the mean squared length of what each adds to the
   * logits. A unit that is one input adds a multiple of a vector; a map goes through the layers.
   */
  private static double units(List<Layer> layers, Activations inputs, double[] variances) {
    int width = inputs.features() / variances.length;
    double sum = 0;
    if (width == 1) {
      double[] lengths = squaredColumns(pulledBack(layers));
      double[] moments = inputs.meanSquares();
      for (int unit = 0; unit < variances.length; unit++) {
        sum += variances[unit] * moments[unit] * lengths[unit];
      }
      return sum;
    }
    double[] energies = new double[variances.length];
    inputs.forEachBlock(
        layers.get(0).outputs(),
        (from, rows) -> {
          double share = (double) rows.getRowDim() / inputs.samples();
          for (int unit = 0; unit < energies.length; unit++) {
            if (variances[unit] > 0) {
              R064Store part = LinearAlgebra.columns(rows, unit * width, width);
              R064Store added = layers.get(0).contribution(unit, energies.length, part);
              for (Layer layer : layers.subList(1, layers.size())) {
                added = layer.contribution(0, 1, added);
              }
              energies[unit] += share * LinearAlgebra.meanSquaredLength(added);
            }
          }
        });
    for (int unit = 0; unit < energies.length; unit++) {
      sum += variances[unit] * energies[unit];
    }
    return sum;
  }

  /** The matrix of linear layers' maps together, outputs x inputs, from their few outputs back. */
  private static R064Store pulledBack(List<Layer> layers) {
    int outputs = layers.get(layers.size() - 1).outputs();
    R064Store matrix = LinearAlgebra.zeros(outputs, outputs);
    for (int i = 0; i < outputs; i++) {
      matrix.data[i * outputs + i] = 1;
    }
    for (int k = layers.size() - 1; k >= 0; k--) {
      matrix = layers.get(k).adjoint(matrix);
    }
    return matrix;
  }

  private static double[] squaredColumns(R064Store matrix) {
    int rows = matrix.getRowDim();
    double[] squares = new double[matrix.getColDim()];
    for (int e = 0; e < matrix.data.length; e++) {
      squares[e / rows] += matrix.data[e] * matrix.data[e];
    }
    return squares;
  }
}
