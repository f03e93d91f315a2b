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

  /**
   * Numbers {@code v} by position with {@code Cov(t) <= diag(v)}, {@code t} being the units'
   * factors or weights after the draw and {@code E t} what they were: any linear function of the
   * units varies at most as if they were drawn independently with variances {@code v}. Draws that
   * are offered in an order that depends on earlier ones are uncorrelated too, so {@code v} may be
   * the variances of all units, were all offered.
   *
   * <p>It must hold whatever inputs the layer is given, with one exception: where the offered units
   * are those of the least {@code v_u} times the mean squared length of what unit {@code u} adds,
   * {@code v} may be of those that are offered at the problem's inputs. At others the least sum is
   * at most theirs.
   *
   * @return empty where no such numbers are known
   */
  default Optional<double[]> covarianceBound() {
    return variances();
  }

  /**
   * Of a W layer whose outputs are drawn independently of each other and without bias: a proven
   * bound of {@code E mean_s ((What - W) zh)_i^2} for each output {@code i}. Needed only where
   * {@link #variances} does not say it exactly; empty where nothing is known.
   */
  default Optional<double[]> outputBounds() {
    return Optional.empty();
  }

  /** The plan of a method without randomness: what it does with the layer is known. */
  static LayerPlan of(LayerOutcome outcome) {
    return new SettledPlan(outcome);
  }
}
