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
 * The exact optimal brain surgeon: the {@link RemovalTrace} of the layer, as far as the budget
 * goes, and the weights that are left solved for. All keep probabilities share one trace. A score
 * is what the trace says of a weight, also of those that exchanges have dropped.
 *
 * @param alpha the fraction of weights that a greedy draw is offered: the budget is its expected
 *     number of zeros
 * @param damping of the moments, as a fraction of the mean of their diagonal
 * @param swaps {@link Exchanges} afterwards at most, 0 for none
 */
public record Obs(double alpha, double damping, int swaps) implements SupportMethod {
  private record TraceKey(double damping) {}

  public Obs {
    SupportMethod.check(alpha, damping, swaps);
  }

  @Override
  public String name() {
    return "obs";
  }

  @Override
  public LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme) {
    int units = problem.units(Unit.WEIGHT);
    int zeros = Budget.zeros(alpha, units, (Scheme.Prune) scheme);
    RemovalTrace trace =
        problem.shared(new TraceKey(damping), () -> RemovalTrace.ofWeights(squares));
    int rows = squares.rows();
    int inputs = squares.inputs();
    boolean[] kept = new boolean[units];
    Arrays.fill(kept, true);
    double[] losses = new double[units];
    for (int step = 0; step < units; step++) {
      int unit = trace.order()[step];
      losses[unit] = trace.losses()[step];
      if (step < zeros) {
        kept[unit % inputs * rows + unit / inputs] = false;
      }
    }
    if (swaps == 0) {
      return RefitMethod.refit(
          squares, kept, Arrays.copyOf(trace.order(), zeros), Arrays.copyOf(trace.losses(), zeros));
    }
    boolean[] improved = Exchanges.ofWeights(squares, kept, swaps);
    int[] order = RefitMethod.dropped(improved, rows);
    double[] scores = Arrays.stream(order).mapToDouble(unit -> losses[unit]).toArray();
    return RefitMethod.refit(squares, improved, order, scores);
  }

  @Override
  public Work search(ProblemShape problem) {
    return ObsCost.trace(problem);
  }
}
