package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.List;

/**
 * What the methods have in common that search for the units to keep, improve these by {@link
 * Exchanges}, and solve for their weights once at the end.
 */
interface SupportMethod extends RefitMethod {
  /** The fraction of units that a greedy draw is offered: the budget is its expected zeros. */
  double alpha();

  /** {@link Exchanges} at most, 0 for none. */
  int swaps();

  /** The one kind of unit that is kept or goes. */
  default Unit unit() {
    return Unit.WEIGHT;
  }

  /** What the search computes before any exchange. */
  Work search(ProblemShape problem);

  /** Checks the parameters of a method. */
  static void check(double alpha, double damping, int swaps) {
    Budget.requireFraction(alpha);
    RefitMethod.requireDamping(damping);
    RefitMethod.requireSwaps(swaps);
  }

  @Override
  default List<Parameter> parameters() {
    return List.of(
        new Parameter("alpha", alpha()),
        new Parameter("damping", damping()),
        new Parameter("swaps", swaps()));
  }

  @Override
  default double offered() {
    return alpha();
  }

  @Override
  default boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && unit == unit() && scheme instanceof Scheme.Prune;
  }

  @Override
  default MethodCost cost(ProblemShape problem) {
    Work swapping =
        unit() == Unit.WEIGHT
            ? ObsCost.swaps(problem, swaps())
            : ObsCost.inputSwaps(problem, swaps());
    return MethodCost.planned(
        search(problem).plus(ObsCost.refit(problem, this)).plus(swapping),
        ObsCost.keptBytes(problem, alpha()),
        ObsCost.supportBytes(problem, swaps()));
  }
}
