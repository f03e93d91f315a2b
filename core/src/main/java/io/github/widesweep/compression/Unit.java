package io.github.widesweep.compression;

/** What is offered to one draw. */
public enum Unit {
  /** A single weight of a dense layer. */
  WEIGHT,
  /**
   * A neuron or filter, with all its weights: in W layers an input's column or an input filter, in
   * B layers a row or an output filter. Pruned, never quantized.
   */
  NEURON
}
