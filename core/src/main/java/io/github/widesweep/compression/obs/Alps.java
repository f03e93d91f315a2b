package io.github.widesweep.compression.obs;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.Arrays;
import java.util.List;

/**
 * ALPS: the support that {@link Admm} finds, and the weights on it solved for, exactly where the
 * paper takes steps of conjugate gradients. The score of a weight that is gone is the loss that it
 * alone would have cost at the dense weights, without a refit: {@code H_jj t^2}.
 *
 * @param alpha the fraction of weights that a greedy draw is offered: the budget is its expected
 *     number of zeros
 * @param damping of the moments, as a fraction of the mean of their diagonal; the paper's is 0.01
 * @param swaps {@link Exchanges} afterwards at most, 0 for none
 */
public record Alps(double alpha, double damping, int swaps) implements RefitMethod {
  public Alps {
    require(alpha > 0 && alpha < 1, "alpha", alpha, "a number strictly between 0 and 1");
    RefitMethod.requireDamping(damping);
    RefitMethod.requireSwaps(swaps);
  }

  @Override
  public String name() {
    return "alps";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("alpha", alpha),
        new Parameter("damping", damping),
        new Parameter("swaps", swaps));
  }

  @Override
  public double offered() {
    return alpha;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && unit == Unit.WEIGHT && scheme instanceof Scheme.Prune;
  }

  @Override
  public LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme) {
    int units = problem.units(Unit.WEIGHT);
    int zeros = Budget.zeros(alpha, units, (Scheme.Prune) scheme);
    boolean[] kept = Exchanges.ofWeights(squares, new Admm(squares).kept(zeros), swaps);
    int rows = squares.rows();
    int inputs = squares.inputs();
    int[] order = RefitMethod.dropped(kept, rows);
    double[] scores =
        Arrays.stream(order)
            .mapToDouble(
                unit -> {
                  int j = unit % inputs;
                  double t = squares.target()[j * rows + unit / inputs];
                  return squares.hessian()[j * (inputs + 1)] * t * t;
                })
            .toArray();
    return RefitMethod.refit(squares, kept, order, scores);
  }

  @Override
  public Work planWork(ProblemShape problem) {
    return ObsWork.admm(problem)
        .plus(ObsWork.refit(problem, this))
        .plus(ObsWork.swaps(problem, swaps));
  }

  @Override
  public long keptBytes(ProblemShape problem) {
    return ObsWork.keptBytes(problem, alpha);
  }

  @Override
  public long peakBytes(ProblemShape problem) {
    return ObsWork.supportBytes(problem, swaps);
  }
}
