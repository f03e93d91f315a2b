package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.Arrays;

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
public record Alps(double alpha, double damping, int swaps) implements SupportMethod {
  public Alps {
    SupportMethod.check(alpha, damping, swaps);
  }

  @Override
  public String name() {
    return "alps";
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
  public Work search(ProblemShape problem) {
    return ObsCost.admm(problem);
  }
}
