package io.github.widesweep.compression.obs;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.KeptValues;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Dense;
import java.util.Arrays;

/**
 * What the methods of this room have in common: without randomness, they compress dense W layers,
 * whose {@code Psi} is a {@link LeastSquares} problem, and solve for what is left. B layers are
 * refused, since their loss is not quadratic in the weights, and convolutions, whose weights are
 * shared by all positions.
 */
interface RefitMethod extends Method {
  /** The damping of the layer's moments, as a fraction of the mean of their diagonal. */
  double damping();

  @Override
  default boolean random() {
    return false;
  }

  @Override
  default boolean choosesMask() {
    return false;
  }

  @Override
  default KeptValues keptValues() {
    return KeptValues.REFIT;
  }

  /** The compressed weights of a layer, rows x inputs, and the order in which they were chosen. */
  LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme);

  @Override
  default LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    require(
        supports(problem.role(), unit, scheme),
        "method",
        name(),
        "a method for such a layer; %s can %s".formatted(name(), supported()));
    require(
        problem.layer() instanceof Dense,
        "layer",
        problem.number(),
        "a dense layer: %s solves for weights, and convolutions share theirs".formatted(name()));
    LeastSquares squares = LeastSquares.of(problem, damping());
    return LayerPlan.of(compress(problem, squares, scheme));
  }

  /**
   * The outcome of a mask: what is kept is solved for.
   *
   * @param kept rows x inputs
   * @param order the units that are not, in the order they went, with their scores
   */
  static LayerOutcome refit(LeastSquares squares, boolean[] kept, int[] order, double[] scores) {
    return LayerOutcome.of(squares.layer(), squares.refit(kept), order, scores, squares.fallback());
  }

  /** Checks the damping of a method. */
  static void requireDamping(double damping) {
    require(
        damping >= 0 && damping < Double.POSITIVE_INFINITY,
        "damping",
        damping,
        "a number of at least 0, a fraction of the mean second moment");
  }

  /** Checks the most exchanges of a method. */
  static void requireSwaps(int swaps) {
    require(
        swaps >= 0,
        "swaps",
        swaps,
        "a whole number of at least 0, the most exchanges of two units");
  }

  /** Units that are not kept, ascending by row-major index. */
  static int[] dropped(boolean[] kept, int rows) {
    int inputs = kept.length / rows;
    int[] units = new int[kept.length];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < inputs; j++) {
        if (!kept[j * rows + i]) {
          units[count++] = i * inputs + j;
        }
      }
    }
    return Arrays.copyOf(units, count);
  }
}
