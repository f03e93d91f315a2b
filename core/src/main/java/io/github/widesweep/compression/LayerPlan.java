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
   * @param uniforms the draw's uniform in [0, 1) of each unit, by position
   */
  LayerOutcome draw(double[] uniforms);

  /**
   * What the draws of this layer add to the expectation of {@code Psi}, where that has a closed
   * form: the sum of the offered units' scores. NaN where none is known.
   */
  double psiAdded();

  /**
   * The variance of each unit's factor or weight by position, 0 for units that are not offered;
   * empty unless the layer enters the watched loss linearly and units are drawn independently of
   * each other, whatever was drawn.
   */
  Optional<double[]> variances();
}
