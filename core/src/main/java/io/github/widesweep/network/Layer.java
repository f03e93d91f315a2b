package io.github.widesweep.network;

import java.util.Arrays;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * One layer {@code x -> [phi(W x + b)]} of a network (1). Immutable: its arrays are never written
 * after construction.
 *
 * <p>Samples come as a matrix with a row per sample.
 */
public sealed interface Layer permits Dense, Convolution {
  /** Number of inputs {@code n_l}. */
  int inputs();

  /** Number of outputs {@code n_{l+1}}. */
  int outputs();

  /**
   * Number of input units: what a structured compression takes away of a wide layer. Each owns
   * {@code inputs() / inputUnits()} consecutive inputs: one in a dense layer, a map in a
   * convolution.
   */
  int inputUnits();

  /** Number of output units, neurons or filters, each of which owns consecutive outputs alike. */
  int outputUnits();

  /**
   * The weights, a row per output unit; an input unit is a block of consecutive columns, one in a
   * dense layer, a whole kernel in a convolution.
   */
  R064Store weights();

  /** One number per output unit; empty in the paper's networks. */
  Optional<double[]> bias();

  Activation activation();

  /**
   * Radius of the l2 ball that outputs are projected onto (the {@code [.]} of Algorithm 1), {@link
   * Double#POSITIVE_INFINITY} for no projection.
   */
  double radius();

  /** {@code W x + b} for each sample: (samples x inputs) to (samples x outputs). */
  R064Store preactivations(R064Store inputs);

  /** {@code W^T y} for each sample: (samples x outputs) to (samples x inputs). */
  R064Store adjoint(R064Store outputs);

  /**
   * What one block of inputs alone adds to the pre-activations.
   *
   * @param block which of {@code blocks} equal blocks of consecutive inputs, from 0
   * @param inputs the block's inputs, samples x {@code inputs() / blocks}
   * @return samples x outputs
   */
  R064Store contribution(int block, int blocks, R064Store inputs);

  /**
   * The mean over samples of the squared norm of each block's {@link #contribution}.
   *
   * @param inputs samples x inputs
   * @param blocks number of equal blocks of consecutive inputs
   */
  default double[] energies(R064Store inputs, int blocks) {
    int width = inputs() / blocks;
    double[] energies = new double[blocks];
    for (int block = 0; block < blocks; block++) {
      energies[block] = energy(block, blocks, LinearAlgebra.columns(inputs, block * width, width));
    }
    return energies;
  }

  /**
   * The mean over samples of the squared norm of one block's {@link #contribution}; arguments as
   * there.
   */
  default double energy(int block, int blocks, R064Store inputs) {
    return LinearAlgebra.meanSquaredLength(contribution(block, blocks, inputs));
  }

  /** The same layer, its outputs projected onto the ball of this radius. */
  Layer withRadius(double radius);

  /** Multiplications of a sample's way through the layer, one per use of a weight. */
  long multiplyAdds();

  /** {@code sigma_l}: the operator norm of the layer's linear map. */
  double operatorNorm();

  /** The same layer with other weights and biases, perhaps of fewer units. */
  Layer withWeights(R064Store weights, Optional<double[]> bias);

  /**
   * {@code nu_l}: the largest absolute weight. Where a convolution's kernel is larger than the map,
   * entries of its matrix are sums of several weights, and may be larger.
   */
  default double maxAbsWeight() {
    return LinearAlgebra.maxAbs(weights());
  }

  /** Number of trained numbers, biases included. */
  default long parameters() {
    return (long) weights().data.length + bias().map(b -> b.length).orElse(0);
  }

  /** Number of weights that are not zero; biases do not count. */
  default long nonzeroWeights() {
    return Arrays.stream(weights().data).filter(w -> w != 0).count();
  }

  /** The same layer, the weights of each input unit multiplied by its factor. */
  default Layer scaleInputs(double[] factors) {
    R064Store scaled = weights().copy();
    int block = scaled.data.length / factors.length;
    Arrays.setAll(scaled.data, e -> scaled.data[e] * factors[e / block]);
    return withWeights(scaled, bias());
  }

  /**
   * The same layer, the weights, but not the bias, of each output unit multiplied by its factor.
   */
  default Layer scaleOutputs(double[] factors) {
    R064Store scaled = weights().copy();
    Arrays.setAll(scaled.data, e -> scaled.data[e] * factors[e % factors.length]);
    return withWeights(scaled, bias());
  }

  /** The layer's outputs {@code [phi(W x + b)]}: (samples x inputs) to (samples x outputs). */
  default R064Store forward(R064Store inputs) {
    return activateInPlace(preactivations(inputs));
  }

  /** {@code [phi(a)]} of pre-activations {@code a}, as a new matrix. */
  default R064Store activate(R064Store preactivations) {
    R064Store outputs = activation().apply(preactivations);
    project(outputs);
    return outputs;
  }

  /** {@link #activate} of a matrix that nobody needs any more: it is overwritten, and returned. */
  default R064Store activateInPlace(R064Store preactivations) {
    if (!activation().isEntrywise()) {
      return activate(preactivations);
    }
    double[] a = preactivations.data;
    activation().apply(a, a, 0, a.length);
    project(preactivations);
    return preactivations;
  }

  private void project(R064Store outputs) {
    if (radius() < Double.POSITIVE_INFINITY) {
      Projection.ontoBall(outputs, radius());
    }
  }
}
