package io.github.widesweep.compression.refit;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.KeptValues;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A method's mask with the kept weights solved for: of each row those that make {@code Psi} least,
 * {@code u_S = G_SS^-1 G_S,: w} with {@code G} the second moments of the inputs and {@code S} the
 * weights that the mask leaves, where no earlier layer was compressed; {@link LeastSquares} has the
 * rest. What the mask's own draw makes of kept weights does not matter. Inputs that depend on each
 * other leave a choice: the least damping, towards the dense weights, makes it, and is a fallback.
 *
 * <p>Least squares after selection is older than networks; of layers of trained ones see B.
 * Hassibi, D. Stork, Second order derivatives for network pruning, NeurIPS 1992, and E. Frantar, D.
 * Alistarh, Optimal brain compression, NeurIPS 2022.
 *
 * @param mask the method that chooses, {@link Method#choosesMask}
 */
public record Refit(Method mask) implements Method {
  public Refit {
    require(mask.choosesMask(), "refit", mask.name(), "a method that chooses a mask");
  }

  /** The mask's: whether it is refit is a parameter. */
  @Override
  public String name() {
    return mask.name();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(mask.parameters());
    parameters.add(new Parameter("refit", true));
    return List.copyOf(parameters);
  }

  @Override
  public boolean random() {
    return mask.random();
  }

  @Override
  public boolean choosesMask() {
    return false;
  }

  @Override
  public KeptValues keptValues() {
    return KeptValues.REFIT;
  }

  /** W layers alone: the loss of others is not quadratic in their weights. */
  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && scheme instanceof Scheme.Prune && mask.supports(role, unit, scheme);
  }

  @Override
  public double offered() {
    return mask.offered();
  }

  /** {@inheritDoc} Layers are dense. */
  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    LeastSquares squares = LeastSquares.of(problem, 0);
    LayerPlan chosen = mask.plan(problem, unit, scheme);
    return mask.random()
        ? new Plan(chosen, squares)
        : LayerPlan.of(solve(chosen.draw(new double[0]), squares));
  }

  private record Plan(LayerPlan mask, LeastSquares squares) implements LayerPlan {
    @Override
    public LayerOutcome draw(double[] uniforms) {
      return solve(mask.draw(uniforms), squares);
    }

    @Override
    public double psiAdded() {
      return Double.NaN;
    }

    @Override
    public Optional<double[]> variances() {
      return Optional.empty();
    }
  }

  private static LayerOutcome solve(LayerOutcome masked, LeastSquares squares) {
    double[] weights = masked.layer().weights().data;
    boolean[] kept = new boolean[weights.length];
    for (int e = 0; e < weights.length; e++) {
      kept[e] = weights[e] != 0;
    }
    return LayerOutcome.of(
        squares.layer(),
        squares.refit(kept),
        masked.order(),
        masked.scores(),
        masked.fallback().or(squares::fallback));
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    MethodCost chosen = mask.cost(problem);
    double inputs = problem.layer().inputs().size();
    double rows = problem.layer().outputs().size();
    double numbers = LeastSquares.numbers(inputs, rows);
    Work plan = chosen.plan().and(Kind.FLOP, inputs * inputs * (problem.samples() + inputs / 3));
    Work solving = solving(problem);
    return MethodCost.of(
        mask.random() ? plan : plan.plus(solving),
        mask.random() ? chosen.draw().plus(solving) : Work.NONE,
        chosen.keptBytes() + 8 * numbers,
        chosen.peakBytes() + 8 * inputs * inputs + 9.0 * problem.layer().weights());
  }

  /** A factorisation a row, of what is kept of it, and the products for its right-hand side. */
  private Work solving(ProblemShape problem) {
    double inputs = problem.layer().inputs().size();
    double rows = problem.layer().outputs().size();
    double p = ((Scheme.Prune) problem.scheme()).keepProbability();
    double kept = inputs * (1 - mask.offered() * (1 - p));
    return Work.of(Kind.FLOP, rows * kept * kept * kept / 3)
        .and(Kind.ENTRY, rows * kept * inputs)
        .plus(Work.sort((double) problem.layer().weights()));
  }
}
