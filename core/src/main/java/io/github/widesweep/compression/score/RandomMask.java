package io.github.widesweep.compression.score;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The floor that every method should beat: a fixed number of units, {@link Budget#zeros}, goes at
 * random, those of the largest uniforms; the others stay as they are.
 *
 * @param alpha the fraction of units that may be removed, strictly between 0 and 1
 */
public record RandomMask(double alpha) implements Method {
  public RandomMask {
    Budget.requireFraction(alpha);
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("alpha", alpha));
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return scheme instanceof Scheme.Prune;
  }

  @Override
  public double offered() {
    return alpha;
  }

  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    if (unit == Unit.WEIGHT) {
      problem.requireDense();
    }
    return new Plan(problem, unit, Budget.zeros(alpha, problem.units(unit), (Scheme.Prune) scheme));
  }

  private record Plan(LayerProblem problem, Unit unit, int zeros) implements LayerPlan {
    @Override
    public LayerOutcome draw(double[] uniforms) {
      Scores scores = Scores.exact(Arrays.stream(uniforms).map(uniform -> 1 - uniform).toArray());
      int[] removed = scores.least(zeros, 1);
      return Removal.of(problem, unit, removed, scores.of(removed));
    }

    /** Not known: the draw is biased, by what is removed and not made up for. */
    @Override
    public double psiAdded() {
      return Double.NaN;
    }

    @Override
    public Optional<double[]> variances() {
      return Optional.empty();
    }
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return MethodCost.of(
        Work.NONE,
        Work.of(Kind.DRAW, (double) problem.units())
            .and(Kind.ENTRY, 2.0 * problem.layer().weights())
            .plus(Work.sort((double) problem.units()))
            .plus(Work.sort((double) problem.layer().weights())),
        0,
        LeastScore.RANK_BYTES * problem.units() + 8.0 * problem.layer().weights());
  }
}
