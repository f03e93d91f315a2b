package io.github.widesweep.compression.path;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;

/**
 * Greedy path following quantization (E. Lybrand and R. Saab, A Greedy Algorithm for Quantizing
 * Neural Networks, JMLR 22, 2021; behind compressed layers as J. Zhang, Y. Zhou and R. Saab,
 * Post-training Quantization for Neural Networks with Provable Guarantees, SIAM J. Math. Data Sci.
 * 2023, write it): a {@link PathSweep} to the nearest levels, halves away from 0.
 */
public record Gpfq() implements PathMethod {
  @Override
  public String name() {
    return "gpfq";
  }

  @Override
  public boolean random() {
    return false;
  }

  @Override
  public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
    requireSupported(problem, unit, scheme);
    Replacement levels = Replacement.of(scheme, problem.layer().maxAbsWeight());
    double[] weights = problem.layer().weights().data;
    double[] quantized =
        new PathSweep(problem, weights, problem.inputProducts().data)
            .run((entry, w) -> levels.probability(w) >= 0.5 ? levels.high(w) : levels.low(w));
    LayerOutcome outcome = PathMethod.outcome(problem, quantized, problem.deadInputs());
    return LayerPlan.of(outcome);
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return MethodCost.planned(
        PathMethod.path(problem).plus(PathMethod.sweep(problem)),
        20.0 * problem.units(),
        PathMethod.bytes(problem));
  }
}
