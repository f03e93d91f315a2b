package io.github.widesweep.compression.path;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import java.util.Optional;

/**
 * Stochastic path following quantization (J. Zhang and R. Saab, SPFQ: A Stochastic Algorithm and
 * Its Error Analysis for Neural Network Quantization, 2023): a {@link PathSweep} in which every
 * weight is drawn from the levels on either side of what it is asked to be, so that its expectation
 * is that. Behind a compressed layer the path followed is that of the weights that are best for the
 * inputs that come, which the paper calls perfect data alignment.
 *
 * <p>Weights are not drawn independently of each other, and no closed form of the expected {@code
 * Psi} is known here.
 */
public record Spfq() implements PathMethod {
  @Override
  public String name() {
    return "spfq";
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    requireSupported(problem, unit, scheme);
    if (problem.startsDense()) {
      return new Plan(problem, problem.layer().weights().data, scheme, problem.deadInputs());
    }
    LeastSquares aligned = LeastSquares.of(problem, 0);
    return new Plan(problem, aligned.target(), scheme, aligned.fallback());
  }

  /** A path that draws follow. */
  private static final class Plan implements LayerPlan {
    private final LayerProblem problem;
    private final PathSweep sweep;
    private final Replacement levels;
    private final Optional<String> fallback;

    Plan(LayerProblem problem, double[] weights, Scheme scheme, Optional<String> fallback) {
      this.problem = problem;
      this.sweep = new PathSweep(problem, weights, problem.moments().data);
      this.levels = Replacement.of(scheme, problem.layer().maxAbsWeight());
      this.fallback = fallback;
    }

    @Override
    public LayerOutcome draw(double[] uniforms) {
      double[] quantized = sweep.run((unit, asked) -> levels.draw(asked, uniforms[unit]));
      return PathMethod.outcome(problem, quantized, fallback);
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

  @Override
  public MethodCost cost(ProblemShape problem) {
    double n = problem.layer().inputs().size();
    return MethodCost.of(
        // The alignment, behind a compressed layer.
        PathMethod.path(problem).and(Kind.FLOP, n * n * n / 3),
        PathMethod.sweep(problem).plus(Work.sort((double) problem.units())),
        8.0 * problem.units(),
        PathMethod.bytes(problem));
  }
}
