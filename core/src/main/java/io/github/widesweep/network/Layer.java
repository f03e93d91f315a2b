package io.github.widesweep.network;

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

  Activation activation();

  /**
   * Radius of the l2 ball that outputs are projected onto (the {@code [.]} of Algorithm 1), {@link
   * Double#POSITIVE_INFINITY} for no projection.
   */
  double radius();

  /** {@code W x + b} for each sample: (samples x inputs) to (samples x outputs). */
  R064Store preactivations(R064Store inputs);

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
