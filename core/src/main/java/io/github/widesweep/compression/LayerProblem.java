package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One layer to be compressed and the loss {@code Psi} that is watched meanwhile, a mean over the
 * calibration samples: the layer's dense weights, the inputs {@code zh} that it is given in the
 * compressed network, and the output that is compared with the dense network's. Nothing of it
 * depends on a draw of this layer. Not thread-safe.
 */
public abstract sealed class LayerProblem permits WideProblem, BlockProblem {
  private final int number;
  private final Layer layer;

  /** {@code z}: what the dense network gives the layer. */
  private final Activations dense;

  /** {@code zh}: what the compressed network gives it; the same object where nothing differs. */
  private final Activations inputs;

  private final Map<Object, Object> shared = new HashMap<>();
  private double psiStart = Double.NaN;

  LayerProblem(Network network, int number, Activations dense, Activations inputs) {
    this.number = number;
    this.layer = network.layer(number);
    this.dense = dense;
    this.inputs = inputs;
  }

  /**
   * The problem of a layer in a role.
   *
   * @param network the dense network
   * @param number the layer's number, from 1
   * @param dense {@code z_{l-1}}, what the dense network gives the layer
   * @param inputs {@code zh_{l-1}}, what the compressed network gives it: the same object if no
   *     earlier layer was compressed
   * @throws io.github.widesweep.InvalidValueException if a B layer projects its own activations
   */
  public static LayerProblem of(
      Network network, int number, Role role, Activations dense, Activations inputs) {
    return role == Role.WIDE
        ? new WideProblem(network, number, dense, inputs)
        : new BlockProblem(network, number, dense, inputs);
  }

  /** The layer's number, from 1. */
  public int number() {
    return number;
  }

  /** Whether the layer is in W or in B. */
  public abstract Role role();

  /** The layer with its dense weights. */
  public Layer layer() {
    return layer;
  }

  /** What the layer is given in the compressed network: {@code zh}, samples x inputs. */
  public Activations inputs() {
    return inputs;
  }

  final Activations dense() {
    return dense;
  }

  /** Whether both networks give the layer the same, so that {@code Psi} starts at 0. */
  final boolean startsDense() {
    return dense == inputs;
  }

  /** Number of units: weights, or input units in W and output units in B. */
  public int units(Unit unit) {
    if (unit == Unit.WEIGHT) {
      return layer.weights().data.length;
    }
    return role() == Role.WIDE ? layer.inputUnits() : layer.outputUnits();
  }

  /**
   * The layer, which must be dense.
   *
   * @throws io.github.widesweep.InvalidValueException if it is a convolution: its single weights
   *     are shared by all positions, and no method here compresses them
   */
  public Dense requireDense() {
    return requireDense(number, layer);
  }

  static Dense requireDense(int number, Layer layer) {
    require(
        layer instanceof Dense,
        "unit",
        Unit.WEIGHT,
        "neuron: layer " + number + " is no dense layer");
    return (Dense) layer;
  }

  /** {@code Psi} at the dense weights: 0 unless an earlier layer was compressed. */
  public double psiStart() {
    if (Double.isNaN(psiStart)) {
      psiStart = startsDense() ? 0 : psi(List.of(layer))[0];
    }
    return psiStart;
  }

  /**
   * {@code Psi} of candidates for the layer.
   *
   * @param candidates layers of the problem's shape, computed together; the last digits of a result
   *     depend on the number of candidates and its place among them
   * @return a number of at least 0 for each; NaN or infinite where it overflows
   */
  public abstract double[] psi(List<? extends Layer> candidates);

  /**
   * What plans for this problem share, whatever their parameters: made at the first call for the
   * key, and kept.
   *
   * @param key tells what is shared from other things, and determines it
   */
  @SuppressWarnings("unchecked")
  public <T> T shared(Object key, Supplier<T> make) {
    Object value = shared.get(key);
    if (value == null) {
      value = make.get();
      shared.put(key, value);
    }
    return (T) value;
  }
}
