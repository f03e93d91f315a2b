package io.github.widesweep.compression.score;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every weight becomes the nearest of its layer's levels, {@link Replacement.Rounding#nearest}: the
 * round-to-nearest baseline of quantization, such as in E. Frantar, S. Ashkboos, T. Hoefler, D.
 * Alistarh, GPTQ, ICLR 2023.
 */
public record RoundToNearest() implements Method {
  @Override
  public String name() {
    return "rtn";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public boolean random() {
    return false;
  }

  @Override
  public boolean choosesMask() {
    return false;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return unit == Unit.WEIGHT && scheme instanceof Scheme.Quantize;
  }

  @Override
  public double offered() {
    return 1;
  }

  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    Replacement.Rounding levels =
        (Replacement.Rounding) Replacement.of(scheme, problem.layer().maxAbsWeight());
    double[] weights = problem.requireDense().weights().data;
    return LayerPlan.of(
        LayerOutcome.of(
            problem.layer(),
            Arrays.stream(weights).map(levels::nearest).toArray(),
            new int[0],
            new double[0],
            Optional.empty()));
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return MethodCost.planned(
        Work.of(Kind.DRAW, (double) problem.units()).plus(Work.sort((double) problem.units())),
        8.0 * problem.layer().weights(),
        2 * 8.0 * problem.layer().weights());
  }
}
