package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import java.util.List;

/**
 * Algorithm 1 with the expected change of the watched loss in place of its absolute value: a unit
 * whose draw is expected to lower the loss comes before one that is expected to leave it as it is.
 *
 * <p>Where units enter the loss linearly, in W and for neurons in B under the identity and ReLU
 * without biases, the expected change is a variance times an energy, never negative, and this is
 * {@link Greedy}. Elsewhere the order differs where earlier draws, or earlier layers, have left a
 * residual that a unit's expected change counteracts.
 *
 * @param alpha the fraction of units that are offered, as in {@link Greedy}
 * @param ordering how often scores of B layers are computed anew
 */
public record GreedySigned(double alpha, Ordering ordering) implements Method {
  public GreedySigned {
    Greedy.check(alpha, ordering);
  }

  private Greedy greedy() {
    return new Greedy(alpha, ordering);
  }

  @Override
  public String name() {
    return "greedy-signed";
  }

  @Override
  public List<Parameter> parameters() {
    return greedy().parameters();
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return greedy().supports(role, unit, scheme);
  }

  @Override
  public double offered() {
    return alpha;
  }

  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    return greedy().plan(problem, unit, scheme, Score.SIGNED);
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return greedy().cost(problem);
  }
}
