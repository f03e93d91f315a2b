package io.github.widesweep.network;

import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * One layer {@code x -> [phi(W x + b)]} of a network (1). Immutable: its arrays are never written
 * after construction.
 *
 * <p>Samples come as a matrix with a row per sample.
 */
public sealed interface Layer permits Dense {
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

  /** One number per output unit. */
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
  double[] energies(R064Store inputs, int blocks);

  /** The same layer, its outputs projected onto the ball of this radius. */
  Layer withRadius(double radius);

  /** The same layer, each input unit's weights multiplied by its factor. */
  Layer scaleInputs(double[] factors);

  /** The same layer, each output unit's weights, but not its bias, multiplied by its factor. */
  Layer scaleOutputs(double[] factors);

  /** Number of weights that are not zero; biases do not count. */
  long nonzeroWeights();

  /** Multiplications of a sample's way through the layer, one per use of a weight. */
  long multiplyAdds();

  /** {@code sigma_l}: the operator norm of the layer's linear map. */
  double operatorNorm();

  /** {@code nu_l}: the largest absolute weight. */
  double maxAbsWeight();

  /** Number of trained numbers, biases included. */
  long parameters();

  /** The layer's outputs {@code [phi(W x + b)]}: (samples x inputs) to (samples x outputs). */
  default R064Store forward(R064Store inputs) {
    return activate(preactivations(inputs));
  }

  /** {@code [phi(a)]} of pre-activations {@code a}, as a new matrix. */
  default R064Store activate(R064Store preactivations) {
    R064Store outputs = activation().apply(preactivations);
    if (radius() < Double.POSITIVE_INFINITY) {
      Projection.ontoBall(outputs, radius());
    }
    return outputs;
  }
}
