package io.github.widesweep.compression.walk;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import java.util.List;

/**
 * The paper's draws, correlated by the Gram-Schmidt walk of C. Harshaw, F. Savje, D. Spielman and
 * P. Zhang, Balancing covariates in randomized experiments with the Gram-Schmidt walk design (arXiv
 * 1911.03071): every weight has its two values and its chance as under {@code greedy}, but the
 * choices of a row cancel in the directions that the samples span. {@code Psi} over the calibration
 * samples has a bound, which the package's comment proves.
 *
 * @param alpha the fraction of units that are offered to the draw, strictly between 0 and 1: {@code
 *     floor(alpha * units)} in exact decimal arithmetic, those of least variance times energy
 *     first. In layers that enter the watched loss linearly these are the units that {@code greedy}
 *     offers; in others they are ranked once, by their changes to first order
 * @param lambda how much of the walk is independent draws: at 1 all, and then a draw is that of
 *     {@code greedy} from the same uniforms
 */
public record Walk(double alpha, Lambda lambda) implements Method {
  public Walk {
    Budget.requireFraction(alpha);
    require(lambda != null, "lambda", lambda, "auto or a number");
  }

  @Override
  public String name() {
    return "walk";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("alpha", alpha), new Parameter("lambda", lambda));
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return unit == Unit.WEIGHT || scheme instanceof Scheme.Prune;
  }

  @Override
  public double offered() {
    return alpha;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The rows of weights, or all neurons together, walk. A step of a walk is decided by the
   * uniform of one unit: the first step of a pivot by its own; each further step by that of the
   * unit that the step before brought to an end, the first of them in the order of pivots. So no
   * uniform is used twice, none depends on what else is drawn, and what a layer's units enter
   * {@code Psi} by, at first order, is all that a draw depends on. Pivots are taken in descending
   * order of variance times energy.
   *
   * @throws io.github.widesweep.InvalidValueException for single weights of layers that are not
   *     dense, or in B are not followed by a dense one
   */
  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    Replacement replacement = Replacement.of(scheme, problem.layer().maxAbsWeight());
    int steps = Budget.offered(alpha, problem.units(unit));
    return new WalkPlan(problem, unit, replacement, steps, lambda);
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return WalkCost.of(this, problem);
  }
}
