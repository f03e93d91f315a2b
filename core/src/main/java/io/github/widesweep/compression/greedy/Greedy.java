package io.github.widesweep.compression.greedy;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.BlockProblem;
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
 * Algorithm 1 of the paper: the unit whose draw is expected to change the watched loss least comes
 * first, and becomes what its draw says.
 *
 * @param alpha the fraction of units that are offered to the draw, strictly between 0 and 1: {@code
 *     floor(alpha * units)} in exact decimal arithmetic
 * @param ordering how often scores of B layers are computed anew
 */
public record Greedy(double alpha, Ordering ordering) implements Method {
  public Greedy {
    check(alpha, ordering);
  }

  static void check(double alpha, Ordering ordering) {
    Budget.requireFraction(alpha);
    require(ordering != null, "ordering", ordering, "exact, static or {refresh: FRACTION}");
  }

  @Override
  public String name() {
    return "greedy";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("alpha", alpha), new Parameter("ordering", ordering.canonical()));
  }

  @Override
  public double offered() {
    return alpha;
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return unit == Unit.WEIGHT || scheme instanceof Scheme.Prune;
  }

  /** {@link Budget#offered}. */
  public int steps(int units) {
    return Budget.offered(alpha, units);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Single weights of dense layers, in B with a dense layer after them, and whole units of all
   * layers, which are pruned.
   */
  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    return plan(problem, unit, scheme, Score.ABSOLUTE);
  }

  /** The same by a score of signed changes or not: only in B does that make a difference. */
  LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme, Score score) {
    Replacement replacement = Replacement.of(scheme, problem.layer().maxAbsWeight());
    int steps = steps(problem.units(unit));
    if (unit == Unit.WEIGHT) {
      return problem instanceof BlockProblem block
          ? new BlockWeightsPlan(block, replacement, steps, ordering, score)
          : new WideWeights(problem, replacement, steps);
    }
    if (problem instanceof BlockProblem block && !block.unitsEnterLinearly()) {
      return new BlockUnits(block, replacement, steps, ordering, score);
    }
    return new StaticUnits(problem, replacement, steps);
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return GreedyCost.of(this, problem);
  }
}
