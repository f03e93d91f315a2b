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
import java.util.Arrays;
import java.util.List;

/**
 * The paper's draws without their randomness, by the method of conditional expectations (P. Erdos
 * and J. Selfridge, 1973; N. Alon and J. Spencer, The Probabilistic Method, chapter 16): the units
 * that {@code greedy} offers, in its order, take whichever of their two values has the lower
 * expectation of {@code Psi + mu kept}, the later units still being random. {@link
 * ConditionalExpectations} says what this guarantees.
 *
 * <p>Under pruning, {@code mu} is searched so that as many units are removed as the draws of {@code
 * greedy} remove on average ({@link Budget#zeros}). Where no {@code mu} gives that number, the
 * nearest does, and the units over or under are changed one by one, each time the one at which
 * {@code Psi} gains least; for these the guarantee is not repeated, and there are inputs for which
 * no choice of that many units satisfies it. Then a kept unit is exchanged for a removed one as
 * long as {@code Psi} falls, first within rows, then between them. Under quantization there is no
 * budget: {@code mu} is 0, {@code Psi} is at most its expectation, and single weights take their
 * other level as long as {@code Psi} falls.
 *
 * @param alpha the fraction of units that may change, as in {@code greedy}
 */
public record Derandomized(double alpha) implements Method {
  public Derandomized {
    Budget.requireFraction(alpha);
  }

  @Override
  public String name() {
    return "derandomized";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("alpha", alpha));
  }

  @Override
  public boolean random() {
    return false;
  }

  /** Single weights of B layers have no expectation in closed form. */
  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return unit == Unit.NEURON ? scheme instanceof Scheme.Prune : role == Role.WIDE;
  }

  @Override
  public double offered() {
    return alpha;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.github.widesweep.InvalidValueException for single weights of layers that are not
   *     dense or not in W
   */
  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    require(
        unit == Unit.NEURON || problem.role() == Role.WIDE,
        "target",
        problem.role().symbol() + problem.number(),
        "W, or neurons: single weights of B layers have no expectation in closed form");
    Replacement replacement = Replacement.of(scheme, problem.layer().maxAbsWeight());
    UnitGroups groups = UnitGroups.shared(problem, unit);
    int steps = Budget.offered(alpha, groups.units());
    int[] order = Arrays.copyOf(UnitGroups.order(problem, unit, replacement), steps);
    double[] scores = groups.scores(order, replacement);
    double psiAdded = Arrays.stream(scores).sum();
    UnitChoices choices = new UnitChoices(problem, unit, replacement, order, scores);
    QuadraticState start = QuadraticState.start(problem, unit, groups, replacement, order);
    QuadraticState state;
    if (scheme instanceof Scheme.Prune prune) {
      // Units that are 0 already count as removed, and leave less to remove.
      int[] choosing = Arrays.stream(order).filter(u -> !choices.isZero(u)).toArray();
      int kept = Math.min(choosing.length, steps - Budget.zeros(alpha, groups.units(), prune));
      state = ConditionalExpectations.chooseSoMany(start, choosing, kept);
      Exchanges exchanges = new Exchanges(state, choosing, psiAdded);
      exchanges.meet(ConditionalExpectations.kept(state, choosing) - kept);
      exchanges.swap();
    } else {
      state = ConditionalExpectations.choose(start, order, 0);
      new Exchanges(state, order, psiAdded).flip();
    }
    return LayerPlan.of(choices.outcome(state.high()));
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return WalkCost.of(this, problem);
  }
}
