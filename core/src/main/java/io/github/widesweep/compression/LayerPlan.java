package io.github.widesweep.compression;

import java.util.Optional;

/**
 * A method's plan for one layer: everything that does not depend on the draw is done. Draws are
 * independent of each other and of their order. Not thread-safe.
 */
public interface LayerPlan {
  /**
   * One compression of the layer.
   *
   * @param uniforms the draw's uniform in [0, 1) of each unit, by position; empty for methods
   *     without randomness
   */
  LayerOutcome draw(double[] uniforms);

  /**
   * What the draws of this layer add to the expectation of {@code Psi}, where that has a closed
   * form: the sum of the offered units' scores. NaN where none is known. Not asked for of methods
   * without randomness, whose {@code Psi} is its own expectation.
   */
  double psiAdded();

  /**
   * A proven upper bound of what the draws of this layer add to the expectation of {@code Psi} over
   * the calibration samples, rounding apart; NaN where none is known. The closed form is one.
   */
  default double psiAddedBound() {
    return psiAdded();
  }

  /**
   * The variance of each unit's factor or weight by position, 0 for units that are not offered;
   * empty unless the layer enters the watched loss linearly and units are drawn independently of
   * each other, whatever was drawn.
   */
  Optional<double[]> variances();

  /** The plan of a method without randomness: what it does with the layer is known. */
  static LayerPlan of(LayerOutcome outcome) {
    return new SettledPlan(outcome);
  }
}
