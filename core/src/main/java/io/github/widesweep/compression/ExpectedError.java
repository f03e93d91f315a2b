package io.github.widesweep.compression;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
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
 * that the greedy algorithm never saw included: which units are offered does not depend on the
 * draws.
 */
public final class ExpectedError {
  private ExpectedError() {}

  /**
   * The expectation of the mean over samples of {@code ||y - y_dense||^2}, logits being the last
   * layer's pre-activations.
   *
   * @param dense the network that was compressed
   * @param compression what became of it
   * @param spec how
   * @param inputs the first target layer's inputs, samples x inputs: up to there both networks are
   *     the same
   * @param denseLogits the dense network's logits, samples x outputs
   * @return at least 0; NaN where no closed form is known: the layers after the last compressed one
   *     (after the activation of a B layer whose rows are pruned) are not all linear, a projection
   *     lies between, or the B layer is not affine in its draws, see {@link #isAffine}
   */
  public static double ofLogits(
      Network dense,
      Compression compression,
      CompressionSpec spec,
      R064Store inputs,
      R064Store denseLogits) {
    LayerCompression last = compression.last();
    int l = last.layer();
    Layer layer = dense.layer(l);
    Network undrawn = compression.network().withLayer(l, layer);
    boolean rows = last.role() == Role.BLOCK && spec.unit() == Unit.NEURON;
    if (!isAffine(layer, last.role(), spec.unit())
        || !isLinear(compression.network(), rows ? l + 1 : l)) {
      return Double.NaN;
    }
    R064Store zh = inputs;
    for (int k = spec.target().firstLayer(); k < l; k++) {
      zh = undrawn.layer(k).forward(zh);
    }
    double start = LinearAlgebra.meanSquaredDistance(Forward.logits(undrawn, l, zh), denseLogits);
    List<Layer> after = undrawn.layers().subList(l, undrawn.depth());
    Replacement replacement = Replacement.of(spec.scheme(), layer.maxAbsWeight());
    if (spec.unit() == Unit.WEIGHT) {
      return start + weights((Dense) layer, zh, after, replacement, last.order());
    }
    double added =
        rows
            ? units(after, layer.forward(zh), layer.outputUnits(), last)
            : units(undrawn.layers().subList(l - 1, undrawn.depth()), zh, layer.inputUnits(), last);
    return start + replacement.variance(1) * added;
  }

  /**
   * Whether the loss that a layer's steps watch is quadratic in its draws, with no products of
   * different ones in expectation: always in W; in B if the activation is the identity (for rows
   * without bias), and for rows of ReLU without bias, since {@code phi(t a) = t phi(a)} for {@code
   * t >= 0}. Scores are then the same at every step, and each adds itself to the expectation.
   */
  static boolean isAffine(Layer layer, Role role, Unit unit) {
    if (role == Role.WIDE) {
      return true;
    }
    boolean unprojected = layer.radius() == Double.POSITIVE_INFINITY;
    boolean unbiased = layer.bias().isEmpty();
    return unprojected
        && switch (layer.activation()) {
          case IDENTITY -> unit == Unit.WEIGHT || unbiased;
          case RELU -> unit == Unit.NEURON && unbiased;
          default -> false;
        };
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
      Dense layer, R064Store zh, List<Layer> after, Replacement replacement, int[] offered) {
    double[] passedOn = new double[layer.outputs()];
    R064Store outputs = through(after, identity(layer.outputs()));
    for (int e = 0; e < outputs.data.length; e++) {
      passedOn[e % passedOn.length] += outputs.data[e] * outputs.data[e];
    }
    double[] moments = new double[layer.inputs()];
    Arrays.setAll(moments, j -> LinearAlgebra.meanSquaredLength(LinearAlgebra.columns(zh, j, 1)));
    double sum = 0;
    for (int unit : offered) {
      int i = unit / moments.length;
      int j = unit % moments.length;
      double w = layer.weights().data[j * passedOn.length + i];
      sum += replacement.variance(w) * moments[j] * passedOn[i];
    }
    return sum;
  }

  /** The sum over the offered units of the mean squared length of what each adds to the logits. */
  private static double units(
      List<Layer> layers, R064Store inputs, int units, LayerCompression compression) {
    int width = inputs.getColDim() / units;
    double sum = 0;
    for (int unit : compression.order()) {
      R064Store part = LinearAlgebra.columns(inputs, unit * width, width);
      if (layers.size() == 1) {
        sum += layers.get(0).energy(unit, units, part);
        continue;
      }
      R064Store added = layers.get(0).contribution(unit, units, part);
      sum += LinearAlgebra.meanSquaredLength(through(layers.subList(1, layers.size()), added));
    }
    return sum;
  }

  /** Through the linear maps of layers, biases left out. */
  private static R064Store through(List<Layer> layers, R064Store inputs) {
    R064Store result = inputs;
    for (Layer layer : layers) {
      result = layer.contribution(0, 1, result);
    }
    return result;
  }

  private static R064Store identity(int size) {
    R064Store identity = LinearAlgebra.zeros(size, size);
    for (int i = 0; i < size; i++) {
      identity.data[i * size + i] = 1;
    }
    return identity;
  }
}
