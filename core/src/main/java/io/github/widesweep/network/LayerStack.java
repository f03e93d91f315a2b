package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * One place of several networks that differ in weights only: layers of the same shape, bias,
 * activation and radius, whose samples go through together. Of {@code K} layers and {@code S}
 * samples a stacked matrix has {@code K S} rows, those of the first layer's samples first.
 *
 * <p>Where the inputs are the same for all, dense layers take one product. Its columns are ordered
 * unit by unit and within that layer by layer: column-major, such a matrix of {@code S} rows and
 * {@code K n} columns is the stacked matrix of {@code K S} rows and {@code n} columns.
 */
public final class LayerStack {
  private final List<? extends Layer> layers;
  private final Layer first;
  private final boolean shared;

  /** Weights of dense layers, row {@code i K + k} being unit i of layer k; null until needed. */
  private R064Store interleaved;

  private LayerStack(List<? extends Layer> layers) {
    this.layers = List.copyOf(layers);
    this.first = layers.get(0);
    this.shared = layers.stream().allMatch(layer -> layer == first);
  }

  /**
   * A stack of at least one layer. Layers that are one and the same object are computed as one.
   *
   * @throws io.github.widesweep.InvalidValueException if their shapes differ
   */
  public static LayerStack of(List<? extends Layer> layers) {
    require(!layers.isEmpty(), "layers", layers, "at least one layer");
    Layer first = layers.get(0);
    for (Layer layer : layers) {
      require(
          layer.inputs() == first.inputs() && layer.outputs() == first.outputs(),
          "layers",
          layer.inputs() + " to " + layer.outputs(),
          "layers of one shape, %d to %d".formatted(first.inputs(), first.outputs()));
    }
    return new LayerStack(layers);
  }

  /** Number of layers {@code K}. */
  public int size() {
    return layers.size();
  }

  /** Whether all layers are one and the same. */
  public boolean isShared() {
    return shared;
  }

  /**
   * The pre-activations of the same inputs in every layer.
   *
   * @param inputs samples x inputs
   * @return stacked, (K samples) x outputs
   */
  public R064Store spread(R064Store inputs) {
    if (layers.size() == 1) {
      return first.preactivations(inputs);
    }
    if (!(first instanceof Dense)) {
      return each(inputs, false);
    }
    if (interleaved == null) {
      interleaved = interleave();
    }
    R064Store product = LinearAlgebra.timesTransposed(inputs, interleaved);
    R064Store stacked = R064Store.wrap(product.data, inputs.getRowDim() * layers.size());
    first.bias().ifPresent(bias -> LinearAlgebra.addToUnits(stacked, bias));
    return stacked;
  }

  /**
   * The pre-activations of inputs that are stacked already.
   *
   * @param inputs stacked, (K samples) x inputs
   * @return stacked, (K samples) x outputs
   */
  public R064Store preactivations(R064Store inputs) {
    return shared ? first.preactivations(inputs) : each(inputs, true);
  }

  /** {@code [phi(a)]} of stacked pre-activations, which are overwritten. */
  public R064Store activateInPlace(R064Store preactivations) {
    return first.activateInPlace(preactivations);
  }

  private R064Store each(R064Store inputs, boolean stacked) {
    int samples = stacked ? inputs.getRowDim() / layers.size() : inputs.getRowDim();
    R064Store result = LinearAlgebra.zeros(samples * layers.size(), first.outputs());
    for (int k = 0; k < layers.size(); k++) {
      R064Store own = stacked ? LinearAlgebra.rows(inputs, k * samples, samples) : inputs;
      LinearAlgebra.copyRows(layers.get(k).preactivations(own), 0, result, k * samples, samples);
    }
    return result;
  }

  private R064Store interleave() {
    int size = layers.size();
    int outputs = first.outputs();
    R064Store rows = LinearAlgebra.zeros(size * outputs, first.inputs());
    for (int k = 0; k < size; k++) {
      double[] weights = layers.get(k).weights().data;
      for (int e = 0; e < weights.length; e++) {
        rows.data[e * size + k] = weights[e];
      }
    }
    return rows;
  }
}
