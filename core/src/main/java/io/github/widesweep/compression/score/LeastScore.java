package io.github.widesweep.compression.score;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import java.util.List;

/**
 * A method that scores every unit once and removes those of least score, {@link Budget#zeros} of
 * them. Equal scores, and those that rounding cannot tell apart, go by index.
 */
interface LeastScore extends Method {
  /** Bytes a unit to rank: score, margin, place and copies of them. */
  double RANK_BYTES = 120;

  /** The fraction of units that may be removed, in (0, 1). */
  double alpha();

  /** The one kind of unit that is scored. */
  Unit unit();

  /** The scores of a layer's units. */
  Scores scores(LayerProblem problem);

  /** Numbers that are passed to score the units. */
  double scored(ProblemShape problem);

  /** Equal ranges of consecutive units that have budgets of their own. */
  default int groups(LayerProblem problem) {
    return 1;
  }

  @Override
  default List<Parameter> parameters() {
    return List.of(new Parameter("alpha", alpha()));
  }

  @Override
  default boolean random() {
    return false;
  }

  @Override
  default boolean supports(Role role, Unit unit, Scheme scheme) {
    return unit == unit() && scheme instanceof Scheme.Prune;
  }

  @Override
  default double offered() {
    return alpha();
  }

  @Override
  default LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    int zeros = Budget.zeros(alpha(), problem.units(unit), (Scheme.Prune) scheme);
    Scores scores = scores(problem);
    int[] removed = scores.least(zeros, groups(problem));
    return LayerPlan.of(Removal.of(problem, unit, removed, scores.of(removed)));
  }

  @Override
  default MethodCost cost(ProblemShape problem) {
    return MethodCost.planned(
        Work.of(Kind.ENTRY, scored(problem) + 2.0 * problem.layer().weights())
            .plus(Work.sort((double) problem.units()))
            .plus(Work.sort((double) problem.layer().weights())),
        8.0 * problem.layer().weights() + 12.0 * problem.units(),
        RANK_BYTES * problem.units() + 8.0 * problem.layer().weights());
  }
}
